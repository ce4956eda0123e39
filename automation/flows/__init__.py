"""How tokens are obtained: a file per flow, and this registry."""

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING

from automation.environment import AppClient, Environment
from automation.errors import UsageError
from automation.tokens import TokenSet

if TYPE_CHECKING:
    import requests
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient


@dataclass(frozen=True)
class Credentials:
    """Who signs in."""

    username: str
    password: str = field(repr=False)


@dataclass(frozen=True)
class FlowRequest:
    """Everything a flow needs; what it talks with is passed in."""

    environment: Environment
    client: AppClient
    credentials: Credentials
    scopes: tuple[str, ...]
    """Asked for where the flow can carry scopes; empty for all that the client allows."""
    cognito: "CognitoIdentityProviderClient"
    http: "requests.Session"


Flow = Callable[[FlowRequest], TokenSet]


@dataclass(frozen=True)
class Registration:
    """A flow, and when an app client allows it."""

    module: str
    allowed: Callable[[AppClient], bool]
    requirement: str
    """What the client's configuration must contain for it, for messages."""


FLOWS = {
    "admin": Registration(
        "automation.flows.admin",
        lambda client: bool({"ALLOW_ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"} & set(client.explicit_auth_flows)),
        "ALLOW_ADMIN_USER_PASSWORD_AUTH among its explicit_auth_flows",
    ),
    "code": Registration(
        "automation.flows.code",
        lambda client: "code" in client.allowed_oauth_flows,
        "code among its allowed_oauth_flows, and a callback URL",
    ),
}
"""In the order in which a flow is chosen where none is asked for."""


def choose_flow(client: AppClient, asked: str | None) -> str:
    """The flow that was asked for, or the first one that the client allows.

    Raises UsageError where the client doesn't allow it: Cognito would only say so after everything was created.
    """
    if asked is None:
        for name, registration in FLOWS.items():
            if registration.allowed(client):
                return name
        needs = " or ".join(registration.requirement for registration in FLOWS.values())
        raise UsageError(f"The app client {client.name} allows no flow that is known here. It needs {needs}.")
    if asked not in FLOWS:
        raise UsageError(f"There is no flow {asked!r} here. The flows: {', '.join(FLOWS)}.")
    if not FLOWS[asked].allowed(client):
        raise UsageError(
            f"The app client {client.name} doesn't allow the flow {asked}: it needs {FLOWS[asked].requirement}."
        )
    return asked


def run_flow(name: str, request: FlowRequest) -> TokenSet:
    """Obtain tokens by the flow of that name. Raises DriverError naming what was refused and why."""
    flow: Flow = import_module(FLOWS[name].module).obtain
    return flow(request)
