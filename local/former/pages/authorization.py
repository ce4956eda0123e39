"""The authorization request that a visit of the hosted pages is about, and the answers to it.

RFC 6749 sections 4.1 and 4.2, RFC 7636, and "The redirect and authorization endpoint" of Cognito's developer guide.
"""

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode

from local.former import state

CODE_LIFETIME_S: Final = 300
CARRIED: Final = (
    "client_id",
    "redirect_uri",
    "response_type",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "login_hint",
    "lang",
    "prompt",
)
"""The parameters that go from page to page."""
MANAGED_LOGIN: Final = 2
BRANDING: Final = "_ManagedLoginBranding"
"""Where a client's dict has what CreateManagedLoginBranding gave it."""


class PageError(Exception):
    """What can't be sent back to the application: it is shown to the person."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        """`code` as in the error page's address, such as `redirect_mismatch`; `message` explains it."""
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status


class RedirectError(Exception):
    """What the application is told, at its redirect URI (RFC 6749 section 4.1.2.1)."""

    def __init__(self, location: str) -> None:
        super().__init__("the authorization request is refused")
        self.location = location


@dataclass(frozen=True)
class Authorization:
    """One authorization request, checked."""

    pool: state.Pool = field(repr=False)
    client: state.Client = field(repr=False)
    parameters: Mapping[str, str] = field(repr=False)

    def __getitem__(self, name: str) -> str:
        """A parameter of the request; empty where it has none."""
        return self.parameters.get(name, "")

    @property
    def redirect_uri(self) -> str:
        """Where the answer goes."""
        return self["redirect_uri"] or str(self.client.get("DefaultRedirectURI") or "")

    @property
    def is_managed_login(self) -> bool:
        """Whether the pool's domain serves managed login; else it is the classic hosted UI."""
        return MANAGED_LOGIN in self.pool.get("_managed_login_versions", {}).values()

    def url(self, path: str, **more: str) -> str:
        """The address of a page for this request."""
        return f"{path}?{urlencode({**self.parameters, **more})}"

    def error(self, error: str, description: str = "") -> RedirectError:
        """The refusal, for the application. Cognito's order of parameters."""
        answer = {"error_description": description} if description else {}
        answer |= {"error": error}
        return RedirectError(self._location({**answer, **({"state": self["state"]} if self["state"] else {})}))

    def grant(self, user: state.User) -> str:
        """The redirect that gives the application its code, or with the implicit grant its tokens."""
        if self["response_type"] == "token":
            return self._implicit(user)
        code = secrets.token_urlsafe(32)
        state.note_authorization_code(
            code,
            {
                "client_id": self.client["ClientId"],
                "pool_id": self.pool["Id"],
                "redirect_uri": self.redirect_uri,
                "scope": self["scope"],
                "username": user["Username"],
                "nonce": self["nonce"],
                "code_challenge": self["code_challenge"],
                "code_challenge_method": self["code_challenge_method"],
                "expires_at": time.time() + CODE_LIFETIME_S,
            },
        )
        return self._location({"code": code, **({"state": self["state"]} if self["state"] else {})})

    def _implicit(self, user: state.User) -> str:
        """RFC 6749 section 4.2.2: in the fragment, never a refresh token."""
        tokens = state.tokens_of(self.pool, self.client, user, self["scope"], self["nonce"])
        scopes = (self["scope"] or " ".join(self.client.get("AllowedOAuthScopes") or [])).split()
        answer = {"id_token": tokens["IdToken"]} if "openid" in scopes else {}
        answer |= {"access_token": tokens["AccessToken"], "token_type": "Bearer", "expires_in": tokens["ExpiresIn"]}
        answer |= {"state": self["state"]} if self["state"] else {}
        return f"{self.redirect_uri}#{urlencode(answer)}"

    def _location(self, answer: Mapping[str, Any]) -> str:
        return f"{self.redirect_uri}{'&' if '?' in self.redirect_uri else '?'}{urlencode(answer)}"


def read(query: Mapping[str, str]) -> Authorization:
    """The authorization request of a page's address.

    Raises PageError where there is nobody to tell, RedirectError where the application is told.
    """
    if not query.get("client_id"):
        raise PageError("invalid_request", "Required String parameter 'client_id' is not present.")
    found = state.enter_client(query["client_id"])
    if found is None:
        raise PageError(
            "invalid_client",
            f"Client {query['client_id']} does not exist. Check client_id, and the user pool's domain.",
        )
    pool, client = found
    request = Authorization(pool, client, {name: query[name] for name in CARRIED if query.get(name)})
    if not request.redirect_uri:
        raise PageError("invalid_request", "Required String parameter 'redirect_uri' is not present.")
    if request.redirect_uri not in (client.get("CallbackURLs") or []):
        raise PageError(
            "redirect_mismatch",
            f"{request.redirect_uri} is not among the callback URLs of the app client. They are compared character by "
            "character, a slash at the end included.",
        )
    _check(request)
    return request


def _check(request: Authorization) -> None:
    """Raise RedirectError where the request breaks a rule that its application has to know of."""
    client = request.client
    flow = {"code": "code", "token": "implicit"}.get(request["response_type"])
    if flow is None:
        raise request.error("invalid_request", "unsupported_response_type" if request["response_type"] else "")
    if not client.get("AllowedOAuthFlowsUserPoolClient") or flow not in (client.get("AllowedOAuthFlows") or []):
        raise request.error("unauthorized_client")
    allowed = client.get("AllowedOAuthScopes") or []
    if any(scope not in allowed for scope in request["scope"].split()):
        raise request.error("invalid_request", "invalid_scope")
    challenge, method = request["code_challenge"], request["code_challenge_method"]
    if (challenge or method) and not (challenge and method == "S256"):
        raise request.error("invalid_request")


def check_pages(request: Authorization) -> None:
    """Raise PageError where Cognito has no pages to show: managed login shows none to a client without a style."""
    if request.is_managed_login and BRANDING not in request.client:
        raise PageError(
            "login_pages_unavailable",
            "Login pages unavailable. The pool's domain has managed login, and the app client has no branding: "
            "CreateManagedLoginBranding gives it one, with UseCognitoProvidedValues as Cognito's own.",
            403,
        )


def may_sign_in_here(request: Authorization) -> bool:
    """Whether the client lets the pool's own users in; a client that names no provider does."""
    return "COGNITO" in (request.client.get("SupportedIdentityProviders") or ["COGNITO"])


def may_sign_up(request: Authorization) -> bool:
    """Whether people create their own accounts."""
    only_admins = (request.pool.get("AdminCreateUserConfig") or {}).get("AllowAdminCreateUserOnly", False)
    return may_sign_in_here(request) and not only_admins


def providers(request: Authorization) -> list[str]:
    """The external identity providers that the client lets in, by name."""
    names = request.client.get("SupportedIdentityProviders") or []
    return [name for name in names if name in request.pool.get("_identity_providers", {})]


def provider_of(request: Authorization, query: Mapping[str, str]) -> str:
    """The provider that `identity_provider` or `idp_identifier` asks for; empty for the pool itself.

    Raises PageError where there is none of that name.
    """
    name, identifier = query.get("identity_provider", ""), query.get("idp_identifier", "")
    if identifier and not name:
        known = request.pool.get("_identity_providers", {})
        name = next((key for key, one in known.items() if identifier in (one.get("IdpIdentifiers") or [])), identifier)
    if name in ("", "COGNITO"):
        return ""
    if name not in providers(request):
        raise PageError("invalid_request", f"The app client has no identity provider {name}.")
    return name
