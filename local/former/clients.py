"""What an app client allows, and how it proves that it is itself.

Asked of requests from outside only: Cognito's own pages sign people in without. Wording is Cognito's.
"""

from collections.abc import Mapping
from typing import Any, Final

from ministack.services import cognito

from local.former import state
from local.former.errors import CognitoError
from local.former.state import Client, Pool

DEFAULT_FLOWS: Final = frozenset({"ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH"})
"""Where a client names none (CreateUserPoolClient, ExplicitAuthFlows)."""
LEGACY: Final[Mapping[str, frozenset[str]]] = {
    "ADMIN_NO_SRP_AUTH": DEFAULT_FLOWS | {"ALLOW_ADMIN_USER_PASSWORD_AUTH"},
    "USER_PASSWORD_AUTH": DEFAULT_FLOWS | {"ALLOW_USER_PASSWORD_AUTH"},
    "CUSTOM_AUTH_FLOW_ONLY": frozenset({"ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"}),
}
"""What the names from before 2019 stand for."""
NEEDED: Final[Mapping[str, tuple[str, str]]] = {
    "USER_PASSWORD_AUTH": ("ALLOW_USER_PASSWORD_AUTH", "USER_PASSWORD_AUTH flow not enabled for this client"),
    "ADMIN_USER_PASSWORD_AUTH": ("ALLOW_ADMIN_USER_PASSWORD_AUTH", "Auth flow not enabled for this client"),
    "ADMIN_NO_SRP_AUTH": ("ALLOW_ADMIN_USER_PASSWORD_AUTH", "Auth flow not enabled for this client"),
    "USER_SRP_AUTH": ("ALLOW_USER_SRP_AUTH", "USER_SRP_AUTH is not enabled for the client."),
    "CUSTOM_AUTH": ("ALLOW_CUSTOM_AUTH", "CUSTOM_AUTH is not enabled for the client."),
    "USER_AUTH": ("ALLOW_USER_AUTH", "USER_AUTH is not enabled for the client."),
    "REFRESH_TOKEN_AUTH": ("ALLOW_REFRESH_TOKEN_AUTH", "REFRESH_TOKEN_AUTH is not enabled for the client."),
    "REFRESH_TOKEN": ("ALLOW_REFRESH_TOKEN_AUTH", "REFRESH_TOKEN_AUTH is not enabled for the client."),
}
"""A flow to what enables it, and to the refusal where nothing does."""
NOT_ITS_OWN: Final[Mapping[str, frozenset[str]]] = {
    "InitiateAuth": frozenset({"ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"}),
    "AdminInitiateAuth": frozenset({"USER_PASSWORD_AUTH"}),
}


def flows_of(client: Client) -> frozenset[str]:
    """The flows that a client enables, in their names of today."""
    named = client.get("ExplicitAuthFlows") or []
    if not named:
        return DEFAULT_FLOWS
    return frozenset().union(*(LEGACY.get(name, frozenset({name})) for name in named))


def check_flow(operation: str, parameters: Mapping[str, Any]) -> None:
    """Raise CognitoError for InitiateAuth with a flow that the app client doesn't enable."""
    if operation not in NOT_ITS_OWN:
        return
    client, flow = _client(parameters), str(parameters.get("AuthFlow"))
    # What doesn't exist, and what isn't this operation's, the operation itself refuses.
    if client is None or flow not in NEEDED or flow in NOT_ITS_OWN[operation]:
        return
    enabling, refusal = NEEDED[flow]
    if enabling not in flows_of(client):
        raise CognitoError("InvalidParameterException", refusal)


def secrets_of(client: Client) -> list[str]:
    """The secrets that a client may use; none for a public one."""
    secret = client.get("ClientSecret")
    return [str(secret)] if secret else []


def _client(parameters: Mapping[str, Any]) -> Client | None:
    pool: Pool | None
    if "UserPoolId" in parameters:
        pool = state.pool(parameters["UserPoolId"])
    else:
        pool = cognito._pool_for_client(parameters.get("ClientId"))[0]  # noqa: SLF001 - as in `state`
    return None if pool is None else state.client(pool, parameters.get("ClientId"))
