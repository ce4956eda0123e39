"""`token` with what it remembers: no Pulumi, the same answers, nothing after the stack has gone."""

import json
import stat
from pathlib import Path

import pytest

from local.paths import cache_folder


@pytest.fixture
def deployed(service):
    up = service.run("up")
    assert up.returncode == 0, up.stderr
    yield service
    service.run("destroy")


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


def test_neither_a_warm_nor_a_cold_token_starts_pulumi_once_the_outputs_are_known(deployed, noting_pulumi):
    variables, mark = noting_pulumi
    first = token(deployed)

    warm = token(deployed, variables=variables)
    cold = token(deployed, "--no-cache", variables=variables)

    assert warm["access_token"] == first["access_token"]
    assert cold["access_token"] != first["access_token"]
    assert started(mark) == []


def test_refresh_reads_the_outputs_from_pulumi(deployed, noting_pulumi):
    variables, mark = noting_pulumi
    token(deployed)

    token(deployed, "--refresh", variables=variables)

    assert any("stack output" in line for line in started(mark))


def test_after_plain_pulumi_up_the_outputs_are_asked_for_once(service, noting_pulumi):
    variables, mark = noting_pulumi
    shell = service.local_variables()
    deployed = service.pulumi("up", "--yes", "--skip-preview", variables=shell)
    assert deployed.returncode == 0, deployed.stderr

    first = token(service)
    assert token(service, variables=variables)["access_token"] == first["access_token"]

    assert started(mark) == []
    assert service.run("destroy").returncode == 0


def test_tokens_go_with_the_stack(deployed):
    first = token(deployed)
    cached = list(Path(deployed.root / ".environments").rglob("tokens.json"))
    assert cached
    assert {stat.S_IMODE(file.stat().st_mode) for file in cached} == {0o600}

    assert deployed.run("destroy").returncode == 0
    assert deployed.run("token").returncode == 1
    assert deployed.run("up").returncode == 0

    assert token(deployed)["access_token"] != first["access_token"]


def test_many_at_once_agree_and_leave_a_cache_that_can_be_read(deployed):
    started = [deployed.start("token", "-o", "raw") for _ in range(6)]
    outcomes = [(*process.communicate(timeout=60), process.returncode) for process in started]

    assert {code for *_, code in outcomes} == {0}
    kept = token(deployed)["access_token"]
    assert kept in {stdout.strip() for stdout, *_ in outcomes}
    verified = deployed.run("verify", "-", text_in=kept)
    assert verified.returncode == 0, verified.stderr


def test_a_revoked_refresh_token_is_explained(deployed):
    fetched = token(deployed)

    revoked = deployed.run("revoke")
    renewal = deployed.run("token", "--flow", "refresh", "--refresh-token", "-", text_in=fetched["refresh_token"])

    assert revoked.returncode == 0, revoked.stderr
    assert renewal.returncode == 1
    assert "revoked" in renewal.stderr.lower()
