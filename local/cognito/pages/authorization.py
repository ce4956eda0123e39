"""The authorization request that a visit of the pages is about.

RFC 6749 sections 4.1 and 4.2, RFC 7636, RFC 8707, and "The redirect and authorization endpoint" of the developer guide.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode

from local.cognito.oauth import resources
from local.cognito.oauth.client_metadata.errors import ClientMetadataError
from local.cognito.oauth.clients import OAuthClient, find_client
from local.cognito.pages.errors import PageError, RedirectError
from local.cognito.pages.visit import Visit
from local.cognito.store.pools import AppClient, IdentityProvider, UserPool

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
    "resource",
)
"""The parameters that go from page to page."""
FLOWS: Final = {"code": "code", "token": "implicit"}
MANAGED_LOGIN: Final = 2
LOCAL_USERS: Final = "COGNITO"


@dataclass(frozen=True, slots=True)
class Authorization:
    """One authorization request, checked."""

    asking: OAuthClient = field(repr=False)
    parameters: Mapping[str, str] = field(default_factory=dict, repr=False)

    def __getitem__(self, name: str) -> str:
        """A parameter of the request; empty where it has none."""
        return self.parameters.get(name, "")

    @property
    def pool(self) -> UserPool:
        """The user pool."""
        return self.asking.pool

    @property
    def client(self) -> AppClient:
        """The app client, as it counts for this request."""
        return self.asking.client

    @property
    def redirect_uri(self) -> str:
        """Where the answer goes."""
        return self["redirect_uri"] or str(self.client.settings.get("DefaultRedirectURI") or "")

    @property
    def scope(self) -> str:
        """The scopes that are asked for, or all that the client may have."""
        asked = self["scope"].split() or self.client.settings.get("AllowedOAuthScopes") or []
        return " ".join(dict.fromkeys(asked))

    @property
    def is_managed_login(self) -> bool:
        """Whether the pool's domain serves managed login; else it is the classic hosted UI."""
        return any(domain.managed_login_version == MANAGED_LOGIN for domain in self.pool.domains)

    @property
    def prompts(self) -> list[str]:
        """What `prompt` asks for; the classic hosted UI knows none."""
        return self["prompt"].split() if self.is_managed_login else []

    def url(self, path: str, **more: str) -> str:
        """The address of a page for this request."""
        return f"{path}?{urlencode({**self.parameters, **more})}"

    def error(self, error: str, description: str = "") -> RedirectError:
        """The refusal, for the application. Cognito's order of parameters."""
        answer = {"error_description": description} if description else {}
        return RedirectError(self.location({**answer, "error": error}))

    def location(self, answer: Mapping[str, Any]) -> str:
        """The redirect URI with an answer, and the request's state."""
        given = {**answer, **({"state": self["state"]} if self["state"] else {})}
        return f"{self.redirect_uri}{'&' if '?' in self.redirect_uri else '?'}{urlencode(given)}"


def read(visit: Visit) -> Authorization:
    """The authorization request of a page's address.

    Raises PageError where there is nobody to tell, RedirectError where the application is told.
    """
    query = visit.query
    if not query.get("client_id"):
        raise PageError("invalid_request", "Required String parameter 'client_id' is not present.")
    asking = known_client(visit, query["client_id"])
    request = Authorization(asking, {name: query[name] for name in CARRIED if query.get(name)})
    if not request.redirect_uri:
        raise PageError("invalid_request", "Required String parameter 'redirect_uri' is not present.")
    if request.redirect_uri not in (request.client.settings.get("CallbackURLs") or []):
        raise PageError(
            "redirect_mismatch",
            f"{request.redirect_uri} is not among the callback URLs of the app client. They are compared character "
            "by character, including a trailing slash.",
        )
    _check(request)
    return request


def known_client(visit: Visit, client_id: str) -> OAuthClient:
    """The app client of an id. Raises PageError."""
    try:
        found = find_client(visit.engine, client_id, visit.host)
    except ClientMetadataError as error:
        raise PageError("invalid_client", str(error)) from error
    if found is None:
        raise PageError(
            "invalid_client",
            f"Client {client_id or '(none)'} does not exist. Check client_id, and the user pool's domain.",
        )
    return found


def _check(request: Authorization) -> None:
    """Raise RedirectError where the request breaks a rule that its application has to know of."""
    client = request.client
    flow = FLOWS.get(request["response_type"])
    if flow is None:
        raise request.error("invalid_request", "unsupported_response_type" if request["response_type"] else "")
    if flow not in client.oauth_flows:
        raise request.error("unauthorized_client")
    allowed = client.settings.get("AllowedOAuthScopes") or []
    if any(scope not in allowed for scope in request["scope"].split()):
        raise request.error("invalid_request", "invalid_scope")
    challenge, method = request["code_challenge"], request["code_challenge_method"]
    if (challenge or method) and not (challenge and method == "S256"):
        raise request.error("invalid_request")
    if request["resource"] and not resources.is_resource(request["resource"]):
        raise request.error("invalid_target")


def check_pages(request: Authorization) -> None:
    """Raise PageError where Cognito has no pages to show: managed login shows none to a client without a style."""
    if request.is_managed_login and request.client.branding is None:
        raise PageError(
            "login_pages_unavailable",
            "Login pages unavailable. The user pool's domain has managed login, but the app client has no branding. "
            "Create it with CreateManagedLoginBranding; UseCognitoProvidedValues gives it Cognito's default.",
            403,
        )


def may_sign_in_here(request: Authorization) -> bool:
    """Whether the client lets the pool's own users in; a client that names no provider does."""
    return LOCAL_USERS in (request.client.settings.get("SupportedIdentityProviders") or [LOCAL_USERS])


def may_sign_up(request: Authorization) -> bool:
    """Whether people create their own accounts."""
    configured = request.pool.settings.get("AdminCreateUserConfig") or {}
    return may_sign_in_here(request) and not configured.get("AllowAdminCreateUserOnly", False)


def providers(request: Authorization) -> list[str]:
    """The external identity providers that the client lets in, by name."""
    names = request.client.settings.get("SupportedIdentityProviders") or []
    return [name for name in names if name in request.pool.identity_providers]


def provider_of(request: Authorization, query: Mapping[str, str]) -> IdentityProvider | None:
    """The provider that `identity_provider` or `idp_identifier` asks for; None for the pool itself.

    Raises PageError where there is none of that name.
    """
    name, identifier = query.get("identity_provider", ""), query.get("idp_identifier", "")
    if identifier and not name:
        known = request.pool.identity_providers.values()
        name = next((one.name for one in known if identifier in one.identifiers), identifier)
    if name in {"", LOCAL_USERS}:
        return None
    if name not in providers(request):
        raise PageError("invalid_request", f"The app client has no identity provider {name}.")
    return request.pool.identity_providers[name]
