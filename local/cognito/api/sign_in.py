"""Signing in: flows and challenges, for applications and for administrators; new tokens for refresh tokens."""

from collections.abc import Mapping
from typing import Final

from local.cognito.authentication.challenges import respond
from local.cognito.authentication.flows import initiate
from local.cognito.call import Call, Handler
from local.cognito.errors import not_authorized
from local.cognito.json_types import JsonObject
from local.cognito.tokens import renewal


def get_tokens_from_refresh_token(call: Call) -> JsonObject:
    """GetTokensFromRefreshToken."""
    pool, client = call.pool, call.client
    if client.is_confidential:
        given = str(call.get("ClientSecret", ""))
        if not client.is_secret(given):
            raise not_authorized("Unable to verify the client secret of the app client")
    elif call.get("ClientSecret"):
        raise not_authorized(f"Client {client.id} is not configured for secret but a client secret was received")
    device_key, metadata = call.get("DeviceKey", ""), call.get("ClientMetadata")
    result = renewal.renew(call, pool, client, call["RefreshToken"], device_key=device_key, metadata=metadata)
    return {"AuthenticationResult": result}


OPERATIONS: Final[Mapping[str, Handler]] = {
    "InitiateAuth": initiate,
    "AdminInitiateAuth": initiate,
    "RespondToAuthChallenge": respond,
    "AdminRespondToAuthChallenge": respond,
    "GetTokensFromRefreshToken": get_tokens_from_refresh_token,
}
