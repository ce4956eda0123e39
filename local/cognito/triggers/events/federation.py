"""Changing what an external identity provider says of a user ("Inbound federation Lambda trigger")."""

from collections.abc import Mapping
from typing import Any, Final

from local.cognito.json_types import JsonObject
from local.cognito.triggers.events.common import Texts, TriggerContext, trigger_event
from local.cognito.triggers.json_values import texts

INBOUND_FEDERATION: Final = "InboundFederation"
INBOUND_FEDERATION_SOURCE: Final = "InboundFederation_ExternalProvider"


def oidc_attributes(token_response: Texts, id_token: Texts, user_info: Texts | None = None) -> JsonObject:
    """`attributes` of an OIDC or social provider: its token response, the claims of its ID token, its userinfo."""
    found = {"tokenResponse": dict(token_response), "idToken": dict(id_token)}
    return {**found, "userInfo": dict(user_info)} if user_info is not None else found


def saml_attributes(assertion: Texts) -> JsonObject:
    """`attributes` of a SAML provider: those of its assertion."""
    return {"samlResponse": dict(assertion)}


def inbound_federation(
    context: TriggerContext,
    user_name: str,
    *,
    provider_name: str,
    provider_type: str,
    attributes: Mapping[str, Any],
) -> JsonObject:
    """The event after a federated sign-in, before attributes are mapped.

    `provider_type` is ProviderType: OIDC, SAML, Facebook, Google, SignInWithApple or LoginWithAmazon. `attributes` are
    those of `oidc_attributes` or `saml_attributes`.
    """
    request = {"providerName": provider_name, "providerType": provider_type, "attributes": dict(attributes)}
    return trigger_event(context, INBOUND_FEDERATION_SOURCE, user_name, request, {"userAttributesToMap": {}})


def read_inbound_federation(response: Mapping[str, Any]) -> dict[str, str] | None:
    """The provider's attributes to map in place of all that it sent; None for those that it sent.

    "Return an empty object to retain all original attributes unchanged"; what the function leaves out is dropped.
    """
    return texts(response.get("userAttributesToMap")) or None
