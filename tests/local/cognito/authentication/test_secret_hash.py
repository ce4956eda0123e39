"""Developer guide: "Computing secret hash values". Every call for a user of a confidential client shows its hash."""

import pytest

from local.cognito.authentication.secret_hash import check_secret_hash, secret_hash
from local.cognito.store.pools import AppClient
from tests.local.cognito.world import error_of


@pytest.fixture
def client(world) -> AppClient:
    secrets = [{"ClientSecretValue": "first"}, {"ClientSecretValue": "second"}]
    return AppClient(world.pool_id, "app", "app", 0, 0, secrets=secrets)


@pytest.fixture
def call(world):
    with world.engine.calling(world.pool) as call:
        yield call


def test_a_known_hash_is_computed():
    # openssl dgst -sha256 -hmac secret -binary | base64, of "adaapp"
    assert secret_hash("secret", "ada", "app") == "7IFvjpcmnWhFAX3lc//5aoj2yxcuaOBRr4szPoIlSjc="


def test_either_secret_will_do(call, client):
    for secret in ("first", "second"):
        check_secret_hash(call, client, secret_hash(secret, "ada", "app"), "ada")


def test_a_hash_is_asked_for(call, client):
    assert error_of(check_secret_hash, call, client, None, "ada") == (
        "NotAuthorizedException",
        "Client app is configured with secret but SECRET_HASH was not received",
    )


@pytest.mark.parametrize("given", [secret_hash("first", "grace", "app"), secret_hash("third", "ada", "app"), "ü"])
def test_a_hash_has_to_be_right(call, client, given):
    assert error_of(check_secret_hash, call, client, given, "ada") == (
        "NotAuthorizedException",
        "Unable to verify secret hash for client app",
    )


def test_a_public_client_has_none(call, client):
    client.secrets = []
    check_secret_hash(call, client, None, "ada")
    assert error_of(check_secret_hash, call, client, secret_hash("first", "ada", "app"), "ada") == (
        "InvalidParameterException",
        "App client app is not configured for secret but secret hash was received",
    )


def test_pages_of_cognito_need_none(call, client):
    call.from_pages = True
    check_secret_hash(call, client, None, "ada")
