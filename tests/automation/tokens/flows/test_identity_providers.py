"""The flow `code` by way of an identity provider: the engine's test one, which stands for the pool's."""

from collections.abc import Iterator

import pytest
import requests

from automation.tokens.flows.refusals import RefusedError
from local.cognito.control.client import EngineControl
from local.cognito.launcher import EngineProcess, LaunchOptions
from tests.automation.tokens.flows.engine_pools import Pool, make_pool
from tests.credentials import CREDENTIALS

ADA = {"username": "ada", "email": "ada@corp.example", "email_verified": True, "name": "Ada Lovelace"}
MAPPING = {"email": "email", "email_verified": "email_verified"}


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with EngineProcess(LaunchOptions(credentials=CREDENTIALS)) as engine:
        engine.wait_until_ready()
        EngineControl(engine.endpoint_url, CREDENTIALS).set_identity_providers(
            {"Corp": {"users": [ADA]}, "Campus": {"users": [ADA]}}
        )
        yield engine.endpoint_url


@pytest.fixture(scope="module")
def federated(url: str) -> Pool:
    pool = make_pool(url)
    pool_id = pool.environment.user_pool_id
    oidc = {
        "client_id": "cognito",
        "client_secret": "hush",
        "attributes_request_method": "GET",
        "oidc_issuer": "https://corp.example",
        "authorize_scopes": "openid email",
        "authorize_url": "https://corp.example/authorize",
        "token_url": "https://corp.example/token",
        "attributes_url": "https://corp.example/userinfo",
        "jwks_uri": "https://corp.example/jwks",
    }
    metadata = requests.get(f"{url}/_idp/Campus/saml/metadata", timeout=10).text
    for name, kind, details in (("Corp", "OIDC", oidc), ("Campus", "SAML", {"MetadataFile": metadata})):
        pool.cognito.create_identity_provider(
            UserPoolId=pool_id,
            ProviderName=name,
            ProviderType=kind,
            ProviderDetails=details,
            AttributeMapping=MAPPING if kind == "OIDC" else {"email": "email"},
        )
    client = pool.environment.client()
    described = pool.cognito.describe_user_pool_client(UserPoolId=pool_id, ClientId=client.client_id)["UserPoolClient"]
    kept = ("ExplicitAuthFlows", "AllowedOAuthFlows", "AllowedOAuthScopes", "CallbackURLs")
    pool.cognito.update_user_pool_client(
        UserPoolId=pool_id,
        ClientId=client.client_id,
        AllowedOAuthFlowsUserPoolClient=True,
        SupportedIdentityProviders=["COGNITO", "Corp", "Campus"],
        **{name: described[name] for name in kept},
    )
    return pool


@pytest.mark.parametrize("provider", ["Corp", "Campus"])
def test_a_user_of_the_provider_gets_tokens_of_the_pool(federated: Pool, provider: str):
    claims = federated.verify(federated.sign_in("code", "ada", "", identity_provider=provider))

    assert claims["id_token"]["email"] == ADA["email"]
    assert claims["id_token"]["identities"][0]["providerName"] == provider


def test_a_provider_that_the_pool_does_not_have_is_refused(federated: Pool):
    with pytest.raises(RefusedError, match="Nobody"):
        federated.sign_in("code", "ada", "", identity_provider="Nobody")
