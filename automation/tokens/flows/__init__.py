"""The flows by which tokens are obtained: one file each, and this registry."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING

from automation.environment import AppClient, Environment
from automation.errors import UsageError
from automation.tokens.challenges.answers import Answers
from automation.tokens.token_set import TokenSet
from cognito_model.auth_flows import allowed_auth_flows
from cognito_model.scopes import ADMIN_SCOPE

if TYPE_CHECKING:
    import requests
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient


@dataclass(frozen=True)
class Credentials:
    """The user name and password of a sign-in."""

    username: str
    password: str = field(repr=False)
    """Empty where it isn't known: it is asked for where a flow needs it."""


NOBODY = Credentials("", "")
"""For flows of a machine, or of whoever holds a refresh token."""


@dataclass(frozen=True)
class FlowOptions:
    """Options of individual flows."""

    redirect_uri: str | None = None
    """One of the client's callback URLs; the first one where None."""
    client_authentication: str = "client_secret_basic"
    """How a confidential client authenticates at the token endpoint; or `client_secret_post`."""
    refresh_token: str | None = field(default=None, repr=False)
    refresh_at: str = "api"
    """Where the flow refresh goes: `api` or `endpoint`, the token endpoint."""
    identity_provider: str | None = None
    """Which one the flow code signs in at, by its name at the user pool; the pool itself where None."""
    resource: str | None = None
    """What the access token is for, its `aud` (RFC 8707); nothing in particular where None."""


@dataclass(frozen=True)
class FlowRequest:
    """Everything that a flow needs, including its clients for HTTP and Cognito."""

    environment: Environment
    client: AppClient
    credentials: Credentials
    scopes: tuple[str, ...]
    """Asked for where the flow can carry scopes; empty for all that the client allows."""
    connect: "Callable[[], CognitoIdentityProviderClient]"
    """Gives the client of the user pools API, which takes a while to load, to the flows that call it."""
    http: "requests.Session"
    answers: Answers = field(default_factory=Answers)
    """What challenges on the way are answered with."""
    options: FlowOptions = field(default_factory=FlowOptions)

    @property
    def cognito(self) -> "CognitoIdentityProviderClient":
        """The client of the user pools API."""
        return self.connect()


Flow = Callable[[FlowRequest], TokenSet]


@dataclass(frozen=True)
class Registration:
    """A flow, and when an app client allows it."""

    module: str
    allowed: Callable[[AppClient], bool]
    requirement: str
    """What the client's configuration must contain for it, for messages."""
    carries_scopes: bool = False
    """Whether tokens can have other scopes than the API's own, and a resource."""
    has_user: bool = True
    """Whether a user signs in."""


def _explicit(flow: str) -> Callable[[AppClient], bool]:
    """A check whether explicit_auth_flows allow a flow, considering legacy names and the default."""
    return lambda client: flow in allowed_auth_flows(client.explicit_auth_flows)


FLOWS = {
    "admin": Registration(
        "admin",
        _explicit("ALLOW_ADMIN_USER_PASSWORD_AUTH"),
        "ALLOW_ADMIN_USER_PASSWORD_AUTH among its explicit_auth_flows",
    ),
    "password": Registration(
        "password",
        _explicit("ALLOW_USER_PASSWORD_AUTH"),
        "ALLOW_USER_PASSWORD_AUTH among its explicit_auth_flows",
    ),
    "srp": Registration(
        "srp",
        _explicit("ALLOW_USER_SRP_AUTH"),
        "ALLOW_USER_SRP_AUTH among its explicit_auth_flows",
    ),
    "user-auth": Registration(
        "user_auth",
        _explicit("ALLOW_USER_AUTH"),
        "ALLOW_USER_AUTH among its explicit_auth_flows, and a user pool with a plan above LITE",
    ),
    "custom": Registration(
        "custom",
        _explicit("ALLOW_CUSTOM_AUTH"),
        "ALLOW_CUSTOM_AUTH among its explicit_auth_flows, and Lambda triggers that define the challenges",
    ),
    "code": Registration(
        "code",
        lambda client: "code" in client.allowed_oauth_flows,
        "code among its allowed_oauth_flows, and a callback URL",
        carries_scopes=True,
    ),
    "client-credentials": Registration(
        "client_credentials",
        lambda client: "client_credentials" in client.allowed_oauth_flows,
        "client_credentials as the only one of its allowed_oauth_flows, a client secret, and scopes of a "
        "resource server",
        carries_scopes=True,
        has_user=False,
    ),
    "refresh": Registration(
        "refresh",
        lambda client: "client_credentials" not in client.allowed_oauth_flows,
        "users who sign in: a machine gets no refresh token",
        has_user=False,
    ),
}
CHOSEN_UNASKED = ("admin", "srp", "code", "client-credentials")
"""The first of these that the client allows is taken where no flow is asked for."""


def choose_flow(
    client: AppClient,
    asked: str | None,
    scopes: tuple[str, ...] = (),
    resource: str | None = None,
    among: Sequence[str] = CHOSEN_UNASKED,
) -> str:
    """The requested flow, or the first one in `among` that the client allows and that supports the request.

    Raises UsageError where the client doesn't allow it: Cognito would only say so after everything was created.
    """
    if asked is not None and asked not in FLOWS:
        raise UsageError(f"There is no flow {asked!r}. The flows: {', '.join(FLOWS)}.")
    own = [f"the scope {scope}" for scope in scopes if scope != ADMIN_SCOPE]
    own += [f"the resource {resource}"] if resource else []
    if asked is None:
        flow = _first_allowed(client, own, among)
    elif not FLOWS[asked].allowed(client):
        raise UsageError(
            f"The app client {client.name} doesn't allow the flow {asked}: it needs {FLOWS[asked].requirement}."
        )
    else:
        flow = asked
    if own and not FLOWS[flow].carries_scopes:
        raise UsageError(
            f"The flow {flow} can't get {own[0]}: tokens from the user pools API only have the scope {ADMIN_SCOPE} and "
            "no resource, and refreshed tokens keep what they had. Flows that get scopes and a resource: "
            f"{', '.join(_carrying())}. Without --flow, one of them is chosen."
        )
    if FLOWS[flow].carries_scopes:
        _check_scopes(client, scopes)
    return flow


def run_flow(name: str, request: FlowRequest) -> TokenSet:
    """Obtain tokens by the flow of that name. Raises DriverError naming what was refused and why."""
    flow: Flow = import_module(f"{__name__}.{FLOWS[name].module}").obtain
    return flow(request)


def _carrying() -> list[str]:
    return [name for name, registration in FLOWS.items() if registration.carries_scopes]


def _first_allowed(client: AppClient, own: list[str], among: Sequence[str]) -> str:
    # Cognito allows SRP to a machine's client that says nothing of it, but no people sign in there.
    machine = FLOWS["client-credentials"].allowed(client)
    names = ["client-credentials"] if machine else among
    names = [name for name in names if FLOWS[name].carries_scopes or not own]
    for name in names:
        if FLOWS[name].allowed(client):
            return name
    what = f"gets {own[0]}" if own else "this program supports"
    needs = "; or ".join(f"for {name} {FLOWS[name].requirement}" for name in names)
    raise UsageError(f"The app client {client.name} allows no flow that {what}. The client needs, {needs}.")


def _check_scopes(client: AppClient, scopes: tuple[str, ...]) -> None:
    for scope in scopes:
        if scope not in client.allowed_oauth_scopes:
            allowed = ", ".join(client.allowed_oauth_scopes) or "none"
            raise UsageError(
                f"The app client {client.name} doesn't allow the scope {scope}. Its allowed_oauth_scopes: {allowed}."
            )
