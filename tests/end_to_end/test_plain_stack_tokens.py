"""`token` of a stack that the plain CLI has deployed."""

import json

import pytest

from local.paths import cache_folder


@pytest.fixture
def noting_pulumi(tmp_path):
    """Variables with a CLI that writes down that it was started, and the file where it does."""
    mark = tmp_path / "started"
    for real in cache_folder().glob("pulumi/*/bin/pulumi"):
        fake = tmp_path / "cache" / "cognito-access-token" / real.relative_to(cache_folder())
        fake.parent.mkdir(parents=True)
        fake.write_text(f'#!/bin/sh\necho "$@" >> {mark}\nexec {real} "$@"\n')
        fake.chmod(0o755)
    return {"XDG_CACHE_HOME": str(tmp_path / "cache")}, mark


def started(mark):
    """How Pulumi was called; to ask for its version is to look whether it is there."""
    lines = mark.read_text().splitlines() if mark.exists() else []
    return [line for line in lines if line != "version"]


def token(deployed, *options, variables=None):
    finished = deployed.run("token", *options, "-o", "json", variables=variables)
    assert finished.returncode == 0, finished.stderr
    return json.loads(finished.stdout)


def test_after_plain_pulumi_up_the_outputs_are_asked_for_once(service, noting_pulumi):
    variables, mark = noting_pulumi
    shell = service.local_variables()
    deployed = service.pulumi("up", "--yes", "--skip-preview", variables=shell)
    assert deployed.returncode == 0, deployed.stderr

    first = token(service)
    assert token(service, variables=variables)["access_token"] == first["access_token"]

    assert started(mark) == []
    assert service.run("outputs", "--refresh", variables=variables).returncode == 0
    assert started(mark) != []  # it is this CLI that would have been asked
    assert service.run("destroy").returncode == 0
