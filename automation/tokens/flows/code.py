"""`code`: the authorization code grant with PKCE; signs in on the hosted UI without a browser.

RFC 6749 section 4.1, RFC 7636 (S256), RFC 9700 (state, exact redirect URI), OpenID Connect Core section 3.1 (nonce).
"""

import base64
import hashlib
import secrets
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qs, urlencode, urlsplit

import requests

from automation.errors import DriverError, NetworkError, UsageError
from automation.tokens.browser.cookies import hosted_cookies
from automation.tokens.flows import FlowRequest
from automation.tokens.flows.api import names_of
from automation.tokens.flows.hosted_ui import HostedUiVisit
from automation.tokens.flows.refusals import refused
from automation.tokens.flows.token_endpoint import request_tokens
from automation.tokens.token_set import TokenSet


@dataclass(frozen=True)
class Authorization:
    """The values of an authorization request that the response must match."""

    redirect_uri: str
    state: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)
    code_verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48), repr=False)
    hints: tuple[tuple[str, str], ...] = ()
    """Parameters that the pages go by: `prompt`, `login_hint` (OpenID Connect Core section 3.1.2.1), `lang`."""

    @property
    def code_challenge(self) -> str:
        """RFC 7636 section 4.2, `S256`."""
        digest = hashlib.sha256(self.code_verifier.encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def obtain(request: FlowRequest) -> TokenSet:
    """Sign in on the hosted UI as a browser would, answer its challenges, and exchange the code.

    Raises UsageError for a redirect URI that isn't registered, RefusedError with the page's or the endpoint's words.
    """
    authorization = Authorization(redirect_uri=redirect_uri_of(request))
    try:
        location = HostedUiVisit(request, authorization.redirect_uri).to_callback(authorize_url(request, authorization))
    except requests.RequestException as error:
        # Its text may hold the URL, and the URL the code: say the kind of failure alone.
        raise NetworkError(
            f"The hosted UI at {request.environment.hosted_ui_url} didn't respond ({type(error).__name__})."
        ) from None
    tokens = exchange(request, authorization, code_from(request, location, authorization))
    return replace(tokens, hosted_cookies=hosted_cookies(request.http, str(request.environment.hosted_ui_url)))


def redirect_uri_of(request: FlowRequest) -> str:
    """The callback URL to use. Raises UsageError where there is none, or it isn't registered."""
    client, asked = request.client, request.options.redirect_uri
    if not client.callback_urls or request.environment.authorize_endpoint is None:
        raise UsageError(
            f"The flow code needs a callback URL at the app client {client.name} and a domain at the user pool "
            f"{request.environment.user_pool_id}. Configure both, or choose another --flow."
        )
    if asked is not None and asked not in client.callback_urls:
        raise UsageError(
            f"The redirect URI {asked} isn't a callback URL of the app client {client.name}; Cognito compares them "
            f"character by character. Its callback_urls: {', '.join(client.callback_urls)}."
        )
    return asked or client.callback_urls[0]


def authorize_url(request: FlowRequest, authorization: Authorization) -> str:
    """The authorization request, RFC 6749 section 4.1.1; `resource` is RFC 8707's."""
    scopes, options = request.scopes or request.client.allowed_oauth_scopes, request.options
    query = {
        "response_type": "code",
        "client_id": request.client.client_id,
        "redirect_uri": authorization.redirect_uri,
        "scope": " ".join(scopes),
        "state": authorization.state,
        "nonce": authorization.nonce,
        "code_challenge": authorization.code_challenge,
        "code_challenge_method": "S256",
        **({"identity_provider": options.identity_provider} if options.identity_provider else {}),
        **({"resource": options.resource} if options.resource else {}),
        **dict(authorization.hints),
    }
    return f"{request.environment.authorize_endpoint}?{urlencode(query)}"


def code_from(request: FlowRequest, location: str, authorization: Authorization) -> str:
    """The authorization code in the callback's URL.

    Raises RefusedError where it carries an error instead, DriverError where the state isn't the one that was sent.
    """
    query = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
    if "error" in query:
        what = f"The authorization request of the app client {request.client.name}"
        raise refused(what, query["error"], query.get("error_description", ""), names_of(request, "code"))
    if query.get("state") != authorization.state:
        raise DriverError(
            "The state in the callback isn't the one that was sent: the response belongs to another request."
        )
    if "code" not in query:
        raise DriverError("The callback has neither a code nor an error.")
    return query["code"]


def exchange(request: FlowRequest, authorization: Authorization, code: str) -> TokenSet:
    """Exchange the code for tokens, RFC 6749 section 4.1.3. Raises RefusedError."""
    grant = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": authorization.redirect_uri,
        "code_verifier": authorization.code_verifier,
    }
    return request_tokens(request, "code", grant, nonce=authorization.nonce)
