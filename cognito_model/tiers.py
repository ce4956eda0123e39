"""Feature plans of user pools (developer guide, "User pool feature plans")."""

from typing import Final

LITE: Final = "LITE"
ESSENTIALS: Final = "ESSENTIALS"
PLUS: Final = "PLUS"
ABOVE_LITE: Final = frozenset({ESSENTIALS, PLUS})
THREAT_PROTECTION: Final = frozenset({PLUS})
"""Plans that have it."""
BELOW_PLUS: Final = frozenset({LITE, ESSENTIALS})
DEFAULT: Final = ESSENTIALS
"""Of a pool for which nobody says one (CreateUserPool, UserPoolTier)."""
