"""`refresh`: new tokens for a refresh token, through the API (GetTokensFromRefreshToken) or the token endpoint.

GetTokensFromRefreshToken works whether or not the client rotates its refresh tokens. InitiateAuth's REFRESH_TOKEN_AUTH
does not, and wants a SECRET_HASH over a user name that whoever holds a refresh token needn't know.
"""

from dataclasses import replace

from automation.errors import UsageError
from automation.tokens.flows import FlowRequest
from automation.tokens.flows.api import UserPoolApi, sources_of, token_set
from automation.tokens.flows.token_endpoint import request_tokens
from automation.tokens.token_set import TokenSet

API, ENDPOINT = "api", "endpoint"


def obtain(request: FlowRequest) -> TokenSet:
    """Renew the tokens. The refresh token is a new one if the client rotates them, otherwise the given one."""
    token = request.options.refresh_token
    if not token:
        raise UsageError("The flow refresh needs a refresh token: give it with --refresh-token - (stdin) or @FILE.")
    if request.options.refresh_at == ENDPOINT:
        tokens = request_tokens(request, "refresh", {"grant_type": "refresh_token", "refresh_token": token})
    else:
        tokens = _by_api(request, token)
    return tokens if tokens.refresh_token else replace(tokens, refresh_token=token)


def _by_api(request: FlowRequest, token: str) -> TokenSet:
    client, device = request.client, request.answers.device
    api = UserPoolApi(request, "refresh", admin=False, sources=sources_of(request))
    answered = api.call(
        f"Refreshing tokens of the app client {client.name}",
        request.cognito.get_tokens_from_refresh_token,
        RefreshToken=token,
        ClientId=client.client_id,
        **({"ClientSecret": client.client_secret} if client.client_secret else {}),
        **({"DeviceKey": device.key} if device else {}),
    )
    return token_set(answered["AuthenticationResult"])
