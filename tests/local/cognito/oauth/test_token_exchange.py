"""The token exchange grant (RFC 8693), by "Exchanging tokens for downstream services" and GetDerivedToken."""

import pytest

from tests.local.cognito.oauth.domain import Domain, refusal, tokens_of
from tests.local.cognito.world import World, claims

GRANT = "urn:ietf:params:oauth:grant-type:token-exchange"
TYPE = "urn:ietf:params:oauth:token-type"
FLOWS = ["ALLOW_TOKEN_EXCHANGE_IMPERSONATION", "ALLOW_TOKEN_EXCHANGE_DELEGATION", "ALLOW_REFRESH_TOKEN_AUTH"]


@pytest.fixture
def service(world: World) -> Domain:
    """A confidential client that exchanges what its users bring."""
    world.add_user()
    scopes = [{"ScopeName": "read", "ScopeDescription": "Read"}]
    world.of_pool("CreateResourceServer", Identifier="https://orders.example.com", Name="orders", Scopes=scopes)
    return Domain.with_client(
        world,
        ExplicitAuthFlows=FLOWS,
        GenerateSecret=True,
        AllowedOAuthScopes=["openid", "email", "https://orders.example.com/read"],
    )


def users_token(service: Domain) -> str:
    """What the user has, of another client."""
    application = Domain.with_client(service.world)
    return str(application.exchange(application.code(scope="openid email"))["access_token"])


def exchange(service: Domain, **form: str):
    return service.token(
        service.basic(service.client.secret_values[0]),
        **{
            "grant_type": GRANT,
            "subject_token": users_token(service),
            "subject_token_type": f"{TYPE}:access_token",
            **form,
        },
    )


def test_a_users_token_becomes_one_for_a_downstream_service(service):
    content = tokens_of(exchange(service, scope="email", resource="https://orders.example.com"))
    assert content["issued_token_type"] == f"{TYPE}:access_token"
    assert (content["token_type"], content["scope"]) == ("Bearer", "email")
    assert "refresh_token" not in content
    found = claims(content["access_token"])
    assert (found["client_id"], found["aud"]) == (service.client_id, "https://orders.example.com")
    assert found["username"] == "ada"
    assert "act" not in found


def test_with_an_actor_the_token_names_it(service):
    actor = users_token(service)
    content = tokens_of(exchange(service, actor_token=actor, actor_token_type=f"{TYPE}:access_token"))
    assert claims(content["access_token"])["act"]["sub"] == claims(actor)["sub"]


def test_an_id_token_can_be_asked_for(service):
    content = tokens_of(exchange(service, requested_token_type=f"{TYPE}:id_token", audience="orders"))
    assert content["issued_token_type"] == f"{TYPE}:id_token"
    assert claims(content["access_token"])["token_use"] == "id"


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"subject_token": ""}, "invalid_request"),
        ({"subject_token_type": ""}, "invalid_request"),
        ({"subject_token": "nonsense"}, "invalid_request"),
        ({"subject_token": "with blanks"}, "invalid_request"),
        ({"subject_token_type": f"{TYPE}:refresh_token"}, "invalid_request"),
        ({"subject_token_type": f"{TYPE}:id_token"}, "invalid_request"),
        ({"subject_token_type": f"{TYPE}:saml2"}, "invalid_request"),
        ({"requested_token_type": f"{TYPE}:saml2"}, "invalid_request"),
        ({"actor_token": "x"}, "invalid_request"),
        ({"actor_token": "x", "actor_token_type": f"{TYPE}:access_token"}, "invalid_request"),
        ({"scope": "https://orders.example.com/read"}, "invalid_scope"),
        ({"resource": "https://other.example.com"}, "invalid_target"),
        ({"resource": "https://orders.example.com", "audience": "orders"}, "invalid_request"),
    ],
)
def test_what_can_not_be_exchanged_is_said(service, form, error):
    assert refusal(exchange(service, **form)) == (400, error)


def test_a_client_without_the_flow_is_unauthorized(service):
    service.client.settings["ExplicitAuthFlows"] = ["ALLOW_TOKEN_EXCHANGE_DELEGATION"]
    assert refusal(exchange(service)) == (400, "unauthorized_client")
    assert refusal(service.token(grant_type=GRANT)) == (400, "invalid_client")
