"""How long an app client's tokens live."""

from typing import Final

from local.former.strictness.rules.rule import Parameters, Table, invalid, part

SECONDS: Final = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86400}
DAY: Final = 86400
USER_TOKEN: Final = ("hours", 3600, 300, DAY)
"""The unit where none is named, the seconds where no validity is, the fewest and the most seconds."""
TOKENS: Final = {
    "AccessToken": USER_TOKEN,
    "IdToken": USER_TOKEN,
    "RefreshToken": ("days", 30 * DAY, 3600, 3650 * DAY),
}


def lifetimes(parameters: Parameters) -> None:
    """Each token lives within Cognito's limits, and none longer than the refresh token."""
    units, lives = part(parameters, "TokenValidityUnits"), {}
    for token, (unit, default, shortest, longest) in TOKENS.items():
        validity = parameters.get(f"{token}Validity")
        lives[token] = validity * SECONDS[units.get(token) or unit] if validity else default
        if not shortest <= lives[token] <= longest:
            raise invalid("Invalid range for token validity.")
    if max(lives["AccessToken"], lives["IdToken"]) > lives["RefreshToken"]:
        raise invalid(
            "Access and Id Token expiration times must be less than or equal to refresh token expiration times."
        )


RULES: Final[Table] = {"CreateUserPoolClient": (lifetimes,), "UpdateUserPoolClient": (lifetimes,)}
