"""Requests that are right, to be spoiled: of operations for which chance seldom makes one.

A text that begins with a dollar sign stands for what the prepared engine has of that name.
"""

from typing import Any, Final

from tests.local.cognito.world import PASSWORD

ROLE: Final = "arn:aws:iam::123456789012:role/any"
LINK: Final = "https://example.com/terms"


def _sign_in(flow: str, **given: str) -> dict[str, Any]:
    return {"ClientId": "$client", "AuthFlow": flow, "AuthParameters": {"USERNAME": "ada", **given}}


def _answer(challenge: str, **given: str) -> dict[str, Any]:
    responses = {"USERNAME": "ada", **given}
    return {
        "ClientId": "$client",
        "ChallengeName": challenge,
        "Session": "$session",
        "ChallengeResponses": responses,
    }


SIGN_INS: Final = (
    _sign_in("USER_PASSWORD_AUTH", PASSWORD=PASSWORD),
    _sign_in("USER_SRP_AUTH", SRP_A="ab" * 192),
    _sign_in("USER_AUTH", PREFERRED_CHALLENGE="PASSWORD", PASSWORD=PASSWORD),
    _sign_in("USER_AUTH"),
    _sign_in("CUSTOM_AUTH"),
    {"ClientId": "$client", "AuthFlow": "REFRESH_TOKEN_AUTH", "AuthParameters": {"REFRESH_TOKEN": "$refresh_token"}},
)
ANSWERS: Final = (
    _answer(
        "PASSWORD_VERIFIER",
        PASSWORD_CLAIM_SIGNATURE="QUJD",
        PASSWORD_CLAIM_SECRET_BLOCK="QUJD",
        TIMESTAMP="Tue Sep 8 07:06:05 UTC 2026",
    ),
    _answer("NEW_PASSWORD_REQUIRED", NEW_PASSWORD="Other-horse2"),
    _answer("SOFTWARE_TOKEN_MFA", SOFTWARE_TOKEN_MFA_CODE="123456"),
    _answer("SELECT_CHALLENGE", ANSWER="PASSWORD", PASSWORD=PASSWORD),
    _answer("WEB_AUTHN", CREDENTIAL='{"id": "x", "response": {"clientDataJSON": "e30"}}'),
)
ARNS: Final = ("$pool_arn", "$identity_arn")
OF_POOL: Final = {"UserPoolId": "$pool"}
RIGHT: Final[dict[str, tuple[dict[str, Any], ...]]] = {
    "InitiateAuth": SIGN_INS,
    "AdminInitiateAuth": (
        *({**one, **OF_POOL} for one in SIGN_INS),
        {**_sign_in("ADMIN_USER_PASSWORD_AUTH", PASSWORD=PASSWORD), **OF_POOL},
    ),
    "RespondToAuthChallenge": ANSWERS,
    "AdminRespondToAuthChallenge": tuple({**one, **OF_POOL} for one in ANSWERS),
    "SignUp": (
        {
            "ClientId": "$client",
            "Username": "somebody",
            "Password": PASSWORD,
            "UserAttributes": [{"Name": "email", "Value": "somebody@example.com"}],
        },
    ),
    "ConfirmSignUp": ({"ClientId": "$client", "Username": "newcomer", "ConfirmationCode": "$code"},),
    "ResendConfirmationCode": ({"ClientId": "$client", "Username": "newcomer"},),
    "ForgotPassword": ({"ClientId": "$client", "Username": "ada"},),
    "ConfirmForgotPassword": (
        {"ClientId": "$client", "Username": "ada", "ConfirmationCode": "123456", "Password": "Other-horse2"},
    ),
    "AdminConfirmSignUp": ({**OF_POOL, "Username": "newcomer"},),
    "AdminUpdateUserAttributes": (
        {
            **OF_POOL,
            "Username": "ada",
            "UserAttributes": [
                {"Name": "email", "Value": "ada2@example.com"},
                {"Name": "email_verified", "Value": "True"},
            ],
        },
    ),
    "AdminLinkProviderForUser": (
        {
            **OF_POOL,
            "DestinationUser": {"ProviderName": "Cognito", "ProviderAttributeValue": "ada"},
            "SourceUser": {
                "ProviderName": "Corporate",
                "ProviderAttributeName": "Cognito_Subject",
                "ProviderAttributeValue": "123",
            },
        },
    ),
    "AssociateSoftwareToken": ({"AccessToken": "$access_token"},),
    "VerifySoftwareToken": ({"AccessToken": "$access_token", "UserCode": "123456"},),
    "GetTokensFromRefreshToken": ({"ClientId": "$client", "RefreshToken": "$refresh_token"},),
    "GetClientToken": ({"ClientId": "$confidential", "ClientSecret": "$secret", "Scopes": ["orders/read"]},),
    "RevokeToken": ({"ClientId": "$client", "Token": "$refresh_token"},),
    "ConfirmDevice": (
        {
            "AccessToken": "$access_token",
            "DeviceKey": "$device",
            "DeviceSecretVerifierConfig": {"PasswordVerifier": "QUJD", "Salt": "QUJD"},
        },
    ),
    "CreateTerms": (
        {
            **OF_POOL,
            "ClientId": "$confidential",
            "TermsName": "privacy-policy",
            "TermsSource": "LINK",
            "Enforcement": "NONE",
            "Links": {"cognito:default": LINK},
        },
    ),
    "CreateUserImportJob": ({**OF_POOL, "JobName": "other", "CloudWatchLogsRoleArn": ROLE},),
    "CreateManagedLoginBranding": (
        {**OF_POOL, "ClientId": "$confidential", "Settings": {"a": [{"b": 1.5}]}},
        {
            **OF_POOL,
            "ClientId": "$confidential",
            "Assets": [{"Category": "FORM_LOGO", "ColorMode": "LIGHT", "Extension": "PNG", "Bytes": "QUJD"}],
        },
    ),
    "SetUICustomization": ({**OF_POOL, "ClientId": "ALL", "CSS": ".label-customizable {font-weight: 400;}"},),
    "SetRiskConfiguration": (
        {
            **OF_POOL,
            "CompromisedCredentialsRiskConfiguration": {
                "EventFilter": ["SIGN_IN"],
                "Actions": {"EventAction": "BLOCK"},
            },
        },
    ),
    "GetProvisionedLimit": (
        {"LimitDefinition": {"LimitClass": "API_CATEGORY", "Attributes": {"Category": "UserRead"}}},
    ),
    "UpdateProvisionedLimit": (
        {
            "LimitDefinition": {"LimitClass": "API_CATEGORY", "Attributes": {"Category": "UserRead"}},
            "RequestedLimitValue": 300,
        },
    ),
    "TagResource": (
        {"ResourceArn": "$pool_arn", "Tags": {"a": "b"}},
        {"ResourceArn": "$identity_arn", "Tags": {"a": "b"}},
    ),
    "UntagResource": (
        {"ResourceArn": "$pool_arn", "TagKeys": ["team"]},
        {"ResourceArn": "$identity_arn", "TagKeys": ["a"]},
    ),
    "ListTagsForResource": ({"ResourceArn": "$pool_arn"}, {"ResourceArn": "$identity_arn"}),
    "ListUsers": (
        {**OF_POOL, "Filter": 'email ^= "ad"', "AttributesToGet": ["email"], "Limit": 1},
        {**OF_POOL, "Filter": 'status = "Enabled"', "PaginationToken": "$junk"},
    ),
    "GetOpenIdTokenForDeveloperIdentity": (
        {"IdentityPoolId": "$identity_pool", "Logins": {"login.example": "somebody"}},
    ),
    "MergeDeveloperIdentities": (
        {
            "SourceUserIdentifier": "one",
            "DestinationUserIdentifier": "two",
            "DeveloperProviderName": "login.example",
            "IdentityPoolId": "$identity_pool",
        },
    ),
    "GetCredentialsForIdentity": (
        {"IdentityId": "$identity", "Logins": {"$login": "$id_token"}},
        {"IdentityId": "$identity"},
    ),
    "SetIdentityPoolRoles": (
        {
            "IdentityPoolId": "$identity_pool",
            "Roles": {"authenticated": ROLE},
            "RoleMappings": {
                "$mapping": {
                    "Type": "Rules",
                    "AmbiguousRoleResolution": "Deny",
                    "RulesConfiguration": {
                        "Rules": [{"Claim": "email", "MatchType": "Equals", "Value": "a", "RoleARN": ROLE}]
                    },
                }
            },
        },
    ),
}
"""By operation."""
