"""Pools that nobody here deployed: what is remembered of them, and what is refused before anything is written."""

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from automation.errors import DriverError, UsageError
from automation.stacks import connected_pool as module
from automation.stacks.connected_pool import (
    ClientMissingError,
    ConnectedPool,
    Coordinates,
    Wish,
    connected_pool,
    folder_of,
    forget,
    is_connected,
    read_coordinates,
)
from automation.stacks.token_cache import question
from automation.targets.pool_connection import aws_pools
from automation.tokens.discovery import discover
from local.cognito.launcher import EngineProcess, LaunchOptions
from tests.automation.tokens.flows.engine_pools import CALLBACK, REGION, Pool, make_pool
from tests.credentials import CREDENTIALS

ASKED = question("ada", None, None, ())


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with EngineProcess(LaunchOptions(credentials=CREDENTIALS)) as engine:
        engine.wait_until_ready()
        yield engine.endpoint_url


@pytest.fixture(scope="module")
def theirs(url: str) -> Pool:
    """Somebody else's pool, with a confidential client."""
    return make_pool(url)


@pytest.fixture
def coordinates(theirs: Pool) -> Coordinates:
    client = theirs.environment.client()
    return Coordinates(theirs.environment.user_pool_id, client.client_id, client.client_secret, None, (CALLBACK,))


def pool(root: Path, url: str, coordinates: Coordinates, name: str = "theirs", **changes: Any) -> ConnectedPool:
    connection = replace(aws_pools({"AWS_ENDPOINT_URL": url}, REGION), **changes)
    return connected_pool(root, name, connection, coordinates, {})


def files(root: Path) -> list[str]:
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file() and path.name[0] != ".")


def test_what_a_pool_says_of_itself_is_asked_for_once_and_kept_from_others(
    tmp_path: Path, url: str, coordinates: Coordinates, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = pool(tmp_path, url, coordinates)
    environment = found.environment()
    assert environment.user_pool_id == coordinates.user_pool_id
    assert environment.token_endpoint == f"{url}/oauth2/token"
    assert environment.client().callback_urls == (CALLBACK,)
    file = folder_of(tmp_path, "aws", "theirs") / module.FILE
    assert file.stat().st_mode & 0o777 == 0o600
    assert is_connected(tmp_path, "aws", "theirs")
    assert read_coordinates(file.parent) == coordinates

    monkeypatch.setattr(module, "discover", lambda *_: pytest.fail("it is known"))
    assert found.environment() == environment


def test_a_pool_of_a_local_engine_is_where_the_engine_answers_now(
    tmp_path: Path, url: str, coordinates: Coordinates
) -> None:
    before = pool(tmp_path, url, coordinates, target="local").environment()
    moved = "http://127.0.0.1:1"

    after = pool(tmp_path, url, coordinates, target="local", endpoint_url=moved).environment()

    assert after.token_endpoint == f"{moved}/oauth2/token"
    assert url not in repr(after)
    assert (after.issuer, after.user_pool_id) == (before.issuer, before.user_pool_id)


def test_a_pool_is_asked_again_where_something_else_is_named_or_its_file_is_damaged(
    tmp_path: Path, url: str, coordinates: Coordinates, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool(tmp_path, url, coordinates).environment()
    asked: list[Any] = []

    def noted(*given: Any) -> dict[str, Any]:
        asked.append(given)
        return discover(*given)

    monkeypatch.setattr(module, "discover", noted)
    pool(tmp_path, url, replace(coordinates, redirect_uris=())).environment()
    assert len(asked) == 1
    pool(tmp_path, url, replace(coordinates, redirect_uris=())).environment(refresh=True)
    assert len(asked) == 2
    for content in ("{", "[]", "{}", '{"endpoint_url": null}'):
        (folder_of(tmp_path, "aws", "theirs") / module.FILE).write_text(content)
        assert read_coordinates(folder_of(tmp_path, "aws", "theirs")) is None
        pool(tmp_path, url, coordinates).environment()
    assert len(asked) == 6


def test_a_client_of_another_id_isnt_given_the_former_ones_tokens(
    tmp_path: Path, url: str, theirs: Pool, coordinates: Coordinates
) -> None:
    first = pool(tmp_path, url, coordinates)
    first.remember()
    first.tokens().put_all([(ASKED, {"expires_at": 2e9, "username": "ada"})], None)
    first.remember()
    assert first.tokens().find_renewable(ASKED) is not None
    made = theirs.cognito.create_user_pool_client(UserPoolId=coordinates.user_pool_id, ClientName="another")
    other = replace(coordinates, client_id=made["UserPoolClient"]["ClientId"], client_secret=None)
    pool(tmp_path, url, other).remember()
    assert first.tokens().find_renewable(ASKED) is None


def test_tokens_of_one_user_can_be_forgotten(tmp_path: Path, url: str, coordinates: Coordinates) -> None:
    found = pool(tmp_path, url, coordinates)
    found.remember()
    found.tokens().put_all([(ASKED, {"expires_at": 2e9, "username": "ada"})], None)
    found.forget_tokens(lambda one: one["username"] == "ada")
    assert found.tokens().find_renewable(ASKED) is None


def test_a_client_that_isnt_there_is_told_and_nothing_is_written(
    tmp_path: Path, url: str, coordinates: Coordinates
) -> None:
    found = pool(tmp_path, url, replace(coordinates, client_id="0123456789abcdefghijklmnop"))
    with pytest.raises(ClientMissingError, match="There is no app client 0123456789abcdefghijklmnop in us-east-1"):
        found.environment()
    assert files(tmp_path) == []


class Refusing:
    """Cognito, to whoever sends no hash of the secret."""

    def initiate_auth(self, **_: Any) -> None:
        message = "Client 7kq3 is configured with secret but SECRET_HASH was not received"
        raise ClientError({"Error": {"Code": "NotAuthorizedException", "Message": message}}, "InitiateAuth")


def test_a_secret_that_wasnt_given_is_asked_for(tmp_path: Path, url: str, coordinates: Coordinates) -> None:
    with pytest.raises(UsageError, match=r"has a secret\. Give it with --client-secret - \(stdin\)"):
        pool(tmp_path, url, replace(coordinates, client_secret=None), cognito=Refusing).environment()
    assert files(tmp_path) == []
    pool(tmp_path, url, coordinates, cognito=Refusing).environment()


def test_a_domain_of_another_pool_is_refused_where_that_can_be_asked(
    tmp_path: Path, url: str, coordinates: Coordinates
) -> None:
    with_domain = replace(coordinates, domain="webapp12")
    with pytest.raises(UsageError, match="webapp12 isn't a domain of the user pool"):
        pool(tmp_path, url, with_domain, pool_of_domain=lambda _: "us-east-1_other").environment()
    assert files(tmp_path) == []
    pool(tmp_path, url, with_domain, pool_of_domain=lambda _: coordinates.user_pool_id).environment()


def test_ids_that_can_be_none_are_refused_before_anything_is_sent(tmp_path: Path, url: str) -> None:
    with pytest.raises(UsageError):
        pool(tmp_path, url, Coordinates("no pool", "client"))


def test_without_a_name_a_pool_is_known_by_its_ids(tmp_path: Path, url: str, coordinates: Coordinates) -> None:
    one = pool(tmp_path, url, coordinates, name="")
    other = pool(tmp_path, url, replace(coordinates, client_id="another1another2another3"), name="")
    assert one.workspace.folder != other.workspace.folder


def test_what_a_command_asks_of_a_client_is_what_the_client_is_taken_to_allow(
    tmp_path: Path, url: str, coordinates: Coordinates
) -> None:
    found = pool(tmp_path, url, coordinates)
    machine = replace(found, wish=Wish(is_machine=True, scopes=("orders/read",))).environment().client()
    assert (machine.allowed_oauth_flows, machine.allowed_oauth_scopes) == (("client_credentials",), ("orders/read",))
    asked = "http://localhost:8585/other"
    browser = replace(found, wish=Wish(redirect_uri=asked)).environment().client()
    assert browser.callback_urls == (asked, CALLBACK)
    assert browser.allowed_oauth_flows == ("code",)


def fail_in(found: ConnectedPool) -> None:
    with found.nothing_left_of_failures():
        found.environment()
        raise DriverError("not signed in")


def test_what_fails_with_a_pool_that_wasnt_known_leaves_nothing(
    tmp_path: Path, url: str, coordinates: Coordinates
) -> None:
    found = pool(tmp_path, url, coordinates)
    with pytest.raises(DriverError, match="not signed in"):
        fail_in(found)
    assert files(tmp_path) == []
    found.remember()
    before = files(tmp_path)
    with pytest.raises(DriverError, match="not signed in"):
        fail_in(found)
    assert files(tmp_path) == before


def test_a_pool_that_is_forgotten_is_gone_and_no_other(tmp_path: Path, url: str, coordinates: Coordinates) -> None:
    pool(tmp_path, url, coordinates).remember()
    pool(tmp_path, url, coordinates, name="other").remember()
    forget(tmp_path, "aws", "theirs")
    assert not is_connected(tmp_path, "aws", "theirs")
    assert is_connected(tmp_path, "aws", "other")
    for name in ("", f"..{os.sep}other", "a" * 101):
        assert not is_connected(tmp_path, "aws", name)


def test_a_secret_doesnt_show_in_a_repr(tmp_path: Path, url: str, coordinates: Coordinates) -> None:
    assert str(coordinates.client_secret) not in repr(pool(tmp_path, url, coordinates))
    assert json.dumps(coordinates.client_secret) not in repr(coordinates)
