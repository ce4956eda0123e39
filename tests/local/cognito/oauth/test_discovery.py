"""A pool's public documents: OpenID Connect Discovery 1.0, RFC 7517, and Cognito's own, field by field."""

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from tests.local.cognito.asking import ask
from tests.local.cognito.oauth.domain import Domain
from tests.local.cognito.world import World, make_engine

ENDPOINT = "http://127.0.0.1:4566"
FIELDS = {
    "authorization_endpoint",
    "end_session_endpoint",
    "id_token_signing_alg_values_supported",
    "issuer",
    "jwks_uri",
    "response_types_supported",
    "revocation_endpoint",
    "scopes_supported",
    "subject_types_supported",
    "token_endpoint",
    "token_endpoint_auth_methods_supported",
    "userinfo_endpoint",
}


def document(world: World):
    answer = ask(world.engine, f"/{world.pool_id}/.well-known/openid-configuration")
    assert answer.status == 200
    return answer.json()


def test_the_document_has_cognitos_fields_with_the_engines_addresses(world):
    found = document(world)
    assert found.keys() == FIELDS
    assert found["issuer"] == f"https://cognito-idp.us-east-1.amazonaws.com/{world.pool_id}"
    addresses = {name: found[name] for name in FIELDS if name.endswith(("_endpoint", "_uri"))}
    assert all(address.startswith(f"{ENDPOINT}/") for address in addresses.values())
    assert found["revocation_endpoint"] == f"{ENDPOINT}/oauth2/revoke"


def test_with_the_local_issuer_document_and_tokens_name_the_engines_address():
    engine = make_engine(issuer_is_local=True)
    world = World.with_pool(engine)
    world.add_user()
    domain = Domain.with_client(world)
    issuer = f"{ENDPOINT}/{world.pool_id}"
    assert document(world)["issuer"] == issuer
    assert domain.sign_in_through_the_api()["IdToken"]
    tokens = domain.exchange(domain.code())
    keys = KeySet.import_key_set(ask(engine, f"/{world.pool_id}/.well-known/jwks.json").json())
    for name in ("id_token", "access_token"):
        assert jwt.decode(tokens[name], keys).claims["iss"] == issuer
    engine.close()


def test_the_keys_verify_what_the_pool_signs_and_may_be_kept(world):
    world.add_user()
    domain = Domain.with_client(world)
    answer = ask(world.engine, f"/{world.pool_id}/.well-known/jwks.json")
    assert answer.headers["cache-control"] == "public, max-age=86400"
    found = answer.json()["keys"]
    assert len({key["kid"] for key in found}) == 2
    tokens = domain.exchange(domain.code())
    assert jwt.decode(tokens["access_token"], KeySet.import_key_set({"keys": found})).claims["token_use"] == "access"


@pytest.mark.parametrize("name", ["jwks.json", "openid-configuration"])
def test_everybody_may_read_them_and_pages_of_this_machine_too(world, name):
    path = f"/{world.pool_id}/.well-known/{name}"
    assert ask(world.engine, path, own_user=False).status == 200
    answer = ask(world.engine, path, headers={"origin": "http://localhost:5173"})
    assert answer.headers["access-control-allow-origin"] == "http://localhost:5173"
    assert ask(world.engine, path, method="POST").status == 405


@pytest.mark.parametrize(
    "path",
    [
        "/us-east-1_nobody/.well-known/jwks.json",
        "/us-east-1_nobody/.well-known/openid-configuration",
        "/.well-known/openid-configuration",
        "/.well-known/oauth-authorization-server",
        "/x/.well-known/jwks.json/x",
    ],
)
def test_what_there_is_not_is_not_found(engine, path):
    assert ask(engine, path).status == 404


def test_registration_is_named_where_it_is_on_and_the_pool_has_a_domain(world):
    world.pool.settings["DcrConfiguration"] = {"EnableStatus": "Enabled"}
    assert "registration_endpoint" not in document(world)
    world.of_pool("CreateUserPoolDomain", Domain="orders")
    assert document(world)["registration_endpoint"] == f"{ENDPOINT}/{world.pool_id}/oauth2/register"
    world.pool.settings["DcrConfiguration"] = {"EnableStatus": "Disabled"}
    assert "registration_endpoint" not in document(world)


def test_metadata_documents_are_named_where_the_pool_has_a_policy(world):
    patterns = ["https://app.example.com/*"]
    world.of_pool("CreateCIMDPolicy", ClientId=world.client_id, PolicyName="agents", URLPatterns=patterns)
    assert document(world)["client_id_metadata_document_supported"] is True
