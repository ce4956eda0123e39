"""Cognito's token endpoint, RFC 6749 section 3.2, for every grant."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import requests

from automation.errors import DriverError, NetworkError
from automation.tokens.flows.api import names_of, sources_of
from automation.tokens.flows.refusals import refused
from automation.tokens.token_set import TokenSet

if TYPE_CHECKING:
    from automation.tokens.flows import FlowRequest

TIMEOUT_S = 30
BASIC, POST = "client_secret_basic", "client_secret_post"
"""How a confidential client authenticates: OpenID Connect Core section 9."""


def request_tokens(
    request: "FlowRequest", flow: str, grant: Mapping[str, str], *, nonce: str | None = None
) -> TokenSet:
    """Send a grant to the token endpoint, with the client's authentication.

    Raises RefusedError with the endpoint's words and what they mean.
    """
    client, url = request.client, request.environment.token_endpoint
    if url is None:
        raise DriverError(
            f"The flow {flow} needs the token endpoint, and the user pool {request.environment.user_pool_id} has no "
            "domain. Configure one, or choose another --flow."
        )
    data = {**grant, "client_id": client.client_id}
    authentication = None
    if client.client_secret and request.options.client_authentication == POST:
        data["client_secret"] = client.client_secret
    elif client.client_secret:
        authentication = (client.client_id, client.client_secret)
    what = f"Asking the token endpoint for tokens of the app client {client.name} (flow {flow})"
    try:
        answer = request.http.post(url, data=data, auth=authentication, allow_redirects=False, timeout=TIMEOUT_S)
    except requests.RequestException as error:
        # Its text may hold the request: say the kind of failure alone.
        raise NetworkError(f"{what} failed: {url} didn't respond ({type(error).__name__}).") from None
    try:
        told = answer.json()
        if not isinstance(told, dict):
            raise TypeError  # noqa: TRY301 - handled like what isn't JSON at all
    except (ValueError, TypeError):
        raise NetworkError(f"{what} failed: HTTP {answer.status_code}, and the response isn't JSON.") from None
    if not answer.ok or "access_token" not in told:
        message = sources_of(request).redacted(str(told.get("error_description") or ""))
        raise refused(
            what, str(told.get("error") or f"HTTP {answer.status_code}"), message, names_of(request, flow)
        ) from None
    return TokenSet(
        access_token=told["access_token"],
        id_token=told.get("id_token"),
        refresh_token=told.get("refresh_token"),
        expires_in=int(told["expires_in"]),
        nonce=nonce,
    )
