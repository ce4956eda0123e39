"""Each command on a kept stack, from its words to what it prints."""

import csv
import io
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import requests

from automation.environment import Environment
from automation.errors import DriverError
from automation.records.ledger import Ledger
from automation.stacks.destructive_changes import DELETE, REPLACE, PlannedChange
from automation.tokens.verification import Verifier
from components.checking.keys import CLIENT_SECRET_TYPE
from local import service
from tests.automation.driver import SETTINGS, Driver

POOL_TYPE = "aws:cognito/userPool:UserPool"


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture
def deployed(driver: Driver) -> Driver:
    up = driver.run("up", "--quiet")
    assert up.code == 0, up.stderr
    return driver


def batch_file(driver: Driver) -> Path:
    (file,) = driver.root.glob(".environments/local/*/batches/load.json")
    return file


def users_of(driver: Driver) -> list[str]:
    return [row["name"] for row in driver.run("users", "list", "-o", "json").json()]


def replacement(pool_id: str) -> PlannedChange:
    return PlannedChange(
        kind=POOL_TYPE,
        name="orders",
        operation=REPLACE,
        resource_id=pool_id,
        properties=("usernameAttributes",),
        old_inputs={},
        new_inputs={},
    )


def test_up_prints_what_it_deployed_and_outputs_says_it_again(driver: Driver):
    outputs = driver.run("up", "-o", "json").json()
    assert outputs["domain"] == "orders-under-test"
    assert driver.run("outputs", "-o", "json").json() == outputs
    table = driver.run("outputs")
    assert outputs["user_pool_id"] in table.stdout
    assert outputs["client_secret"] not in table.stdout


def test_outputs_are_remembered_and_asked_for_anew_where_that_is_wanted(deployed: Driver):
    deployed.backend.calls.clear()
    deployed.run("outputs")
    assert "outputs" not in deployed.backend.calls
    assert deployed.run("outputs", "--refresh").code == 0
    assert "outputs" in deployed.backend.calls


def test_what_was_never_deployed_is_refused_before_anything_is_started_or_written(
    driver: Driver, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(service, "start", lambda *_, **__: pytest.fail("the service was started"))
    before = sorted(driver.root.rglob("*"))
    for words in ("token", "token --all", "userinfo", "users list", "users create", "outputs", "export json", "logout"):
        ran = driver.run(*words.split(), "-o", "json")
        assert ran.code == 1, words
        error = json.loads(ran.stdout)["error"]
        assert (error["code"], error["resource"]) == ("stack_missing", "local-dev"), words
        assert "There is no stack local-dev on the target local. Deploy it with `" in ran.stderr, words
    assert sorted(driver.root.rglob("*")) == before
    assert driver.run("destroy", "-o", "json").json()["status"] == "missing"


def test_up_reads_a_clients_secret_again_where_its_rotation_has_ended(deployed: Driver):
    deployed.backend.changes = [PlannedChange(CLIENT_SECRET_TYPE, "cognito-auth-secret-batch", DELETE, "x")]
    deployed.backend.calls.clear()
    assert deployed.run("up", "--quiet").code == 0
    first, *between, last = [call for call in deployed.backend.calls if call.startswith(("up", "refresh_client"))]
    assert first == last == "up"
    assert len(between) == len(SETTINGS["clients"])


def test_up_refuses_to_lose_users_unless_it_is_told_to(deployed: Driver):
    deployed.run("users", "create", "ada@example.com", "--quiet")
    pool_id = deployed.run("outputs", "-o", "json").json()["user_pool_id"]
    deployed.backend.changes = [replacement(pool_id)]
    deployed.backend.calls.clear()

    refused = deployed.run("up")
    assert refused.code == 2
    assert "--replace-pool" in refused.stderr
    assert "up" not in deployed.backend.calls

    assert deployed.run("up", "--replace-pool").code == 0
    assert "up" in deployed.backend.calls


def test_what_breaks_a_rule_is_said_before_anything_is_asked_of_pulumi(driver: Driver):
    driver.write_stack("dev", {**SETTINGS, "mfa_configuration": "SOMETIMES"})
    ran = driver.run("up")
    assert ran.code == 2
    assert "mfa_configuration" in ran.stderr
    assert driver.backend.calls == []


def test_a_deployment_that_fails_says_why_and_stays_written_down(driver: Driver):
    driver.backend.failures["up"] = DriverError("Deploying failed: no room.")
    ran = driver.run("up")
    assert (ran.code, ran.stdout) == (1, "")
    assert "no room" in ran.stderr
    assert [row["environment"] for row in driver.run("list", "-o", "json").json()] == ["local-dev"]


def test_destroy_removes_the_pool_and_says_so(deployed: Driver):
    ran = deployed.run("destroy")
    assert ran.code == 0, ran.stderr
    assert "destroyed local-dev" in ran.stderr
    assert deployed.backend.calls[-2:] == ["destroy", "remove_stack"]
    assert deployed.run("list", "-o", "json").json() == []
    assert deployed.engine.engine.store.pools == {}


def test_destroying_nothing_is_done(driver: Driver):
    ran = driver.run("destroy")
    assert ran.code == 0
    assert "nothing to destroy" in ran.stderr


def test_passwords_outlive_the_destruction_of_a_stack_that_this_backend_doesnt_have(deployed: Driver):
    deployed.run("users", "create", "ada@example.com", "--password", "-", "--quiet", stdin="Correct-h0rse")
    deployed.run("users", "create", "--count", "2", "--prefix", "load", "--quiet")
    deployed.backend.outputs.clear()
    for note in (deployed.root / ".environments" / "ledger").glob("*.json"):
        note.unlink()

    ran = deployed.run("destroy")

    assert ran.code == 0, ran.stderr
    assert "nothing to destroy" in ran.stderr
    (aside,) = (deployed.root / ".environments" / ".lost").iterdir()
    assert str(aside) in ran.stderr
    assert "Correct-h0rse" in (aside / "users.json").read_text()
    assert (aside / "batches" / "load.json").exists()


def test_a_protected_pool_is_destroyed_by_force_only(driver: Driver):
    driver.write_stack("dev", {**SETTINGS, "deletion_protection": "ACTIVE"})
    driver.run("up", "--quiet")
    refused = driver.run("destroy")
    assert refused.code == 2
    assert "--force" in refused.stderr
    assert driver.run("destroy", "--force").code == 0
    assert driver.engine.engine.store.pools == {}


@pytest.mark.parametrize("flow", ["admin", "password", "srp", "code"])
def test_token_gives_verified_tokens_of_a_test_user_by_each_flow(deployed: Driver, flow: str):
    found = deployed.run("token", "--flow", flow, "-o", "json").json()
    assert found["token_type"] == "Bearer"
    assert found["claims"]["access_token"]["token_use"] == "access"
    assert found["claims"]["id_token"]["token_use"] == "id"


def test_token_of_a_machine_client_has_its_scope_and_no_user(deployed: Driver):
    found = deployed.run("token", "--client", "batch", "--scope", "orders/read", "-o", "json").json()
    assert found["claims"]["access_token"]["scope"] == "orders/read"
    assert found["refresh_token"] is None


def test_raw_is_the_bare_token_and_which_says_which(deployed: Driver):
    raw = {which: deployed.run("token", "-o", "raw", "--which", which).stdout.strip() for which in ("access", "id")}
    assert raw["access"].count(".") == raw["id"].count(".") == 2
    assert raw["access"] != raw["id"]
    assert raw["access"] == deployed.run("token", "-o", "raw").stdout.strip()
    none = deployed.run("token", "--client", "batch", "--which", "refresh", "-o", "raw")
    assert none.code == 1
    assert "issued no refresh token" in none.stderr


def test_a_table_masks_tokens_and_csv_has_a_row(deployed: Driver):
    access = deployed.run("token", "-o", "raw").stdout.strip()
    assert access not in deployed.run("token").stdout
    (row,) = rows(deployed.run("token", "-o", "csv").stdout)
    assert row["access_token"] == access


def test_a_scope_the_client_lacks_is_refused_before_anybody_signs_in(deployed: Driver):
    ran = deployed.run("token", "--flow", "code", "--scope", "orders/write")
    assert ran.code == 2
    assert "doesn't allow the scope orders/write" in ran.stderr


def test_a_wrong_password_is_refused_in_words(deployed: Driver):
    deployed.run("users", "create", "ada@example.com", "--quiet")
    ran = deployed.run("token", "--user", "ada@example.com", "--password", "-", stdin="Wrong-pass1\n")
    assert ran.code == 1
    assert "Incorrect username or password" in ran.stderr
    assert "Wrong-pass1" not in ran.stderr + ran.stdout


def test_users_are_created_with_groups_and_attributes_and_sign_in(deployed: Driver):
    made = deployed.run(
        "users", "create", "ada@example.com", "--group", "staff", "--attribute", "given_name=Ada",
        "--password", "-", "-o", "json", stdin="Correct-h0rse\n",
    ).json()  # fmt: skip
    assert (made[0]["password"], made[0]["groups"]) == ("Correct-h0rse", ["staff"])
    found = deployed.run("token", "--user", "ada@example.com", "-o", "json").json()
    assert found["claims"]["access_token"]["cognito:groups"] == ["staff"]
    assert found["claims"]["id_token"]["given_name"] == "Ada"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["create", "ada@example.com", "--count", "2"], "can't be combined"),
        (["create", "--attribute", "given_name"], "NAME=VALUE"),
        (["delete"], "Say which users"),
        (["delete", "--prefix", "load"], "This program created no users load-"),
        (["import"], "takes one file"),
    ],
)
def test_what_users_cannot_do_is_refused(deployed: Driver, words: list[str], said: str):
    ran = deployed.run("users", *words)
    assert ran.code == 2
    assert said in ran.stderr


def test_many_users_have_tokens_of_their_own_and_go_by_their_prefix(deployed: Driver):
    made = rows(deployed.run("users", "create", "--count", "3", "--prefix", "load", "-o", "csv").stdout)
    assert len({row["password"] for row in made}) == 3
    tokens = rows(deployed.run("token", "--all", "-o", "csv").stdout)
    assert len({row["access_token"] for row in tokens}) == 3
    again = deployed.run("users", "create", "--count", "3", "--prefix", "load", "--group", "other")
    assert again.code == 2
    assert "with other groups" in again.stderr
    somebody_elses = "load-000004@example.com"
    pool_id = deployed.run("outputs", "-o", "json").json()["user_pool_id"]
    deployed.cognito().admin_create_user(UserPoolId=pool_id, Username=somebody_elses, MessageAction="SUPPRESS")
    assert deployed.run("token", "--user", "load-000001@example.com").code == 0

    batch = batch_file(deployed)
    written = batch.read_text()
    batch.write_text(written.replace(pool_id, "us-east-1_Other1234"))
    assert "created no users load-" in deployed.run("users", "delete", "--prefix", "load").stderr
    batch.write_text(written)
    assert deployed.run("users", "delete", "--prefix", "load").code == 0

    (left,) = deployed.cognito().list_users(UserPoolId=pool_id)["Users"]
    assert {"Name": "email", "Value": somebody_elses} in left["Attributes"]
    assert deployed.run("token", "--user", "load-000001@example.com").code == 2, "its tokens are forgotten too"
    assert "created no users load-" in deployed.run("users", "delete", "--prefix", "load").stderr


@pytest.mark.parametrize(
    ("first_call", "options"),
    [("automation.users.creation._create", ()), ("automation.commands.users_import.run_job", ("--import-job",))],
    ids=["one by one", "import job"],
)
def test_a_batch_is_written_down_before_the_first_of_its_users_is_created(
    deployed: Driver, monkeypatch: pytest.MonkeyPatch, first_call: str, options: tuple[str, ...]
):
    create = ("users", "create", "--count", "2", "--prefix", "load", *options, "-o", "json")

    def ended(*_: object, **__: object) -> None:
        raise DriverError("It ended here.")

    with monkeypatch.context() as patch:
        patch.setattr(first_call, ended)
        assert "It ended here" in deployed.run(*create).stderr
    assert users_of(deployed) == []
    written = batch_file(deployed).read_text()
    assert deployed.run(*create).code == 0
    assert batch_file(deployed).read_text() == written
    assert len(users_of(deployed)) == 2


@pytest.mark.unmeasured
def test_sixty_rows_by_the_hosted_pages_are_verified_and_each_its_own_users(deployed: Driver):
    deployed.run("users", "create", "--count", "60", "--prefix", "load", "--quiet")
    outputs = deployed.run("outputs", "-o", "json").json()
    pages = deployed.cognito().get_paginator("list_users").paginate(UserPoolId=outputs["user_pool_id"])
    listed = [{one["Name"]: one["Value"] for one in user["Attributes"]} for page in pages for user in page["Users"]]
    subjects = {user["email"]: user["sub"] for user in listed}

    tokens = rows(deployed.run("token", "--all", "--flow", "code", "-o", "csv").stdout)

    assert sorted(row["username"] for row in tokens) == sorted(subjects)
    assert len(tokens) == 60
    with requests.Session() as http:
        verifier = Verifier(Environment.from_outputs("dev", outputs), http)
        for row in tokens:
            access = verifier.verify(row["access_token"], token_use="access").claims
            identity = verifier.verify(row["id_token"], token_use="id").claims
            assert access["sub"] == identity["sub"] == subjects[row["username"]]
            assert identity["email"] == row["username"]


def test_rows_have_the_scopes_that_are_asked_for(deployed: Driver):
    deployed.run("users", "create", "--count", "2", "--prefix", "load", "--quiet")
    asked = ("--scope", "openid", "--scope", "orders/read")  # so that they come by the hosted pages
    for row in rows(deployed.run("token", "--all", *asked, "-o", "csv").stdout):
        verified = deployed.run("verify", "-", "--use", "access", "-o", "json", stdin=row["access_token"]).json()
        assert verified["claims"]["scope"] == "openid orders/read"


def test_rows_that_cant_be_kept_are_answered_all_the_same_and_that_is_said(deployed: Driver):
    deployed.run("users", "create", "--count", "3", "--prefix", "load", "--quiet")
    (stack,) = (deployed.root / ".environments" / "local").iterdir()
    (stack / "token-rows.json.lock").mkdir()  # nothing can be written there, as on a full disk

    ran = deployed.run("token", "--all", "-o", "csv")

    assert ran.code == 0, ran.stderr
    assert len({row["access_token"] for row in rows(ran.stdout)}) == 3
    assert ran.stderr.count("The tokens can't be cached, so the next command signs in again: Is a directory.") == 1
    assert not (stack / "token-rows.json").exists()


@pytest.mark.parametrize("flow", [("--flow", "code"), ("--flow", "srp"), ()])
def test_a_feed_signs_nobody_in_who_is_signed_in_already(deployed: Driver, flow: tuple[str, ...]):
    deployed.run("users", "create", "--count", "3", "--prefix", "load", "--quiet")
    tokens = rows(deployed.run("token", "--all", *flow, "-o", "csv").stdout)
    feed = rows(deployed.run("export", "k6").stdout)
    assert {row["access_token"] for row in feed} == {row["access_token"] for row in tokens}


def test_users_are_listed_by_prefix_and_deleted_by_name(deployed: Driver):
    deployed.run("users", "create", "ada@example.com", "bob@example.com", "--quiet")
    listed = deployed.run("users", "list", "--prefix", "ada", "-o", "json").json()
    assert [(row["status"], row["enabled"]) for row in listed] == [("CONFIRMED", True)]
    assert [row["enabled"] for row in rows(deployed.run("users", "list", "-o", "csv").stdout)] == ["yes", "yes"]
    ran = deployed.run("users", "delete", "ada@example.com", "carol@example.com")
    assert ran.code == 1
    assert "has no user carol@example.com" in ran.stderr
    assert users_of(deployed) == ["bob@example.com"]


def test_users_come_from_a_csv_file(deployed: Driver):
    cognito = deployed.cognito()
    pool_id = deployed.run("outputs", "-o", "json").json()["user_pool_id"]
    columns = cognito.get_csv_header(UserPoolId=pool_id)["CSVHeader"]
    row: dict[str, Any] = dict.fromkeys(columns, "")
    row |= {"email": "ada@example.com", "email_verified": "true", "phone_number_verified": "false",
            "cognito:mfa_enabled": "false", "cognito:username": "ada@example.com"}  # fmt: skip
    text = f"{','.join(columns)}\n{','.join(row[name] for name in columns)}\n"
    (deployed.root / "users.csv").write_text(text)
    role = "arn:aws:iam::000000000000:role/import"
    ran = deployed.run(
        "users", "import", str(deployed.root / "users.csv"), "--cloud-watch-logs-role-arn", role, "-o", "json"
    )
    assert ran.json()["imported"] == 1
    assert users_of(deployed) == ["ada@example.com"]


def test_verify_says_what_a_token_says_or_why_not(deployed: Driver):
    token = deployed.run("token", "-o", "raw").stdout
    found = deployed.run("verify", "-", "--use", "access", "-o", "json", stdin=token).json()
    assert (found["verified"], found["claims"]["token_use"]) == (True, "access")
    assert deployed.run("verify", "-o", "raw", stdin=f"Bearer {token}").stdout == "verified\n"
    assert "kid" in deployed.run("verify", stdin=token).stdout
    other_use = deployed.run("verify", "--use", "id", stdin=token)
    assert other_use.code == 1
    no_group = deployed.run("verify", "--group", "staff", stdin=token)
    assert no_group.code == 1
    assert "staff" in no_group.stderr
    assert deployed.run("verify", stdin="").code == 2


def test_userinfo_is_that_of_the_user_of_the_hosted_pages(deployed: Driver):
    claims = deployed.run("userinfo", "-o", "json").json()
    assert "@" in claims["email"]
    assert claims["email"] in deployed.run("userinfo").stdout
    no_scope = deployed.run("userinfo", "--flow", "admin")
    assert no_scope.code == 1
    assert "scope openid" in no_scope.stderr


def test_revoke_ends_the_refresh_token_that_is_kept(deployed: Driver):
    nothing = deployed.run("revoke")
    assert nothing.code == 2
    assert "no refresh token to revoke" in nothing.stderr
    before = deployed.run("token", "-o", "raw").stdout
    assert deployed.run("revoke", "-o", "json").json()["revoked"] is True
    assert deployed.run("token", "-o", "raw").stdout != before


def test_a_password_that_looks_like_a_formula_is_itself_in_a_feed_and_defused_in_a_table_for_spreadsheets(
    deployed: Driver,
):
    password = '=Sum("A1"),b-2+c'
    made = deployed.run("users", "create", "ada@example.com", "--password", "-", stdin=password)
    assert made.code == 0, made.stderr
    (row,) = rows(deployed.run("export", "k6").stdout)
    assert row["password"] == password
    (row,) = rows(deployed.run("token", "--all", "-o", "csv").stdout)
    assert row["password"] == f"'{password}"


def test_logout_prints_the_address_that_ends_the_browsers_session(deployed: Driver):
    deployed.run("token", "--quiet")
    ran = deployed.run("logout", "--no-browser", "-o", "raw")
    assert ran.code == 0, ran.stderr
    assert "/logout?client_id=" in ran.stdout


def test_whatever_is_done_is_told_in_json_where_that_is_asked_for(deployed: Driver, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(service, "stop", lambda _root: False)
    keeping = SimpleNamespace(snapshot=lambda name: {"name": name}, restore=lambda _name: None)
    monkeypatch.setattr(service, "control", lambda *_: keeping)  # the engine of tests has no folder for snapshots
    pool_id = deployed.run("outputs", "-o", "json").json()["user_pool_id"]
    deployed.run("users", "create", "ada@example.com", "bob@example.com")
    deployed.run("users", "create", "--count", "2", "--prefix", "many")

    def told(*words: str) -> Any:
        return deployed.run(*words, "-o", "json").json()

    twice = deployed.run("users", "create", "eve@example.com", "eve@example.com", "-o", "json")
    eve, refused = json.loads(twice.stdout)
    assert (twice.code, eve["username"], refused["error"]["code"]) == (1, "eve@example.com", "user_exists")
    assert told("users", "delete", "ada@example.com", "bob@example.com")["deleted"] == 2
    assert told("users", "delete", "--prefix", "many")["deleted"] == 2
    assert "/logout?client_id=" in told("logout", "--no-browser")["logout_url"]
    assert told("local", "snapshot", "before")["name"] == "before"
    assert told("local", "restore", "before") == {"restored": "before"}
    assert told("local", "stop") == {"stopped": False}
    destroyed = told("destroy")
    assert (destroyed["user_pool_id"], destroyed["status"]) == (pool_id, "destroyed")
    assert told("destroy")["status"] == "missing"


def test_export_writes_what_other_tools_read(deployed: Driver):
    lines = deployed.run("export", "env").stdout.splitlines()
    variables = dict(line.removeprefix("export ").split("=", 1) for line in lines if "=" in line)
    assert variables["COGNITO_USER_POOL_ID"].strip("'").startswith("us-east-1_")
    wrapped = deployed.run("export", "json", "-o", "json").json()
    assert wrapped["format"] == "json"
    unknown = deployed.run("export", "fax")
    assert unknown.code == 2
    assert "The formats:" in unknown.stderr


def test_every_client_s_id_and_secret_are_variables_and_cost_no_call(deployed: Driver, monkeypatch: pytest.MonkeyPatch):
    clients = deployed.run("outputs", "-o", "json").json()["clients"]
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    ran = deployed.run("export", "json")
    found = ran.json()
    for name in ("web", "batch"):
        assert found[f"COGNITO_CLIENT_{name.upper()}_ID"] == clients[name]["client_id"]
        assert found[f"COGNITO_CLIENT_{name.upper()}_SECRET"] == clients[name]["client_secret"]
        assert f"::add-mask::{clients[name]['client_secret']}\n" in ran.stderr
    calls = deployed.engine.engine.events.latest_number
    assert deployed.run("export", "dotenv").code == 0
    assert deployed.engine.engine.events.latest_number == calls


def test_export_into_a_folder_keeps_what_others_wrote_there(deployed: Driver):
    folder = deployed.root / "out"
    first = deployed.run("export", "postman", "--folder", str(folder), "-o", "json")
    files = first.json()["files"]
    assert all((folder / name).stat().st_mode & 0o077 == 0 for name in map(str, files))
    (folder / files[0].rsplit("/", 1)[-1]).write_text("mine")
    refused = deployed.run("export", "postman", "--folder", str(folder))
    assert refused.code == 2
    assert deployed.run("export", "postman", "--folder", str(folder), "--force").code == 0


def test_a_feed_has_a_row_for_every_test_user(deployed: Driver):
    deployed.run("users", "create", "--count", "2", "--quiet")
    assert len(rows(deployed.run("export", "k6").stdout)) == 2
    assert len(json.loads(deployed.run("export", "k6", "-o", "json").stdout)) == 2
    folder = deployed.root / "feed"
    assert deployed.run("export", "k6", "--folder", str(folder)).code == 0
    files = {path.name for path in folder.iterdir()}
    assert files == {"users.csv", "cognito.settings.json", "cognito.k6.js", "cognito-srp.js"}
    no_url = deployed.run("export", "artillery", "--backend-url", "localhost", "--folder", str(folder / "artillery"))
    assert no_url.code == 2
    assert not (folder / "artillery").exists()
    refused = deployed.run("export", "k6", "--user", "ada@example.com")
    assert refused.code == 2


def deploy_for_a_time_that_is_over(driver: Driver) -> None:
    assert driver.run("up", "--ttl", "1h", "--quiet").code == 0
    ledger = Ledger.of_checkout(driver.root)
    (entry,) = ledger.entries()
    ledger.write(entry.living_until("2026-01-01T00:00:00Z"))


def test_what_is_expired_is_listed_shown_and_reaped(driver: Driver):
    deploy_for_a_time_that_is_over(driver)
    (listed,) = driver.run("list", "-o", "json").json()
    for_people = driver.run("list").stdout.splitlines()
    assert for_people[0].split("  ")[-1] == "time left"
    assert max(map(len, for_people)) < 100
    assert listed["status"] == "expired"
    (would,) = driver.run("reap", "--dry-run", "-o", "json").json()
    assert would["action"] == "would be destroyed"
    (reaped,) = driver.run("reap", "-o", "json").json()
    assert reaped["action"] == "destroyed"
    assert driver.run("reap").stderr.endswith("Nothing is expired or abandoned.\n")


def test_a_pool_that_pulumi_cannot_destroy_is_reaped_by_cognitos_own_api(driver: Driver):
    deploy_for_a_time_that_is_over(driver)
    driver.backend.failures["destroy"] = DriverError("The backend is away.")
    ran = driver.run("reap")
    assert ran.code == 0, ran.stderr
    assert driver.engine.engine.store.pools == {}


def test_a_stack_past_its_time_to_live_is_destroyed_instead_of_answering(driver: Driver):
    deploy_for_a_time_that_is_over(driver)
    ran = driver.run("token")
    assert ran.code == 1
    assert "it was destroyed" in ran.stderr
    assert driver.engine.engine.store.pools == {}


def test_rows_of_some_users_alone_and_those_that_are_valid_are_not_fetched_again(deployed: Driver):
    deployed.run("users", "create", "ada@example.com", "--quiet")
    deployed.run("users", "create", "--count", "5", "--prefix", "load", "--quiet")
    first = rows(deployed.run("token", "--all", "--prefix", "load", "--limit", "2", "-o", "csv").stdout)
    assert sorted(row["username"] for row in first) == ["load-000001@example.com", "load-000002@example.com"]
    every = rows(deployed.run("token", "--all", "--prefix", "load", "-o", "csv").stdout)
    assert len(every) == 5
    assert {row["access_token"] for row in first} < {row["access_token"] for row in every}
    nobody = deployed.run("token", "--all", "--prefix", "other", "-o", "csv")
    assert (nobody.code, nobody.stdout) == (2, "")
    assert "begin with other" in nobody.stderr
    assert deployed.run("token", "--limit", "2").code == 2
