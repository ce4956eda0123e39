"""Many test users of a kept stack."""

import csv
import io
import json

import pytest

COUNT = "60"
ADDED = "automation.users.batch:Done.add"
"""What is called once a user is complete, and in an import once one is begun."""


@pytest.fixture
def kept(service):
    assert service.run("up", "-q").returncode == 0
    yield service
    service.run("destroy", "-q")


def names(kept, *options):
    listed = kept.run("users", "list", "-o", "csv", *options)
    assert listed.returncode == 0, listed.stderr
    return [row["name"] for row in csv.DictReader(io.StringIO(listed.stdout))]


@pytest.mark.slow
def test_a_run_that_is_killed_half_way_is_completed_without_duplicates(kept, tmp_path):
    kept.run_killed(ADDED, 20, "users", "create", "--count", COUNT, "--prefix", "load", "--group", "admins")
    assert 20 <= len(names(kept)) < int(COUNT)
    again = kept.run("users", "create", "--count", COUNT, "--prefix", "load", "--group", "admins")
    assert again.returncode == 0, again.stderr
    found = names(kept, "--prefix", "load")
    assert len(found) == len(set(found)) == int(COUNT)

    last = json.loads(
        kept.run("users", "create", "--count", COUNT, "--group", "admins", "--prefix", "load", "-o", "json").stdout
    )[-1]
    token = kept.run("token", "--user", last["username"], "--password", "-", "-o", "json", text_in=last["password"])
    assert json.loads(token.stdout)["claims"]["access_token"]["cognito:groups"] == ["admins"]

    moved = kept.run("users", "export", "-o", "json").stdout
    assert kept.run("users", "delete", "--prefix", "load").returncode == 0
    assert names(kept) == []
    imported_again_after_a_kill(kept, moved, tmp_path / "users.json")


def imported_again_after_a_kill(kept, moved, file):
    file.write_text(moved)
    kept.run_killed(ADDED, 40, "users", "import", str(file))
    again = json.loads(kept.run("users", "import", str(file), "-o", "json").stdout)
    assert (again["existing"], again["failed"]) == (0, 0)
    assert 0 < again["created"] < int(COUNT)
    found = json.loads(kept.run("users", "export", "-o", "json").stdout)
    assert len(found) == int(COUNT)
    assert {(user["status"], *user["groups"]) for user in found} == {("CONFIRMED", "admins")}


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
    ("create", "x", "--count", "2"): "can't be combined",
    ("create", "--count", "60000", "--group", "admins"): "doesn't take passwords or groups",
    ("import", "missing.csv"): "can't be read",
    ("create", "--attribute", "nothing"): "isn't NAME=VALUE",
    ("delete",): "Say which users",
    ("delete", "--prefix", "unknown"): "only deletes users that it created",
}


def test_wrong_usage_is_said_before_anything_changes(kept):
    for arguments, words in WRONG.items():
        refused = kept.run("users", *arguments)
        assert (refused.returncode, refused.stdout) == (2, ""), arguments
        assert words in refused.stderr
    assert names(kept) == []


def test_users_are_imported_from_a_csv_file_once_each(kept, tmp_path):
    file = tmp_path / "people.csv"
    file.write_text("email\nada@example.com\n")
    refused = kept.run("users", "import", str(file))
    assert refused.returncode == 2
    header = refused.stderr.strip().rpartition(": ")[2].split(",")
    lines = [header]
    for name in ("ada", "bob", "cyn"):
        values = {"email": f"{name}@example.com", "email_verified": "true", "cognito:username": f"{name}@example.com"}
        lines.append([values.get(column, "false" if column == "cognito:mfa_enabled" else "") for column in header])
    file.write_text("".join(",".join(line) + "\n" for line in lines))

    first = json.loads(kept.run("users", "import", str(file), "-o", "json").stdout)
    again = json.loads(kept.run("users", "import", str(file), "-o", "json").stdout)

    assert (first["status"], first["imported"], first["skipped"], first["failed"]) == ("Succeeded", 3, 0, 0)
    assert (again["status"], again["imported"], again["skipped"], again["failed"]) == ("Succeeded", 0, 3, 0)
    assert sorted(names(kept)) == ["ada@example.com", "bob@example.com", "cyn@example.com"]


@pytest.mark.slow
def test_a_crowd_is_created_by_an_import_job_however_often_it_is_asked_for(kept):
    create = ("users", "create", "--count", "300", "--prefix", "crowd", "--import-job", "-o", "json")
    first, again = (json.loads(kept.run(*create).stdout) for _ in range(2))

    assert (first["status"], first["imported"], first["failed"]) == ("Succeeded", 300, 0)
    assert (again["status"], again["imported"], again["skipped"]) == ("Succeeded", 0, 300)
    found = names(kept, "--prefix", "crowd")
    assert len(found) == len(set(found)) == 300

    feed = kept.run("token", "--all", "-o", "csv")
    assert feed.returncode == 2
    assert "have no password yet" in feed.stderr
    other = kept.run("users", "create", "--count", "5", "--prefix", "crowd")
    assert other.returncode == 2
    assert "Users crowd-… already exist" in other.stderr
    assert kept.run("users", "delete", "--prefix", "crowd").returncode == 0
    assert names(kept) == []
