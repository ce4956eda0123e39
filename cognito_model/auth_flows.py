"""What an app client's ExplicitAuthFlows allow (CreateUserPoolClient)."""

from collections.abc import Iterable, Mapping
from typing import Final

DEFAULT_AUTH_FLOWS: Final = frozenset({"ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH"})
"""Where a client names none."""
LEGACY_AUTH_FLOWS: Final[Mapping[str, frozenset[str]]] = {
    "ADMIN_NO_SRP_AUTH": DEFAULT_AUTH_FLOWS | {"ALLOW_ADMIN_USER_PASSWORD_AUTH"},
    "USER_PASSWORD_AUTH": DEFAULT_AUTH_FLOWS | {"ALLOW_USER_PASSWORD_AUTH"},
    "CUSTOM_AUTH_FLOW_ONLY": frozenset({"ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"}),
}
"""What the names from before 2019 stand for."""


def allowed_auth_flows(explicit: Iterable[str] | None) -> frozenset[str]:
    """What a client's ExplicitAuthFlows allow, in their names of today."""
    named = list(explicit or ())
    if not named:
        return DEFAULT_AUTH_FLOWS
    return frozenset().union(*(LEGACY_AUTH_FLOWS.get(name, frozenset({name})) for name in named))
