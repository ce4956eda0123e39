"""By "Dynamic client registration" of the developer guide, DcrConfigurationType of the API reference, and RFC 7591."""

import json
from typing import Any

import pytest

from tests.local.cognito.asking import Answer, ask
from tests.local.cognito.oauth.domain import Domain, refusal, tokens_of
from tests.local.cognito.world import World, make_engine

ASKED = {"client_name": "Notes", "redirect_uris": ["https://notes.example.com/callback"]}


@pytest.fixture
def registry(world: World) -> World:
    """A pool that registers clients with a token."""
    world.pool.settings["DcrConfiguration"] = {"EnableStatus": "Enabled"}
    scopes = [{"ScopeName": "read", "ScopeDescription": "Read"}]
    world.of_pool("CreateResourceServer", Identifier="orders", Name="orders", Scopes=scopes)
    return world


def register(
    world: World,
    asked: Any = ASKED,
    token: str = "",
    *,
    path: str = "",
    body: bytes | None = None,
    headers: dict[str, str] | None = None,
) -> Answer:
    sent = {"content-type": "application/json", **(headers or {})}
    if token:
        sent["authorization"] = f"Bearer {token}"
    return ask(
        world.engine,
        path or f"/{world.pool_id}/oauth2/register",
        method="POST",
        headers=sent,
        body=json.dumps(asked).encode() if body is None else body,
    )


def initial_token(world: World, scope: str = "aws.cognito/dcr/register") -> str:
    machine = Domain.with_client(
        world,
        AllowedOAuthFlows=["client_credentials"],
        AllowedOAuthScopes=[scope],
        CallbackURLs=[],
        GenerateSecret=True,
    )
    secret = machine.client.secret_values[0]
    answer = machine.token(machine.basic(secret), grant_type="client_credentials", scope=scope)
    return str(tokens_of(answer)["access_token"])


def configure(world: World, **configuration: Any) -> None:
    world.pool.settings["DcrConfiguration"].update(configuration)


def test_with_the_scope_a_confidential_client_is_registered_which_can_be_used_at_once(registry):
    answer = register(registry, token=initial_token(registry))
    made = answer.json()
    assert answer.status == 201
    assert made["client_name"] == "Notes"
    assert made["redirect_uris"] == ASKED["redirect_uris"]
    assert made["grant_types"] == ["authorization_code"]
    assert made["token_endpoint_auth_method"] == "client_secret_basic"
    assert made["client_secret_expires_at"] == 0
    assert made["scope"] == "openid email phone profile"
    assert "no-store" in answer.headers["cache-control"]
    registry.add_user()
    domain = Domain(registry, made["client_id"])
    code = domain.code(redirect_uri=ASKED["redirect_uris"][0])
    basic = domain.basic(made["client_secret"])
    tokens = domain.exchange(code, basic, redirect_uri=ASKED["redirect_uris"][0])
    assert "refresh_token" not in tokens, "it hasn't asked for the grant"


def test_a_public_client_with_refresh_tokens_is_registered(registry):
    asked = {
        **ASKED,
        "grant_types": ["authorization_code", "refresh_token"],
        "token_endpoint_auth_method": "none",
        "scope": "openid email",
        "redirect_uris": ["http://localhost:3000/cb", "http://127.0.0.1:3000/cb", "notes://signed-in"],
        "logo_uri": "https://notes.example.com/logo.png",
        "unknown": 1,
    }
    made = register(registry, asked, initial_token(registry)).json()
    assert not {"client_secret", "unknown"} & made.keys()
    assert (made["scope"], made["logo_uri"]) == ("openid email", asked["logo_uri"])
    registry.add_user()
    domain = Domain(registry, made["client_id"])
    uri = "http://localhost:3000/cb"
    tokens = domain.exchange(domain.code(redirect_uri=uri), redirect_uri=uri)
    assert "access_token" in domain.refresh(tokens["refresh_token"])


def test_a_machine_is_registered_with_the_custom_scopes_that_the_pool_lists(registry):
    configure(registry, AllowedScopes=["orders/read", "aws.cognito/dcr/register"])
    asked = {"grant_types": ["client_credentials"]}
    made = register(registry, asked, initial_token(registry)).json()
    assert (made["scope"], made["redirect_uris"]) == ("orders/read", [])
    assert made["client_secret"]


def test_without_the_right_token_nobody_registers(registry):
    answer = register(registry)
    assert refusal(answer) == (401, "invalid_token")
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert refusal(register(registry, token="nonsense")) == (401, "invalid_token")
    registry.add_user()
    users = Domain.with_client(registry).sign_in_through_the_api()["AccessToken"]
    assert refusal(register(registry, token=users)) == (403, "insufficient_scope")
    token = initial_token(registry)
    registry.advance(3601)
    assert refusal(register(registry, token=token)) == (401, "invalid_token")


def test_open_registration_is_for_everybody_with_less_permitted(registry):
    configure(registry, OpenDcrEnabled=True, AllowedScopes=["orders/read"])
    assert register(registry).status == 201
    refused = register(registry, {"grant_types": ["client_credentials"]})
    assert refusal(refused) == (400, "invalid_client_metadata")
    configure(registry, OpenDcrGrantTypes=["client_credentials"])
    assert register(registry, {"grant_types": ["client_credentials"]}).status == 201


@pytest.mark.parametrize(
    "change", [{"EnableStatus": "Disabled"}, {"AuthenticatedGrantTypes": []}, {"AuthenticatedGrantTypes": None}]
)
def test_a_pool_that_registers_nobody_refuses(registry, change):
    token = initial_token(registry)
    configure(registry, **change)
    expected = 201 if change == {"AuthenticatedGrantTypes": None} else 403
    assert register(registry, token=token).status == expected


def test_pools_without_the_configuration_or_of_the_lite_plan_register_nobody(world):
    assert refusal(register(world)) == (403, "access_denied")
    world.pool.settings.update(DcrConfiguration={"OpenDcrEnabled": True}, UserPoolTier="LITE")
    assert refusal(register(world)) == (403, "access_denied")


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"redirect_uris": []}, "invalid_redirect_uri"),
        ({"redirect_uris": ["http://notes.example.com/cb"]}, "invalid_redirect_uri"),
        ({"redirect_uris": ["https://notes.example.com/cb#x"]}, "invalid_redirect_uri"),
        ({"redirect_uris": ["javascript:alert(1)"]}, "invalid_redirect_uri"),
        ({"redirect_uris": ["/cb"]}, "invalid_redirect_uri"),
        ({"redirect_uris": ["https://[x/"]}, "invalid_redirect_uri"),
        ({"redirect_uris": [f"https://a.example.com/{number}" for number in range(101)]}, "invalid_redirect_uri"),
        ({"redirect_uris": "https://a.example.com"}, "invalid_client_metadata"),
        ({"redirect_uris": [1]}, "invalid_client_metadata"),
        ({"grant_types": ["implicit"]}, "invalid_client_metadata"),
        ({"grant_types": ["refresh_token"]}, "invalid_client_metadata"),
        ({"grant_types": []}, "invalid_client_metadata"),
        ({"grant_types": ["authorization_code", "client_credentials"]}, "invalid_client_metadata"),
        ({"grant_types": ["client_credentials"], "token_endpoint_auth_method": "none"}, "invalid_client_metadata"),
        ({"token_endpoint_auth_method": "private_key_jwt"}, "invalid_client_metadata"),
        ({"response_types": ["token"]}, "invalid_client_metadata"),
        ({"scope": "aws.cognito/dcr/register"}, "invalid_client_metadata"),
        ({"scope": ["openid"]}, "invalid_client_metadata"),
        ({"client_name": {}}, "invalid_client_metadata"),
    ],
)
def test_what_a_client_may_not_be_is_said(registry, change, error):
    configure(registry, AllowedScopes=["aws.cognito/dcr/register"])
    clients = len(registry.pool.clients)
    token = initial_token(registry)
    answer = register(registry, {**ASKED, **change}, token)
    assert refusal(answer) == (400, error)
    assert answer.json()["error_description"]
    assert len(registry.pool.clients) == clients + 1, "the one that the token is of"


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b"\xff", b"1", b"[" * 50_000, b'"a"', b'{"client_name": "\\ud800"}']
)
def test_what_is_no_object_is_invalid_metadata(registry, body):
    refused = register(registry, token=initial_token(registry), body=body)
    assert refusal(refused) == (400, "invalid_client_metadata")
    form = {"content-type": "application/x-www-form-urlencoded"}
    assert refusal(register(registry, token=initial_token(registry), headers=form)) == (400, "invalid_client_metadata")


def test_a_name_of_any_letters_is_told_and_kept_in_those_that_cognito_takes(registry):
    made = register(registry, {**ASKED, "client_name": 'Notes (beta) / "v2"'}, initial_token(registry)).json()
    assert made["client_name"] == 'Notes (beta) / "v2"'
    assert registry.pool.clients[made["client_id"]].name == "Notes -beta- - -v2-"


def test_the_pool_is_the_tokens_the_hosts_or_the_only_one(registry):
    token = initial_token(registry)
    made = register(registry, token=token, path="/oauth2/register").json()
    assert made["client_id"] in registry.pool.clients
    other = World.with_pool(registry.engine)
    other.pool.settings["DcrConfiguration"] = {"OpenDcrEnabled": True}
    configure(registry, OpenDcrEnabled=True)
    assert refusal(register(registry, path="/oauth2/register")) == (400, "invalid_request")
    other.of_pool("CreateUserPoolDomain", Domain="orders")
    named = register(registry, path="/oauth2/register", headers={"host": "orders.localhost:4566"}).json()
    assert named["client_id"] in other.pool.clients
    other.pool.settings["DcrConfiguration"] = {"EnableStatus": "Disabled"}
    only = register(registry, path="/oauth2/register").json()
    assert only["client_id"] in registry.pool.clients


def test_it_takes_posts_only_of_the_own_user(registry):
    assert ask(registry.engine, f"/{registry.pool_id}/oauth2/register").status == 405
    path = f"/{registry.pool_id}/oauth2/register"
    assert ask(registry.engine, path, method="POST", own_user=False).status == 403


def test_what_was_registered_outlives_a_restart(tmp_path):
    engine = make_engine(state_folder=tmp_path)
    world = World.with_pool(engine)
    world.pool.settings["DcrConfiguration"] = {"OpenDcrEnabled": True}
    made = register(world).json()
    engine.close()
    again = make_engine(state_folder=tmp_path)
    registration = again.store.pools[world.pool_id].clients[made["client_id"]].registration
    assert registration
    assert registration["grant_types"] == ["authorization_code"]
    again.close()
