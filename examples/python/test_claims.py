"""The back end against tokens that are signed by the pool's key and say odd things. Needs no environment."""

import json
import time

import pytest
from backend import AccessTokens, Keys, make_app
from joserfc import jws
from joserfc.jwk import KeySet, RSAKey
from starlette.testclient import TestClient

ISSUER = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_example"
KEY = RSAKey.generate_key(2048, {"kid": "example"})
CLAIMS = {"iss": ISSUER, "sub": "ada", "client_id": "web", "token_use": "access", "exp": int(time.time()) + 600}


@pytest.fixture(scope="module")
def backend():
    variables = {"COGNITO_ISSUER": ISSUER, "COGNITO_CLIENT_IDS": "web", "COGNITO_JWKS_URI": "http://127.0.0.1:1"}
    app = make_app(variables)
    published = KeySet([KEY]).as_dict(private=False)
    app.state.tokens = AccessTokens(ISSUER, frozenset({"web"}), Keys(lambda: published))
    with TestClient(app) as client:
        yield client


def signed(payload):
    token = jws.serialize_compact({"alg": "RS256", "kid": "example"}, payload, KEY)
    return {"Authorization": f"Bearer {token}"}


def saying(**changes):
    return signed(json.dumps({**CLAIMS, **changes}).encode())


def test_a_genuine_token_is_accepted(backend):
    assert backend.get("/me", headers=saying()).json() == {"sub": "ada", "groups": []}


def test_a_scope_counts_as_a_whole_word(backend):
    assert backend.get("/orders", headers=saying(scope="openid orders/read")).status_code == 200
    assert backend.get("/orders", headers=saying(scope="orders/read-nothing")).status_code == 403
    assert backend.get("/orders", headers=saying()).status_code == 403


def test_a_group_counts_as_a_whole(backend):
    assert backend.delete("/orders/1", headers=saying(**{"cognito:groups": ["staff", "admins"]})).status_code == 200
    assert backend.delete("/orders/1", headers=saying(**{"cognito:groups": ["not-admins"]})).status_code == 403


@pytest.mark.parametrize(
    "changes",
    [
        {"cognito:groups": "not-admins-at-all"},
        {"cognito:groups": {"admins": True}},
        {"cognito:groups": [["admins"]]},
        {"cognito:groups": None},
        {"scope": ["orders/read"]},
        {"scope": 1},
        {"sub": None},
        {"sub": 7},
        {"exp": "tomorrow"},
        {"exp": True},
        {"exp": float("nan")},
        {"exp": float("inf")},
        {"exp": -float("inf")},
        {"exp": None},
        {"iss": [ISSUER]},
        {"client_id": ["web"]},
        {"token_use": None},
        {"token_use": ["access"]},
    ],
    ids=repr,
)
@pytest.mark.parametrize("route", ["/me", "/orders"])
def test_claims_of_another_form_are_no_token(backend, changes, route):
    assert backend.get(route, headers=saying(**changes)).status_code == 401
    assert backend.delete("/orders/1", headers=saying(**changes)).status_code == 401


@pytest.mark.parametrize("payload", [b"[]", b'"text"', b"null", b"7", b"", b"\xff", b"[" * 100_000], ids=repr)
def test_a_payload_that_is_no_object_is_no_token(backend, payload):
    assert backend.get("/me", headers=signed(payload)).status_code == 401
