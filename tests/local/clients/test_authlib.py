"""Authlib's OAuth 2.0 client, unmodified."""

import pytest
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.requests_client import OAuth2Session

from tests.local.clients.person import signed_in
from tests.local.clients.pools import CALLBACK


@pytest.fixture
def session(pool):
    with OAuth2Session(
        pool.web["ClientId"],
        pool.web["ClientSecret"],
        scope="openid email",
        redirect_uri=CALLBACK,
        code_challenge_method="S256",
        token_endpoint=f"{pool.endpoint_url}/oauth2/token",
    ) as session:
        yield session


def sign_in(pool, session):
    verifier = "a" * 64
    url, state = session.create_authorization_url(f"{pool.endpoint_url}/oauth2/authorize", code_verifier=verifier)
    return session.fetch_token(authorization_response=signed_in(url), state=state, code_verifier=verifier)


def test_the_authorization_code_with_pkce_becomes_tokens(pool, session):
    tokens = sign_in(pool, session)
    assert {"access_token", "id_token", "refresh_token", "expires_in"} <= set(tokens)


def test_the_userinfo_endpoint_knows_who_it_is(pool, session):
    sign_in(pool, session)
    assert session.get(f"{pool.endpoint_url}/oauth2/userInfo").json()["email"] == "ada@example.com"


def test_the_refresh_token_gives_a_new_access_token(pool, session):
    before = sign_in(pool, session)["access_token"]
    after = session.refresh_token(f"{pool.endpoint_url}/oauth2/token")
    assert after["access_token"] != before


def test_a_wrong_verifier_is_an_invalid_grant(pool, session):
    url, state = session.create_authorization_url(f"{pool.endpoint_url}/oauth2/authorize", code_verifier="a" * 64)
    with pytest.raises(OAuthError, match="invalid_grant"):
        session.fetch_token(authorization_response=signed_in(url), state=state, code_verifier="b" * 64)


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
def test_client_credentials_come_either_way(pool, method):
    client_id, secret = pool.machine["ClientId"], pool.machine["ClientSecret"]
    with OAuth2Session(client_id, secret, scope="orders/read", token_endpoint_auth_method=method) as session:
        token = session.fetch_token(f"{pool.endpoint_url}/oauth2/token", grant_type="client_credentials")
    assert token["token_type"] == "Bearer"
    assert "refresh_token" not in token


def test_a_wrong_client_secret_is_an_invalid_client(pool):
    with (
        OAuth2Session(pool.machine["ClientId"], "wrong") as session,
        pytest.raises(OAuthError, match="invalid_client"),
    ):
        session.fetch_token(f"{pool.endpoint_url}/oauth2/token", grant_type="client_credentials")
