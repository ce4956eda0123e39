"""`token` where something is otherwise than when the stack was deployed."""

import csv
import io
import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from automation.stacks.destructive_changes import REPLACE, PlannedChange
from local.cognito.tokens.jwt import claims_of
from tests.automation.driver import Driver

PASSWORD = "Correct-h0rse"


@pytest.fixture
def deployed(driver: Driver) -> Driver:
    assert driver.run("up", "--quiet").code == 0
    created = driver.run("users", "create", "ada@example.com", "--password", "-", "--quiet", stdin=PASSWORD)
    assert created.code == 0
    return driver


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def outputs_file(driver: Driver) -> Path:
    (found,) = (driver.root / ".environments" / "local").glob("*/outputs.json")
    return found


@pytest.fixture
def listener() -> Iterator[tuple[int, list[bytes]]]:
    """Somebody else's program at a port of this machine: the port, and what it is sent."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen() -> None:
            while True:
                connection, _ = server.accept()
                with connection:
                    said = connection.recv(65536)
                    if said == b"over":
                        return
                    heard.append(said)

        thread = threading.Thread(target=listen)
        thread.start()
        address = server.getsockname()
        yield address[1], heard
        with socket.create_connection(address) as last:
            last.sendall(b"over")
        thread.join()


def test_where_the_engine_was_is_sent_nothing_and_that_it_moved_is_said_once(
    deployed: Driver, listener: tuple[int, list[bytes]]
):
    port, heard = listener
    token = deployed.run("token", "--user", "ada@example.com", "-o", "raw").stdout.strip()
    file = outputs_file(deployed)
    file.write_text(file.read_text().replace(f":{deployed.engine.port}", f":{port}"))

    said = deployed.run("token", "--user", "ada@example.com", "--flow", "code", "--no-cache", "-o", "raw")
    again = deployed.run("userinfo", "--user", "ada@example.com", "--flow", "code")
    forged = deployed.run("verify", "-", stdin=f"{token[:-4]}AAAA")
    genuine = deployed.run("verify", "-", stdin=token)

    assert (said.code, again.code, forged.code, genuine.code) == (0, 0, 1, 0), again.stderr
    assert f"The local engine has moved to {deployed.engine.endpoint_url} since" in said.stderr
    assert "has moved" not in again.stderr + forged.stderr
    assert str(port) not in deployed.run("outputs", "-o", "json").stdout
    assert heard == []


def test_tokens_outlast_that_the_engine_has_moved(deployed: Driver):
    token = deployed.run("token", "--user", "ada@example.com", "-o", "raw").stdout
    file = outputs_file(deployed)
    file.write_text(file.read_text().replace(f":{deployed.engine.port}", ":1"))

    deployed.run("outputs")
    deployed.run("outputs", "--refresh")

    assert deployed.run("token", "--user", "ada@example.com", "-o", "raw").stdout == token


def test_a_pool_that_somebody_has_deleted_is_said(deployed: Driver):
    cognito, pool_id = deployed.cognito(), deployed.run("outputs", "-o", "json").json()["user_pool_id"]
    cognito.delete_user_pool_domain(UserPoolId=pool_id, Domain="orders-under-test")
    cognito.delete_user_pool(UserPoolId=pool_id)

    for words in (["token", "--no-cache"], ["users", "list"], ["users", "create", "x@example.com"], ["token", "--all"]):
        ran = deployed.run(*words)
        assert ran.code == 1, words
        assert f"User pool {pool_id} does not exist" in ran.stderr
        assert "unforeseen" not in ran.stderr
    assert json.loads(deployed.run("users", "list", "-o", "json").stdout or "null") is not None


@pytest.mark.unmeasured
@pytest.mark.parametrize("text", ["[" * 5000, "config: " + "{a: " * 3000, "\x00\x01", "config: [1", "config: 1"])
def test_a_stack_s_file_that_is_damaged_is_wrong_usage(deployed: Driver, text: str):
    (deployed.root / "Pulumi.dev.yaml").write_text(text)
    ran = deployed.run("up")
    assert ran.code == 2
    assert ran.stderr.startswith("error: Pulumi.dev.yaml ")


def test_passwords_that_are_nested_too_deeply_are_damaged_and_left_as_they_are(deployed: Driver):
    users = outputs_file(deployed).with_name("users.json")
    users.write_text("[" * 100_000)
    ran = deployed.run("token", "--no-cache")
    assert ran.code == 1
    assert "is damaged and can't be read. It was left unchanged" in ran.stderr
    assert users.read_text() == "[" * 100_000


def test_users_with_an_authenticator_have_rows_too(deployed: Driver):
    pool_id = deployed.run("outputs", "-o", "json").json()["user_pool_id"]
    deployed.run("users", "create", "--count", "2", "--prefix", "load", "--quiet")
    software = {"Enabled": True}
    deployed.cognito().set_user_pool_mfa_config(
        UserPoolId=pool_id, MfaConfiguration="ON", SoftwareTokenMfaConfiguration=software
    )
    assert deployed.run("token", "--user", "ada@example.com").code == 0  # its authenticator is enrolled, and kept

    first = deployed.run("token", "--all", "-o", "csv")
    again = deployed.run("token", "--all", "-o", "csv", "--no-cache")

    names = ["ada@example.com", "load-000001@example.com", "load-000002@example.com"]
    for ran in (first, again):
        assert ran.code == 0, ran.stderr
        assert sorted(row["username"] for row in rows(ran.stdout)) == names


def test_a_user_who_was_created_before_one_that_is_refused_signs_in(deployed: Driver):
    ran = deployed.run("users", "create", "eve@example.com", "ada@example.com")
    assert ran.code == 1
    assert "The user ada@example.com already exists" in ran.stderr
    assert deployed.run("token", "--user", "eve@example.com").code == 0


def test_a_user_whose_password_is_refused_isnt_there_and_can_be_created_again(deployed: Driver):
    refused = deployed.run("users", "create", "eve@example.com", "--password", "-", "-o", "json", stdin="short")
    assert (refused.code, json.loads(refused.stdout)["error"]["code"]) == (1, "user_refused")
    again = deployed.run("users", "create", "eve@example.com", "--password", "-", "--quiet", stdin="Correct-h0rse")
    assert again.code == 0, again.stderr


def test_all_users_are_asked_for_without_a_name(deployed: Driver):
    ran = deployed.run("token", "--all", "--user", "ada@example.com")
    assert (ran.code, ran.stdout) == (2, "")
    assert "--user can't be combined with --all" in ran.stderr


def test_tokens_of_a_user_who_is_deleted_are_nobodys(deployed: Driver):
    assert deployed.run("token", "--user", "ada@example.com").code == 0
    assert deployed.run("users", "delete", "ada@example.com").code == 0
    ran = deployed.run("token", "--user", "ada@example.com", "-o", "raw")
    assert (ran.code, ran.stdout) == (2, "")


def test_a_pool_with_users_stays_where_the_stack_s_file_names_another_region(deployed: Driver):
    pool_id = deployed.run("outputs", "-o", "json").json()["user_pool_id"]
    file = deployed.root / "Pulumi.dev.yaml"
    file.write_text(file.read_text().replace("us-east-1", "eu-west-1"))
    deployed.backend.changes = [
        PlannedChange("aws:cognito/userPool:UserPool", "orders", REPLACE, pool_id, ("region",), {}, {})
    ]
    deployed.backend.calls.clear()

    for words in (["up"], ["up", "--region", "ap-south-1"]):
        ran = deployed.run(*words)
        assert ran.code == 2
        assert "--replace-pool" in ran.stderr
    assert "up" not in deployed.backend.calls
    assert deployed.run("token", "--user", "ada@example.com", "--no-cache").code == 0


def test_a_token_is_for_the_resource_that_it_is_asked_for_and_is_kept_by_itself(deployed: Driver):
    resource, whose = "https://api.example.com/orders", ("--user", "ada@example.com", "--flow", "code")
    first = deployed.run("token", *whose, "--resource", resource, "-o", "json").json()
    assert first["claims"]["access_token"]["aud"] == resource
    assert deployed.run("token", *whose, "--resource", resource, "-o", "raw").stdout.strip() == first["access_token"]
    other = deployed.run("token", *whose, "-o", "json").json()
    assert "aud" not in other["claims"]["access_token"]
    machine = deployed.run("token", "--client", "batch", "--resource", resource, "-o", "json").json()
    assert machine["claims"]["access_token"]["aud"] == resource
    (row,) = rows(deployed.run("token", "--all", "--resource", resource, "-o", "csv").stdout)
    assert claims_of(row["access_token"])["aud"] == resource
    header = deployed.run("export", "header", *whose, "--resource", resource).stdout
    assert header == f"Authorization: Bearer {first['access_token']}\n"

    verified = deployed.run("verify", "-", "--resource", resource, "-o", "raw", stdin=first["access_token"])
    assert (verified.code, verified.stdout) == (0, "verified\n")
    refused = {other["access_token"]: "bound to a resource", first["id_token"]: "token_use is 'id'"}
    for token, words in refused.items():
        ran = deployed.run("verify", "-", "--resource", resource, stdin=token)
        assert (ran.code, words in ran.stderr) == (1, True), ran.stderr
    ran = deployed.run("verify", "-", "--resource", "https://other.example.com", stdin=first["access_token"])
    assert ran.code == 1
    assert f"bound to the resource '{resource}', expected 'https://other.example.com'" in ran.stderr
    assert deployed.run("revoke", *whose, "--resource", resource).code == 0


@pytest.mark.parametrize("resource", ["api.example.com", "http://api.example.com", "https://a.example.com/#b", ""])
def test_what_is_no_resource_is_refused_before_anybody_signs_in(driver: Driver, resource: str):
    for command in (["token"], ["login"], ["verify", "a"], ["export", "header"], ["check-backend", "http://[::1]"], []):
        ran = driver.run(*command, "--resource", resource)
        assert ran.code == 2
        assert "is no resource, which is an https address" in ran.stderr
    assert not (driver.root / ".environments").exists()
