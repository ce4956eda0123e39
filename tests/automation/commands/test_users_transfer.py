"""`users export` and `users import`: from one pool to another, with groups, resumed where a run was ended."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from automation.users.calls import Calls
from tests.automation.driver import SETTINGS, Driver

PASSWORD = "Corr3ct-horse"


@pytest.fixture
def two(driver: Driver) -> Driver:
    """Two stacks; the users of one sign in by e-mail, those of the other by name."""
    named = {**SETTINGS, "username_attributes": [], "pool_name": "named", "domain": {"prefix": "named"}}
    driver.write_stack("named", named)
    for stack in ("dev", "named"):
        assert driver.run("up", "--quiet", "-s", stack).code == 0
    return driver


def pool_of(driver: Driver, stack: str) -> str:
    return str(driver.run("outputs", "-s", stack, "-o", "json").json()["user_pool_id"])


def fill(driver: Driver) -> None:
    cognito, pool = driver.cognito(), pool_of(driver, "dev")
    driver.run("users", "create", "--count", "70", "--prefix", "load", "--group", "staff", "--quiet")
    driver.run("users", "create", "ada@example.com", "--attribute", "name=Ada, Countess", "--group", "late", "--quiet")
    cognito.admin_disable_user(UserPoolId=pool, Username="load-000007@example.com")
    cognito.admin_create_user(
        UserPoolId=pool,
        Username="new@example.com",
        UserAttributes=[{"Name": "email", "Value": "new@example.com"}],
        MessageAction="SUPPRESS",
    )
    client = driver.run("outputs", "-o", "json").json()["clients"]["web"]["client_id"]
    cognito.update_user_pool_client(
        UserPoolId=pool, ClientId=client, ExplicitAuthFlows=["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    )


def exported(driver: Driver, *options: str) -> list[dict[str, Any]]:
    ran = driver.run("users", "export", "-o", "json", *options)
    assert ran.code == 0, ran.stderr
    found: list[dict[str, Any]] = json.loads(ran.stdout)
    return found


def write(driver: Driver, users: Any) -> str:
    file = driver.root / "users.json"
    file.write_text(json.dumps(users))
    return str(file)


def test_all_users_come_with_their_groups_status_and_attributes_over_several_pages(two: Driver):
    fill(two)
    users = {user["attributes"]["email"]: user for user in exported(two)}
    assert len(users) == 72
    assert users["load-000070@example.com"]["groups"] == ["staff"]
    assert users["ada@example.com"]["groups"] == ["late"]
    assert users["ada@example.com"]["attributes"]["name"] == "Ada, Countess"
    assert users["new@example.com"]["status"] == "FORCE_CHANGE_PASSWORD"
    assert [email for email, user in users.items() if not user["enabled"]] == ["load-000007@example.com"]
    assert [user["attributes"]["email"] for user in exported(two, "--group", "late")] == ["ada@example.com"]
    assert [user["attributes"]["email"] for user in exported(two, "--prefix", "new@")] == ["new@example.com"]
    missing = two.run("users", "export", "--user-pool-id", "us-east-1_Missing00", "-o", "json")
    assert (missing.code, json.loads(missing.stdout)["error"]["code"]) == (1, "pool_missing")
    assert exported(two, "--user-pool-id", pool_of(two, "dev"), "-s", "nowhere", "--group", "late")[0]["enabled"]


def test_what_cannot_come_along_is_said(two: Driver):
    assert "Passwords, second factors, passkeys" in two.run("users", "export", "-o", "json").stderr


@pytest.mark.unmeasured
def test_users_come_into_another_pool_with_groups_status_and_a_password_that_is_given(two: Driver):
    fill(two)
    file = write(two, exported(two))
    ran = two.run("users", "import", file, "-s", "named", "--password", "-", "-o", "json", stdin=PASSWORD)
    outcome = ran.json()
    assert (outcome["created"], outcome["existing"], outcome["failed"]) == (72, 0, 0)

    there = {user["attributes"]["email"]: user for user in exported(two, "-s", "named")}
    here = {user["attributes"]["email"]: user for user in exported(two)}
    for email, user in here.items():
        came = there[email]
        assert (came["groups"], came["status"], came["enabled"]) == (user["groups"], user["status"], user["enabled"])
        assert came["username"] == user["username"], "the name is the former pool's"
        assert came["attributes"]["sub"] != user["attributes"]["sub"]
    name = here["ada@example.com"]["username"]
    token = two.run("token", "-s", "named", "--user", name, "--password", "-", "-o", "json", stdin=PASSWORD).json()
    assert token["claims"]["access_token"]["cognito:groups"] == ["late"]


def test_without_a_password_nobody_knows_the_new_ones_and_no_message_is_sent(two: Driver):
    file = write(two, [{"username": "ada", "attributes": {"email": "ada@example.com", "email_verified": "true"}}])
    assert two.run("users", "import", file, "-o", "json").json()["created"] == 1
    assert exported(two)[0]["status"] == "CONFIRMED"
    assert two.engine.engine.store.pools[pool_of(two, "dev")].users
    assert not two.run("local", "inbox", "-o", "json").json()


def test_a_repeated_import_changes_nobody_who_is_there(two: Driver):
    two.run("users", "create", "ada@example.com", "--quiet")
    file = write(two, [{"username": "x", "groups": ["staff"], "attributes": {"email": "ada@example.com"}}])
    outcome = two.run("users", "import", file, "-o", "json").json()
    assert (outcome["created"], outcome["existing"]) == (0, 1)
    assert exported(two)[0]["groups"] == []
    assert two.run("token", "--user", "ada@example.com", "-o", "raw").code == 0


class Ended(BaseException):
    """In place of SIGKILL."""


@pytest.mark.parametrize("at", ["admin_set_user_password", "admin_add_user_to_group", "admin_disable_user"])
def test_an_import_that_was_ended_goes_on_and_finishes_whom_it_had_begun(
    two: Driver, monkeypatch: pytest.MonkeyPatch, at: str
):
    names = [f"user-{number}" for number in range(30)]
    users = [
        {"username": name, "groups": ["staff"], "enabled": False, "attributes": {"email": f"{name}@example.com"}}
        for name in names
    ]
    file, call, calls = write(two, users), Calls.call, []

    def ending(self: Calls, category: Any, operation: str, parameters: Any) -> dict[str, Any]:
        calls.append(operation)
        if calls.count(at) > 5:
            raise Ended
        return call(self, category, operation, parameters)

    with monkeypatch.context() as patch:
        patch.setattr(Calls, "call", ending)
        with pytest.raises(Ended):
            two.run("users", "import", file, "-s", "named", "--quiet")
    begun = exported(two, "-s", "named")
    assert 0 < len(begun) < 30 or any(user["enabled"] for user in begun)

    outcome = two.run("users", "import", file, "-s", "named", "-o", "json").json()
    assert (outcome["existing"], outcome["failed"]) == (0, 0)
    assert 0 < outcome["created"] <= 30
    found = exported(two, "-s", "named")
    assert sorted(user["username"] for user in found) == sorted(names)
    assert {(user["status"], user["enabled"], *user["groups"]) for user in found} == {("CONFIRMED", False, "staff")}


def test_users_whom_cognito_refuses_are_told_and_the_others_come(two: Driver):
    users = [
        {"username": "ada", "attributes": {"email": "ada@example.com"}},
        {"username": "bob", "attributes": {"email": "bob@example.com", "phone_number": "none"}},
        {"username": "eve", "status": "UNCONFIRMED", "attributes": {"email": "eve@example.com"}},
        {"username": "Google_1", "status": "EXTERNAL_PROVIDER", "attributes": {"email": "g@example.com"}},
        {"username": "nameless", "attributes": {}},
    ]
    ran = two.run("users", "import", write(two, users), "-o", "json")
    assert ran.code == 1
    assert "Not imported: bob@example.com: " in ran.stderr
    assert "1 who never confirmed" in ran.stderr
    assert "1 who sign in at an identity provider" in ran.stderr
    assert "1 without the e-mail address" in ran.stderr
    assert [user["attributes"]["email"] for user in exported(two)] == ["ada@example.com"]


def test_an_attribute_that_the_pool_lacks_is_told_before_anybody_is_made(two: Driver):
    file = write(two, [{"username": "ada", "attributes": {"email": "ada@example.com", "custom:team": "x"}}])
    refused = two.run("users", "import", file)
    assert refused.code == 2
    assert "--without custom:team" in refused.stderr
    assert exported(two) == []
    assert two.run("users", "import", file, "--without", "custom:team", "--quiet").code == 0
    assert "custom:team" not in exported(two)[0]["attributes"]


def test_the_csv_is_what_an_import_job_takes_commas_included(two: Driver):
    fill(two)
    ran = two.run("users", "export", "-o", "csv")
    assert ran.code == 0
    assert "no groups and no status" in ran.stderr
    rows = list(csv.DictReader(io.StringIO(ran.stdout), escapechar="\\", quoting=csv.QUOTE_NONE))
    assert {row["cognito:username"] for row in rows} >= {"ada@example.com", "load-000070@example.com"}
    assert "Ada\\, Countess" in ran.stdout

    file = two.root / "users.csv"
    file.write_text("".join(line for line in ran.stdout.splitlines(keepends=True) if "new@" not in line))
    other = {**SETTINGS, "pool_name": "other", "domain": {"prefix": "other"}}
    two.write_stack("other", other)
    two.run("up", "--quiet", "-s", "other")
    outcome = two.run("users", "import", str(file), "-s", "other", "--group", "moved", "-o", "json").json()
    assert (outcome["imported"], outcome["in_groups"]) == (71, 71)
    came = {user["attributes"]["email"]: user for user in exported(two, "-s", "other")}
    assert came["ada@example.com"]["attributes"]["name"] == "Ada, Countess"
    assert came["ada@example.com"]["groups"] == ["moved"]


def test_json_by_an_import_job_has_groups_too(two: Driver):
    fill(two)
    users = [user for user in exported(two) if user["status"] == "CONFIRMED"]
    other = {**SETTINGS, "pool_name": "other", "domain": {"prefix": "other"}}
    two.write_stack("other", other)
    two.run("up", "--quiet", "-s", "other")
    outcome = two.run("users", "import", write(two, users), "-s", "other", "--import-job", "-o", "json").json()
    assert (outcome["created"], outcome["failed"]) == (71, 0)
    found = {user["attributes"]["email"]: user for user in exported(two, "-s", "other")}
    assert found["load-000007@example.com"]["status"] == "RESET_REQUIRED"
    assert not found["load-000007@example.com"]["enabled"]
    assert found["ada@example.com"]["groups"] == ["late"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[{"username": "ada"}', "ends too early"),
        ('[{"username": "ada"', "isn't a JSON array"),
        ('[{"username": 7}]', "no `username` that is a string"),
        ('[{"username": "ada", "groups": [1]}]', "a group or an attribute that isn't a string"),
        ("[7]", "isn't an object"),
        ('[{"a": ' + "[" * 100_000, "isn't a JSON array"),
        ("username,email\n", "isn't a JSON array"),
        ("\ufeff[7]", "isn't an object"),
    ],
)
def test_a_file_that_is_none_is_refused_before_anything_is_created(two: Driver, text: str, words: str):
    file = two.root / "users.json"
    file.write_text(text)
    ran = two.run("users", "import", str(file))
    assert ran.code == 2
    assert words in ran.stderr
    assert exported(two) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["export", "ada"], "doesn't take names"),
        (["export", "--group", "nobody"], "has no group nobody"),
        (["list", "--user-pool-id", "us-east-1_abcdefghi"], "is an option of `users export` alone"),
        (["import", "users.json", "--import-job", "--password", "x"], "doesn't take passwords"),
    ],
)
def test_wrong_usage_is_told(two: Driver, words: list[str], said: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(two.root)
    Path("users.json").write_text("[]")
    ran = two.run("users", *words)
    assert (ran.code, ran.stdout) == (2, "")
    assert said in ran.stderr
