"""How long an app client's tokens are valid (CreateUserPoolClient, TokenValidityUnitsType)."""

from collections.abc import Mapping
from typing import Any, Final

UNIT_S: Final[Mapping[str, int]] = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86_400}
DEFAULT_UNITS: Final[Mapping[str, str]] = {"AccessToken": "hours", "IdToken": "hours", "RefreshToken": "days"}
DEFAULT_VALIDITY_S: Final[Mapping[str, int]] = {"AccessToken": 3600, "IdToken": 3600, "RefreshToken": 30 * 86_400}
"""Where a client says nothing, or says 0 for its refresh tokens."""
VALIDITY_RANGE_S: Final[Mapping[str, tuple[int, int]]] = {
    "AccessToken": (300, 86_400),
    "IdToken": (300, 86_400),
    "RefreshToken": (3600, 3650 * 86_400),
}
"""The shortest and the longest (TokenValidityUnitsType)."""
MAX_ACCESS_TOKEN_S: Final = VALIDITY_RANGE_S["AccessToken"][1]
"""The longest that an access token can be valid."""
DEFAULT_AUTH_SESSION_MINUTES: Final = 3
"""How long a challenge can be answered where a client says nothing (AuthSessionValidity)."""


def token_validity_s(client: Mapping[str, Any], token: str) -> int:
    """How many seconds a client's `AccessToken`, `IdToken` or `RefreshToken` is valid.

    `client` has members of UserPoolClientType.
    """
    count = client.get(f"{token}Validity")
    if not count:
        return DEFAULT_VALIDITY_S[token]
    units = client.get("TokenValidityUnits") or {}
    return int(count) * UNIT_S[units.get(token) or DEFAULT_UNITS[token]]
