"""What Cognito adds to an identity provider is nobody's change."""

from typing import Any

import pytest

from cognito_model.identity_providers import SUBJECT_CLAIMS, completed_details
from tests.local.provider.harness import Endpoint, Engine

PROVIDER = "aws:cognito/identityProvider:IdentityProvider"
POOL_ID = "us-east-1_1"
CLIENT = {"client_id": "a", "client_secret": "b", "authorize_scopes": "email"}
DETAILS = {
    "OIDC": {**CLIENT, "attributes_request_method": "GET", "oidc_issuer": "https://id.example.com/"},
    "Google": CLIENT,
    "Facebook": {**CLIENT, "api_version": "v17.0"},
    "LoginWithAmazon": CLIENT,
    "SignInWithApple": {
        "client_id": "a",
        "team_id": "b",
        "key_id": "c",
        "private_key": "d",
        "authorize_scopes": "email",
    },
    "SAML": {"MetadataURL": "https://id.example.com/saml", "IDPSignout": "true"},
}
"""Details as programs give them, by type."""


class Cognito:
    """Keeps one identity provider, and completes it."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.kept: dict[str, Any] = {}
        endpoint.answers |= {
            "CreateIdentityProvider": self._keep,
            "UpdateIdentityProvider": self._keep,
            "DescribeIdentityProvider": lambda _request: self._answer(),
        }

    def _keep(self, request: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        self.kept |= request
        return self._answer()

    def _answer(self) -> tuple[int, dict[str, Any]]:
        kind = self.kept["ProviderType"]
        details = completed_details(kind, self.kept["ProviderDetails"])
        if kind == "SAML":
            details |= {"ActiveEncryptionCertificate": "MIIC", "SSORedirectBindingURI": "https://id.example.com/sso"}
        details.pop("private_key", None)
        mapping = {
            **({"username": SUBJECT_CLAIMS[kind]} if kind != "SAML" else {}),
            **self.kept.get("AttributeMapping", {}),
        }
        return 200, {"IdentityProvider": {**self.kept, "ProviderDetails": details, "AttributeMapping": mapping}}


def inputs_of(kind: str, **more: Any) -> dict[str, Any]:
    name = "Company" if kind in {"OIDC", "SAML"} else kind
    named = {"userPoolId": POOL_ID, "providerName": name, "providerType": kind}
    return {**named, "providerDetails": dict(DETAILS[kind]), **more}


@pytest.mark.parametrize("kind", DETAILS)
@pytest.mark.parametrize("mapping", [{}, {"attributeMapping": {"email": "email"}}], ids=["unmapped", "mapped"])
def test_what_cognito_adds_is_no_change_after_creation_refresh_or_import(
    alone: tuple[Endpoint, Engine], kind: str, mapping: dict[str, Any]
) -> None:
    endpoint, engine = alone
    Cognito(endpoint)
    inputs = inputs_of(kind, **mapping)
    held = engine.create(PROVIDER, "provider", inputs)
    assert held.outputs["providerDetails"] == DETAILS[kind]
    assert engine.changes(held, inputs) == {}
    refreshed = engine.read(held)
    assert refreshed is not None
    assert refreshed.inputs == held.inputs
    assert engine.changes(refreshed, inputs) == {}
    imported = engine.import_(PROVIDER, "provider", held.id)
    assert imported is not None
    secret = {"providerDetails.private_key": "ADD"} if kind == "SignInWithApple" else {}
    assert engine.changes(imported, inputs) == secret


@pytest.mark.parametrize("kind", sorted(DETAILS.keys() - {"SAML"}))
def test_the_mapping_of_the_users_name_may_be_the_programs_own(alone: tuple[Endpoint, Engine], kind: str) -> None:
    endpoint, engine = alone
    Cognito(endpoint)
    inputs = inputs_of(kind, attributeMapping={"username": SUBJECT_CLAIMS[kind]})
    held = engine.create(PROVIDER, "provider", inputs)
    assert held.outputs["attributeMapping"] == {"username": SUBJECT_CLAIMS[kind]}
    imported = engine.import_(PROVIDER, "provider", held.id)
    assert imported is not None
    assert "attributeMapping" not in engine.changes(imported, inputs)


def test_what_others_have_changed_is_a_change(alone: tuple[Endpoint, Engine]) -> None:
    endpoint, engine = alone
    cognito = Cognito(endpoint)
    inputs = inputs_of("OIDC", attributeMapping={"email": "email"})
    held = engine.create(PROVIDER, "provider", inputs)
    cognito.kept["ProviderDetails"] = {**DETAILS["OIDC"], "attributes_url_add_attributes": "true"}
    cognito.kept["AttributeMapping"] = {"email": "email", "username": "upn"}
    refreshed = engine.read(held)
    assert refreshed is not None
    assert engine.changes(refreshed, inputs) == {
        "attributeMapping.username": "DELETE",
        "providerDetails.attributes_url_add_attributes": "DELETE",
    }
