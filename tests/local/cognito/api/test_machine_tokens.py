"""By GetClientToken's and GetDerivedToken's reference, and RFC 8693."""

import pytest

from tests.local.cognito.sign_in_world import SignInWorld
from tests.local.cognito.world import claims, error_of

SECRET = "s" * 52
SCOPES = [{"ScopeName": name, "ScopeDescription": name} for name in ("read", "write")]
EXCHANGE = ["ALLOW_TOKEN_EXCHANGE_IMPERSONATION", "ALLOW_TOKEN_EXCHANGE_DELEGATION"]


@pytest.fixture
def world(engine):
    world = SignInWorld.with_pool(engine)
    world.add_user()
    world.of_pool("CreateResourceServer", Identifier="orders", Name="orders", Scopes=SCOPES)
    return world


@pytest.fixture
def machine(world):
    client = world.client_record
    client.settings["ExplicitAuthFlows"] = ["ALLOW_CLIENT_TOKEN_AUTH"]
    client.settings["AllowedOAuthScopes"] = ["orders/read", "orders/write"]
    client.secrets = [{"ClientSecretValue": SECRET}]
    return world


@pytest.fixture
def exchanging(world):
    client = world.client_record
    client.settings["ExplicitAuthFlows"] = [*client.settings["ExplicitAuthFlows"], *EXCHANGE]
    return world


def client_token(world, secret=SECRET, **given):
    return world.of_client("GetClientToken", Secret=secret, **given)["ClientAuthenticationResult"]


def exchange(world, token, kind="ACCESS_TOKEN", **given):
    return world.of_client("GetDerivedToken", SubjectToken=token, SubjectTokenType=kind, **given)


def test_a_machine_gets_the_scopes_that_it_has_or_asks_for(machine):
    result = client_token(machine)
    assert (result["TokenType"], result["ExpiresIn"]) == ("Bearer", 3600)
    found = claims(result["AccessToken"])
    assert (found["scope"], found["client_id"]) == ("orders/read orders/write", machine.client_id)
    assert claims(client_token(machine, Scopes=["orders/read"])["AccessToken"])["scope"] == "orders/read"


def test_a_client_is_made_for_the_flow(world):
    settings = {"ExplicitAuthFlows": ["ALLOW_CLIENT_TOKEN_AUTH"], "AllowedOAuthScopes": ["orders/read"]}
    made = world.add_client(GenerateSecret=True, **settings)
    world.client_id = made["ClientId"]
    assert claims(client_token(world, made["ClientSecret"])["AccessToken"])["scope"] == "orders/read"


def test_a_machine_gets_no_scopes_of_others(machine):
    for scope in ("orders/delete", "openid"):
        assert error_of(client_token, machine, Scopes=[scope])[0] == "InvalidParameterException"


def test_a_machine_proves_itself(machine):
    assert error_of(client_token, machine, "t" * 52)[0] == "NotAuthorizedException"
    machine.client_record.secrets = []
    assert error_of(client_token, machine)[0] == "NotAuthorizedException"


def test_a_client_without_the_flow_is_refused(world):
    assert error_of(client_token, world)[0] == "InvalidParameterException"


@pytest.mark.parametrize(("kind", "name"), [("ACCESS_TOKEN", "AccessToken"), ("ID_TOKEN", "IdToken")])
def test_a_token_is_exchanged_for_one_with_another_audience(exchanging, kind, name):
    held = exchanging.tokens()
    result = exchange(exchanging, held[name], kind, Audiences=["billing"])
    assert (result["IssuedTokenType"], result["TokenType"]) == ("ACCESS_TOKEN", "Bearer")
    found = claims(result["IssuedToken"])
    assert (found["aud"], found["username"], found["client_id"]) == ("billing", "ada", exchanging.client_id)
    assert found["sub"] == exchanging.user().sub
    assert "act" not in found


def test_an_id_token_may_be_asked_for(exchanging):
    result = exchange(exchanging, exchanging.tokens()["AccessToken"], RequestedTokenType="ID_TOKEN")
    assert (result["IssuedTokenType"], result["TokenType"]) == ("ID_TOKEN", "N_A")
    found = claims(result["IssuedToken"])
    assert (found["token_use"], found["email"]) == ("id", "ada@example.com")


def test_an_intermediary_is_named(exchanging):
    exchanging.add_user("proxy", email="proxy@example.com")
    actor = exchanging.tokens("proxy")["AccessToken"]
    given = {"ActorToken": actor, "ActorTokenType": "ACCESS_TOKEN"}
    result = exchange(exchanging, exchanging.tokens()["AccessToken"], **given)
    assert claims(result["IssuedToken"])["act"]["sub"] == claims(actor)["sub"]


def test_scopes_are_what_request_token_and_client_have_in_common(exchanging):
    token = exchanging.tokens()["AccessToken"]
    admin = "aws.cognito.signin.user.admin"
    assert exchange(exchanging, token)["Scopes"] == [admin]
    assert exchange(exchanging, token, Scopes=[admin, "orders/read"])["Scopes"] == [admin]
    assert error_of(exchange, exchanging, token, Scopes=["orders/read"])[0] == "InvalidParameterException"


def test_a_resource_is_one_of_the_pools(exchanging):
    token = exchanging.tokens()["AccessToken"]
    assert claims(exchange(exchanging, token, Resources=["orders"])["IssuedToken"])["aud"] == "orders"
    assert error_of(exchange, exchanging, token, Resources=["bills"])[0] == "InvalidParameterException"
    both = error_of(exchange, exchanging, token, Resources=["orders"], Audiences=["billing"])
    assert both[0] == "InvalidParameterException"


def test_tokens_that_are_over_are_not_exchanged(exchanging):
    held = exchanging.tokens()
    refused = ("NotAuthorizedException", "Invalid subject token")
    assert error_of(exchange, exchanging, held["AccessToken"], "ID_TOKEN") == refused
    assert error_of(exchange, exchanging, "a.b.c") == refused
    exchanging.of_client("RevokeToken", Token=held["RefreshToken"])
    assert error_of(exchange, exchanging, held["AccessToken"]) == refused
    token = exchanging.tokens()["AccessToken"]
    exchanging.advance(3601)
    assert error_of(exchange, exchanging, token) == refused


def test_a_derived_token_ends_with_the_sign_in(exchanging):
    held = exchanging.tokens()
    derived = exchange(exchanging, held["AccessToken"])["IssuedToken"]
    exchanging.call("GetUser", AccessToken=derived)
    exchanging.of_client("RevokeToken", Token=held["RefreshToken"])
    refused = error_of(exchanging.call, "GetUser", AccessToken=derived)
    assert refused == ("NotAuthorizedException", "Access Token has been revoked")


def test_each_kind_of_exchange_needs_its_flow(exchanging):
    token = exchanging.tokens()["AccessToken"]
    flows = exchanging.client_record.settings["ExplicitAuthFlows"]
    for missing, given in ((EXCHANGE[0], {}), (EXCHANGE[1], {"ActorToken": token, "ActorTokenType": "ACCESS_TOKEN"})):
        exchanging.client_record.settings["ExplicitAuthFlows"] = [flow for flow in flows if flow != missing]
        code, message = error_of(exchange, exchanging, token, **given)
        assert (code, missing in message) == ("InvalidParameterException", True)


def test_a_confidential_client_gives_its_secret(exchanging):
    token = exchanging.tokens()["AccessToken"]
    exchanging.client_record.secrets = [{"ClientSecretValue": SECRET}]
    assert error_of(exchange, exchanging, token)[0] == "NotAuthorizedException"
    assert exchange(exchanging, token, ClientSecret=SECRET)["IssuedToken"]


def test_tokens_of_other_providers_are_refused_by_name(exchanging):
    token = exchanging.tokens()["IdToken"]
    refused = error_of(exchange, exchanging, token, "ID_TOKEN", SubjectTokenProviderName="Okta")
    assert "Use a user pool on AWS" in refused[1]
