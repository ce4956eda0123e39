"""The operations of `cognito-idp`, one module per subject, each with a table of its own, imported when it is needed.

Adding an operation adds an entry to its module's table and its name here.
"""

from collections.abc import Mapping
from typing import Final

from local.cognito.call import Handler
from local.cognito.operations import Subjects, operations_of

SUBJECTS: Final[Subjects] = {
    "app_clients": (
        "CreateUserPoolClient",
        "UpdateUserPoolClient",
        "DescribeUserPoolClient",
        "DeleteUserPoolClient",
        "ListUserPoolClients",
    ),
    "attributes": (
        "GetUser",
        "DeleteUser",
        "UpdateUserAttributes",
        "AdminUpdateUserAttributes",
        "DeleteUserAttributes",
        "AdminDeleteUserAttributes",
        "GetUserAttributeVerificationCode",
        "VerifyUserAttribute",
        "AdminSetUserSettings",
        "SetUserSettings",
    ),
    "auth_events": (
        "AdminListUserAuthEvents",
        "AdminUpdateAuthEventFeedback",
        "UpdateAuthEventFeedback",
    ),
    "branding": (
        "CreateManagedLoginBranding",
        "UpdateManagedLoginBranding",
        "DescribeManagedLoginBranding",
        "DescribeManagedLoginBrandingByClient",
        "DeleteManagedLoginBranding",
    ),
    "cimd_policies": (
        "CreateCIMDPolicy",
        "UpdateCIMDPolicy",
        "DescribeCIMDPolicy",
        "DeleteCIMDPolicy",
        "ListCIMDPolicies",
        "ListClientMetadataURLs",
        "UpdateClientMetadataURLState",
    ),
    "client_secrets": (
        "AddUserPoolClientSecret",
        "ListUserPoolClientSecrets",
        "DeleteUserPoolClientSecret",
    ),
    "devices": (
        "ConfirmDevice",
        "GetDevice",
        "AdminGetDevice",
        "ListDevices",
        "AdminListDevices",
        "ForgetDevice",
        "AdminForgetDevice",
        "UpdateDeviceStatus",
        "AdminUpdateDeviceStatus",
    ),
    "domains": (
        "CreateUserPoolDomain",
        "UpdateUserPoolDomain",
        "DescribeUserPoolDomain",
        "DeleteUserPoolDomain",
    ),
    "groups": (
        "CreateGroup",
        "GetGroup",
        "UpdateGroup",
        "DeleteGroup",
        "ListGroups",
        "AdminAddUserToGroup",
        "AdminRemoveUserFromGroup",
        "AdminListGroupsForUser",
        "ListUsersInGroup",
    ),
    "identity_providers": (
        "CreateIdentityProvider",
        "UpdateIdentityProvider",
        "DescribeIdentityProvider",
        "DeleteIdentityProvider",
        "ListIdentityProviders",
        "GetIdentityProviderByIdentifier",
    ),
    "import_jobs": (
        "GetCSVHeader",
        "CreateUserImportJob",
        "DescribeUserImportJob",
        "ListUserImportJobs",
        "StartUserImportJob",
        "StopUserImportJob",
    ),
    "log_delivery": (
        "SetLogDeliveryConfiguration",
        "GetLogDeliveryConfiguration",
    ),
    "machine_tokens": (
        "GetClientToken",
        "GetDerivedToken",
    ),
    "mfa": (
        "AssociateSoftwareToken",
        "VerifySoftwareToken",
        "AdminDeleteSoftwareToken",
        "SetUserMFAPreference",
        "AdminSetUserMFAPreference",
        "GetUserAuthFactors",
        "AdminGetUserAuthFactors",
    ),
    "mfa_settings": (
        "SetUserPoolMfaConfig",
        "GetUserPoolMfaConfig",
    ),
    "passkeys": (
        "StartWebAuthnRegistration",
        "CompleteWebAuthnRegistration",
        "ListWebAuthnCredentials",
        "DeleteWebAuthnCredential",
    ),
    "passwords": (
        "ForgotPassword",
        "ConfirmForgotPassword",
        "AdminResetUserPassword",
        "ChangePassword",
    ),
    "provider_links": (
        "AdminLinkProviderForUser",
        "AdminDisableProviderForUser",
    ),
    "provisioned_limits": (
        "GetProvisionedLimit",
        "UpdateProvisionedLimit",
    ),
    "refused": (
        "CreateUserPoolReplica",
        "UpdateUserPoolReplica",
        "DeleteUserPoolReplica",
        "ListUserPoolReplicas",
        "InitiatePointInTimeRecovery",
        "StartPointInTimeRecovery",
        "CancelPointInTimeRecovery",
        "DescribePointInTimeRecovery",
        "ListPointInTimeRecoveries",
    ),
    "resource_servers": (
        "CreateResourceServer",
        "UpdateResourceServer",
        "DescribeResourceServer",
        "DeleteResourceServer",
        "ListResourceServers",
    ),
    "risk_configuration": (
        "SetRiskConfiguration",
        "DescribeRiskConfiguration",
    ),
    "schema": ("AddCustomAttributes",),
    "sign_in": (
        "InitiateAuth",
        "AdminInitiateAuth",
        "RespondToAuthChallenge",
        "AdminRespondToAuthChallenge",
        "GetTokensFromRefreshToken",
    ),
    "sign_out": (
        "GlobalSignOut",
        "AdminUserGlobalSignOut",
        "RevokeToken",
    ),
    "sign_up": (
        "SignUp",
        "ConfirmSignUp",
        "AdminConfirmSignUp",
        "ResendConfirmationCode",
    ),
    "signing_certificate": ("GetSigningCertificate",),
    "tags": (
        "TagResource",
        "UntagResource",
        "ListTagsForResource",
    ),
    "terms": (
        "CreateTerms",
        "UpdateTerms",
        "DescribeTerms",
        "DescribeTermsByClient",
        "DeleteTerms",
        "ListTerms",
    ),
    "ui_customization": (
        "SetUICustomization",
        "GetUICustomization",
    ),
    "user_lists": ("ListUsers",),
    "user_pools": (
        "CreateUserPool",
        "UpdateUserPool",
        "DescribeUserPool",
        "ListUserPools",
        "DeleteUserPool",
    ),
    "user_sessions": (
        "ListUserSessions",
        "AdminListUserSessions",
        "RevokeUserSession",
        "AdminRevokeUserSession",
        "GetUserPoolSessionConfiguration",
        "SetUserPoolSessionConfiguration",
        "GetUserPoolClientSessionConfiguration",
        "SetUserPoolClientSessionConfiguration",
    ),
    "users": (
        "AdminCreateUser",
        "AdminGetUser",
        "AdminDeleteUser",
        "AdminEnableUser",
        "AdminDisableUser",
        "AdminSetUserPassword",
    ),
}
OPERATIONS: Final[Mapping[str, Handler]] = operations_of(__name__, SUBJECTS)
"""By name."""
