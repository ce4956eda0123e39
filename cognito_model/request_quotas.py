"""How often the API may be asked (developer guide, "Quotas in Amazon Cognito")."""

from collections.abc import Mapping
from typing import Final

RATES: Final[Mapping[str, int]] = {
    "UserAuthentication": 120,
    "UserCreation": 50,
    "UserFederation": 25,
    "UserAccountRecovery": 30,
    "UserRead": 120,
    "UserUpdate": 25,
    "UserToken": 120,
    "UserResourceRead": 50,
    "UserResourceUpdate": 25,
    "UserList": 30,
    "UserPoolRead": 15,
    "UserPoolUpdate": 15,
    "UserPoolResourceRead": 20,
    "UserPoolResourceUpdate": 15,
    "UserPoolClientRead": 15,
    "UserPoolClientUpdate": 15,
    "ClientAuthentication": 150,
    "LimitManagement": 1,
}
"""A category's requests per second, of an account in a region, where they weren't raised."""
ADJUSTABLE: Final = frozenset(
    {"UserAuthentication", "UserCreation", "UserFederation", "UserRead", "UserToken", "UserResourceRead"}
)
"""Categories whose rate can be raised. Sources differ about UserToken; the newer one has it."""
