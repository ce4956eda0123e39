"""`code`: the authorization code grant with PKCE through the hosted UI, signed in on without a browser.

RFC 6749 section 4.1, RFC 7636 (S256), RFC 9700 (state, exact redirect URI), OpenID Connect Core section 3.1 (nonce).
"""

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

import requests

from automation.errors import DriverError
from automation.flows import FlowRequest
from automation.flows.forms import read_page
from automation.tokens import TokenSet

TIMEOUT_S = 30
MAX_REDIRECTS = 10


@dataclass(frozen=True)
class Authorization:
    """The values of one authorization request that the answers must match."""

    redirect_uri: str
    state: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)
    code_verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48), repr=False)

    @property
    def code_challenge(self) -> str:
        """RFC 7636 section 4.2, `S256`."""
        digest = hashlib.sha256(self.code_verifier.encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def obtain(request: FlowRequest) -> TokenSet:
    """Walk through the hosted UI as a browser would, and exchange the code.

    Raises DriverError with the page's or the endpoint's own message where one of them refuses.
    """
    if not request.client.callback_urls or request.environment.authorize_endpoint is None:
        raise DriverError(
            f"The flow code needs a callback URL at the app client {request.client.name} and a domain at the user pool "
            f"{request.environment.user_pool_id}. Configure both, or choose another --flow."
        )
    authorization = Authorization(redirect_uri=request.client.callback_urls[0])
    try:
        code = _sign_in(request, authorization)
        return _exchange(request, authorization, code)
    except requests.RequestException as error:
        # Its text may hold the URL, and the URL the code: say the kind of failure alone.
        raise DriverError(
            f"The hosted UI at {request.environment.hosted_ui_url} didn't answer ({type(error).__name__})."
        ) from None


def authorize_url(request: FlowRequest, authorization: Authorization) -> str:
    """The authorization request, RFC 6749 section 4.1.1."""
    scopes = request.scopes or request.client.allowed_oauth_scopes
    query = {
        "response_type": "code",
        "client_id": request.client.client_id,
        "redirect_uri": authorization.redirect_uri,
        "scope": " ".join(scopes),
        "state": authorization.state,
        "nonce": authorization.nonce,
        "code_challenge": authorization.code_challenge,
        "code_challenge_method": "S256",
    }
    return f"{request.environment.authorize_endpoint}?{urlencode(query)}"


def _sign_in(request: FlowRequest, authorization: Authorization) -> str:
    answer = request.http.get(authorize_url(request, authorization), allow_redirects=False, timeout=TIMEOUT_S)
    answer, location = _follow(request, answer, authorization.redirect_uri)
    if location is None:
        page = read_page(answer.text, answer.url)
        form = page.form_with("password")
        if form is None:
            raise DriverError(
                f"The hosted UI of the app client {request.client.name} shows no form to sign in with"
                f"{f': {page.error}' if page.error else ''} (HTTP {answer.status_code}{_oauth_error(answer)}). "
                "Managed login (version 2) can only be used in a browser."
            )
        filled = dict(form.fields)
        for name, kind in form.types.items():
            if kind == "password":
                filled[name] = request.credentials.password
            elif kind in ("text", "email", "tel"):
                filled[name] = request.credentials.username
        answer = request.http.post(form.url, data=filled, allow_redirects=False, timeout=TIMEOUT_S)
        answer, location = _follow(request, answer, authorization.redirect_uri)
    if location is None:
        page = read_page(answer.text, answer.url)
        raise DriverError(
            f"The hosted UI didn't let {request.credentials.username} in: "
            f"{page.error or f'HTTP {answer.status_code}{_oauth_error(answer)}'}"
        )
    return _code_from(location, authorization)


def _follow(request: FlowRequest, answer: requests.Response, redirect_uri: str) -> tuple[requests.Response, str | None]:
    """Follow redirects up to the one that leads to the callback, which is returned and not followed."""
    for _ in range(MAX_REDIRECTS):
        if not answer.is_redirect:
            return answer, None
        location = urljoin(answer.url, answer.headers["Location"])
        if location.split("?")[0] == redirect_uri.split("?", maxsplit=1)[0]:
            return answer, location
        answer = request.http.get(location, allow_redirects=False, timeout=TIMEOUT_S)
    raise DriverError(f"The hosted UI redirected more than {MAX_REDIRECTS} times.")


def _code_from(location: str, authorization: Authorization) -> str:
    query = parse_qs(urlsplit(location).query)
    if "error" in query:
        description = query.get("error_description", [""])[0]
        raise DriverError(f"The authorization endpoint refused: {query['error'][0]} {description}".rstrip())
    if query.get("state") != [authorization.state]:
        raise DriverError("The callback's state isn't the one that was sent: the answer belongs to another request.")
    if "code" not in query:
        raise DriverError("The callback carried neither a code nor an error.")
    return query["code"][0]


def _exchange(request: FlowRequest, authorization: Authorization, code: str) -> TokenSet:
    """RFC 6749 section 4.1.3; a confidential client authenticates with client_secret_basic (section 2.3.1)."""
    client = request.client
    answer = request.http.post(
        str(request.environment.token_endpoint),
        data={
            "grant_type": "authorization_code",
            "client_id": client.client_id,
            "code": code,
            "redirect_uri": authorization.redirect_uri,
            "code_verifier": authorization.code_verifier,
        },
        auth=(client.client_id, client.client_secret) if client.client_secret else None,
        allow_redirects=False,
        timeout=TIMEOUT_S,
    )
    if not answer.ok:
        raise DriverError(
            f"The token endpoint refused the code of the app client {client.name}: "
            f"HTTP {answer.status_code}{_oauth_error(answer)}"
        )
    tokens = answer.json()
    return TokenSet(
        access_token=tokens["access_token"],
        id_token=tokens.get("id_token"),
        refresh_token=tokens.get("refresh_token"),
        expires_in=int(tokens["expires_in"]),
        nonce=authorization.nonce,
    )


def _oauth_error(answer: requests.Response) -> str:
    """RFC 6749 section 5.2's error, as an addition to a message."""
    try:
        error = answer.json()
        return f", {error['error']} {error.get('error_description', '')}".rstrip()
    except (ValueError, KeyError, TypeError, AttributeError):
        return ""
