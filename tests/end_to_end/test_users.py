"""Many test users of a kept stack."""

import csv
import io
import json
import os
import signal
import time

import pytest


@pytest.fixture
def kept(service):
    assert service.run("up", "-q").returncode == 0
    yield service
    service.run("destroy", "-q")


def names(kept, *options):
    listed = kept.run("users", "list", "-o", "csv", *options)
    assert listed.returncode == 0, listed.stderr
    return [row["name"] for row in csv.DictReader(io.StringIO(listed.stdout))]


def test_a_run_that_is_killed_half_way_is_completed_without_duplicates(kept):
    running = kept.start("users", "create", "--count", "150", "--prefix", "load", "--group", "admins")
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if any(file.stat().st_size > 100 for file in kept.root.glob(".environments/*/*/batches/load.done")):
            break
    os.killpg(running.pid, signal.SIGKILL)
    running.communicate()
    assert 0 < len(names(kept)) < 150
    again = kept.run("users", "create", "--count", "150", "--prefix", "load", "--group", "admins")
    assert again.returncode == 0, again.stderr
    found = names(kept, "--prefix", "load")
    assert len(found) == len(set(found)) == 150

    last = json.loads(
        kept.run("users", "create", "--count", "150", "--group", "admins", "--prefix", "load", "-o", "json").stdout
    )[-1]
    token = kept.run("token", "--user", last["username"], "--password", "-", "-o", "json", text_in=last["password"])
    assert json.loads(token.stdout)["claims"]["access_token"]["cognito:groups"] == ["admins"]

    assert kept.run("users", "delete", "--prefix", "load").returncode == 0
    assert names(kept) == []


def test_one_user_with_attributes_and_a_password_from_stdin(kept):
    made = kept.run(
        *("users", "create", "ada@example.com", "--attribute", "given_name=Ada", "--password", "-", "-o", "json"),
        text_in="Correct-h0rse",
    )
    assert json.loads(made.stdout)[0]["password"] == "Correct-h0rse"
    token = kept.run("token", "--user", "ada@example.com", "-o", "json")
    assert json.loads(token.stdout)["claims"]["id_token"]["given_name"] == "Ada"
    assert "deleted the user" in kept.run("users", "delete", "ada@example.com").stderr
    assert names(kept) == []


WRONG = {
    ("create", "x", "--count", "2"): "exclude each other",
    ("create", "--count", "60000"): "import jobs",
    ("create", "--attribute", "nothing"): "must be NAME=VALUE",
    ("delete",): "Say which users",
    ("delete", "--prefix", "unknown"): "others aren't touched",
}


def test_wrong_usage_is_said_before_anything_changes(kept):
    for arguments, words in WRONG.items():
        refused = kept.run("users", *arguments)
        assert (refused.returncode, refused.stdout) == (2, ""), arguments
        assert words in refused.stderr
    assert names(kept) == []
