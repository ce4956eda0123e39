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
OPERATIONS: Final[Mapping[str, str]] = {
    "UserAuthentication": "AdminInitiateAuth AdminRespondToAuthChallenge InitiateAuth RespondToAuthChallenge",
    "UserCreation": "AdminConfirmSignUp AdminCreateUser ConfirmSignUp SignUp",
    "UserAccountRecovery": "AdminResetUserPassword AdminSetUserPassword ChangePassword ConfirmForgotPassword "
    "ForgotPassword",
    "UserRead": "AdminGetUser GetUser GetUserAuthFactors",
    "UserUpdate": "AdminDeleteUser AdminDeleteUserAttributes AdminDisableProviderForUser AdminDisableUser "
    "AdminEnableUser AdminLinkProviderForUser AdminUpdateUserAttributes AdminUserGlobalSignOut DeleteUser "
    "DeleteUserAttributes GlobalSignOut UpdateUserAttributes",
    "UserToken": "GetClientToken GetDerivedToken GetTokensFromRefreshToken RevokeToken",
    "UserResourceRead": "AdminGetDevice AdminListDevices AdminListGroupsForUser AdminListUserAuthEvents GetDevice "
    "GetUserAttributeVerificationCode ListDevices ListWebAuthnCredentials ResendConfirmationCode",
    "UserResourceUpdate": "AdminAddUserToGroup AdminForgetDevice AdminRemoveUserFromGroup AdminSetUserMFAPreference "
    "AdminSetUserSettings AdminUpdateAuthEventFeedback AdminUpdateDeviceStatus AssociateSoftwareToken "
    "CompleteWebAuthnRegistration ConfirmDevice DeleteWebAuthnCredential ForgetDevice SetUserMFAPreference "
    "SetUserSettings StartWebAuthnRegistration UpdateAuthEventFeedback UpdateDeviceStatus VerifySoftwareToken "
    "VerifyUserAttribute",
    "UserList": "ListUsers ListUsersInGroup",
    "UserPoolRead": "DescribeUserPool ListUserPools",
    "UserPoolUpdate": "CreateUserPool DeleteUserPool UpdateUserPool",
    "UserPoolClientRead": "DescribeUserPoolClient ListUserPoolClientSecrets ListUserPoolClients",
    "UserPoolClientUpdate": "AddUserPoolClientSecret CreateUserPoolClient DeleteUserPoolClient "
    "DeleteUserPoolClientSecret UpdateUserPoolClient",
    "LimitManagement": "GetProvisionedLimit UpdateProvisionedLimit",
}
"""The operations of each category; those that aren't here read or update a user pool's resources."""
CATEGORIES: Final[Mapping[str, str]] = {
    operation: category for category, names in OPERATIONS.items() for operation in names.split()
}
"""An operation to its category."""
READING: Final = ("Describe", "Get", "List")
PER_POOL: Final = frozenset(
    {"UserPoolResourceRead", "UserPoolResourceUpdate", "UserPoolClientRead", "UserPoolClientUpdate"}
)
"""Categories any one operation of which a user pool takes `POOL_RATE` times a second."""
POOL_RATE: Final = 5
USER_READS: Final = frozenset({"UserAuthentication", "UserRead", "UserResourceRead"})
USER_WRITES: Final = frozenset({"UserUpdate", "UserResourceUpdate", "UserAccountRecovery"})
USER_RATE: Final = 10
"""What one user may read, and write, per second."""
CHALLENGE_FACTOR: Final = 3
"""Answers to challenges have so many times the quota of the sign-ins that they belong to."""
HOSTED_CLIENT_RATE: Final = 300
"""Requests per second to the hosted pages and OAuth endpoints, of an app client."""
HOSTED_DOMAIN_RATE: Final = 500
"""Likewise, of a domain."""
HOSTED_ADDRESS_RATE: Final = 300
"""Likewise, from an address."""


def category_of(operation: str) -> str:
    """The category whose quota an operation counts against."""
    fallback = "UserPoolResourceRead" if operation.startswith(READING) else "UserPoolResourceUpdate"
    return CATEGORIES.get(operation, fallback)
