"""`client-credentials`: a machine's own token, RFC 6749 section 4.4. Only scopes of resource servers are granted."""

from automation.errors import UsageError
from automation.tokens.flows import FlowRequest
from automation.tokens.flows.token_endpoint import request_tokens
from automation.tokens.token_set import TokenSet


def obtain(request: FlowRequest) -> TokenSet:
    """An access token for the app client itself: no ID token, no refresh token, no user."""
    if request.client.client_secret is None:
        raise UsageError(
            f"The flow client-credentials needs a client secret, and the app client {request.client.name} is public "
            "and has none. Configure a client with generate_secret: true."
        )
    scopes = {"scope": " ".join(request.scopes)} if request.scopes else {}
    resource = {"resource": request.options.resource} if request.options.resource else {}
    return request_tokens(request, "client-credentials", {"grant_type": "client_credentials", **scopes, **resource})
