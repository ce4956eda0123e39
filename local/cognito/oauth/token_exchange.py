"""The token exchange grant ("Exchanging tokens for downstream services"; RFC 8693): GetDerivedToken as a form."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from local.cognito.api.machine_tokens import DELEGATION, IMPERSONATION
from local.cognito.errors import CognitoError
from local.cognito.json_types import JsonObject
from local.cognito.oauth.answers import OAuthError, OAuthRequest
from local.cognito.oauth.clients import OAuthClient

if TYPE_CHECKING:
    from local.cognito.engine import Engine

GRANT_TYPE: Final = "urn:ietf:params:oauth:grant-type:token-exchange"
TOKEN_TYPES: Final[Mapping[str, str]] = {
    "urn:ietf:params:oauth:token-type:access_token": "ACCESS_TOKEN",
    "urn:ietf:params:oauth:token-type:id_token": "ID_TOKEN",
    "urn:ietf:params:oauth:token-type:saml2": "SAML2",
}
"""RFC 8693 section 3, those that GetDerivedToken knows."""
NAMES: Final = {value: name for name, value in TOKEN_TYPES.items()}
WRONG_SCOPE: Final = "Invalid scope"
"""How GetDerivedToken begins to say that nothing is left of the scopes that are asked for."""


def exchange(engine: "Engine", asking: OAuthClient, request: OAuthRequest) -> JsonObject:
    """RFC 8693's response. Raises OAuthError."""
    form = request.form
    if not form.get("subject_token") or not form.get("subject_token_type"):
        raise OAuthError("invalid_request")
    if bool(form.get("actor_token")) != bool(form.get("actor_token_type")):
        raise OAuthError("invalid_request")
    if (DELEGATION if form.get("actor_token") else IMPERSONATION) not in asking.client.auth_flows:
        raise OAuthError("unauthorized_client")
    if form.get("resource") and form["resource"] not in asking.pool.resource_servers:
        raise OAuthError("invalid_target", f"Resource server {form['resource'][:200]} does not exist.")
    try:
        result = engine.call("GetDerivedToken", _parameters(asking, form), context=request.context)
    except CognitoError as error:
        # A token that isn't right is an invalid request (RFC 8693 section 2.2.2).
        kind = "invalid_scope" if error.message.startswith(WRONG_SCOPE) else "invalid_request"
        raise OAuthError(kind, error.message) from error
    return {
        "access_token": result["IssuedToken"],
        "issued_token_type": NAMES[result["IssuedTokenType"]],
        "token_type": result["TokenType"],
        **({"expires_in": result["ExpiresIn"]} if "ExpiresIn" in result else {}),
        **({"scope": " ".join(result["Scopes"])} if result.get("Scopes") else {}),
    }


def _parameters(asking: OAuthClient, form: Mapping[str, str]) -> JsonObject:
    secrets = asking.client.secret_values
    found: JsonObject = {
        "ClientId": asking.app_client_id,
        **({"ClientSecret": secrets[0]} if secrets else {}),  # the client has proved itself already
        "SubjectToken": form["subject_token"],
        "SubjectTokenType": _type(form["subject_token_type"]),
    }
    if form.get("actor_token"):
        found |= {"ActorToken": form["actor_token"], "ActorTokenType": _type(form["actor_token_type"])}
    if form.get("requested_token_type"):
        found["RequestedTokenType"] = _type(form["requested_token_type"])
    if form.get("scope", "").split():
        found["Scopes"] = form["scope"].split()
    found |= {"Audiences": [form["audience"]]} if form.get("audience") else {}
    found |= {"Resources": [form["resource"]]} if form.get("resource") else {}
    return found


def _type(name: str) -> str:
    if name not in TOKEN_TYPES:
        raise OAuthError("invalid_request", f"The token type {name[:100]} is not supported.")
    return TOKEN_TYPES[name]
