"""The back end against real tokens: `PYTHONPATH=<checkout> pytest -p automation.pytest_plugin --cognito-stack api`."""

import base64
import json

import pytest
from backend import make_app
from starlette.testclient import TestClient


@pytest.fixture(scope="session")
def backend(cognito):
    client_ids = ",".join(client["client_id"] for client in cognito.outputs["clients"].values())
    with TestClient(make_app({**cognito.variables, "COGNITO_CLIENT_IDS": client_ids})) as client:
        yield client


@pytest.fixture(scope="session")
def reader(cognito, token_for):
    """Somebody who signed in on the hosted UI and agreed to `orders/read`."""
    return token_for(cognito.user, flow="code", scopes=["openid", "orders/read"])


def with_payload(token, **changes):
    header, payload, signature = token.split(".")
    claims = {**json.loads(base64.urlsafe_b64decode(payload + "==")), **changes}
    changed = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"{header}.{changed}.{signature}"


def test_a_signed_in_user_is_recognised(backend, access_token, auth_header):
    assert backend.get("/me", headers=auth_header).json()["sub"] == access_token.claims["sub"]


def test_a_scope_opens_what_it_is_for(backend, reader):
    assert backend.get("/orders", headers=reader.header).status_code == 200


def test_a_program_reads_orders_with_its_own_token(backend, token_for):
    assert backend.get("/orders", headers=token_for("worker", scopes=["orders/read"]).header).status_code == 200


def test_a_token_without_the_scope_is_told_which_one(backend, cognito, token_for):
    token = token_for(cognito.user, flow="code", scopes=["openid"])
    answer = backend.get("/orders", headers=token.header)
    assert answer.status_code == 403
    assert answer.headers["WWW-Authenticate"] == 'Bearer error="insufficient_scope", scope="orders/read"'


def test_an_administrator_cancels_and_nobody_else(backend, user_factory, token_for, auth_header):
    admin = token_for(user_factory(groups=["admins"]))
    assert backend.delete("/orders/1", headers=admin.header).json() == {"cancelled": 1}
    assert backend.delete("/orders/1", headers=auth_header).status_code == 403


def test_no_token_is_no_entry(backend):
    answer = backend.get("/me")
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


def test_an_id_token_is_not_an_access_token(backend, id_token):
    assert backend.get("/me", headers=id_token.header).status_code == 401


@pytest.mark.parametrize(
    "changes",
    [
        {"cognito:groups": ["admins"]},
        {"exp": 4_000_000_000},
        {"iss": "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_other"},
        {"client_id": "another"},
        {"scope": "orders/read orders/write"},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_a_changed_token_is_refused(backend, access_token, changes):
    answer = backend.get("/me", headers={"Authorization": f"Bearer {with_payload(access_token, **changes)}"})
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, 'Bearer error="invalid_token"')


def test_a_token_for_another_app_client_is_refused(cognito, access_token):
    with TestClient(make_app({**cognito.variables, "COGNITO_CLIENT_IDS": "another"})) as backend:
        assert backend.get("/me", headers=access_token.header).status_code == 401


def test_a_hostile_token_gets_nowhere(backend, hostile_token):
    assert backend.get("/me", headers=hostile_token.header).status_code == 401


def test_a_token_with_too_few_rights_gets_nowhere(backend, cognito):
    for token in cognito.hostile_tokens(scope="orders/read"):
        assert backend.get("/orders", headers=token.header).status_code in {401, 403}, token.name
    for token in cognito.hostile_tokens(group="admins"):
        assert backend.delete("/orders/1", headers=token.header).status_code in {401, 403}, token.name
