"""How long an app client's tokens live."""

from typing import Final

from cognito_model.token_validity import VALIDITY_RANGE_S, token_validity_s
from local.cognito.call import Call
from local.cognito.errors import invalid
from local.cognito.validation.rules.rule import Table


def lifetimes(call: Call) -> None:
    """Each token lives within Cognito's limits, and none longer than the refresh token."""
    lives = {token: token_validity_s(call.parameters, token) for token in VALIDITY_RANGE_S}
    for token, (shortest, longest) in VALIDITY_RANGE_S.items():
        if not shortest <= lives[token] <= longest:
            raise invalid("Invalid range for token validity.")
    if max(lives["AccessToken"], lives["IdToken"]) > lives["RefreshToken"]:
        raise invalid(
            "Access and Id Token expiration times must be less than or equal to refresh token expiration times."
        )


RULES: Final[Table] = {"CreateUserPoolClient": (lifetimes,), "UpdateUserPoolClient": (lifetimes,)}
