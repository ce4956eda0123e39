"""How long, how large and how many: each limit of the model, by what it still takes and what it refuses."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from local.cognito.validation.shapes import check_shape
from tests.local.cognito.validation.conftest import Call
from tests.local.cognito.world import error_of


@dataclass(frozen=True)
class Limit:
    """What a request's member may be."""

    operation: str
    request: Callable[[Any], dict[str, Any]]
    """A request with a value of that member."""
    where: str
    """The member as Cognito names it in its refusal."""
    fine: tuple[Any, ...]
    refused: tuple[Any, ...]


def of_pool(where: str, fine: tuple[Any, ...], refused: tuple[Any, ...], *path: str) -> Limit:
    """A limit of a member of CreateUserPool."""
    return Limit("CreateUserPool", lambda value: {"PoolName": "pool", **nested(path, value)}, where, fine, refused)


def of_client(where: str, fine: tuple[Any, ...], refused: tuple[Any, ...], *path: str) -> Limit:
    """A limit of a member of CreateUserPoolClient."""
    named = {"UserPoolId": "$pool", "ClientName": "client"}
    return Limit("CreateUserPoolClient", lambda value: {**named, **nested(path, value)}, where, fine, refused)


def of_mfa(where: str, fine: tuple[Any, ...], refused: tuple[Any, ...], *path: str) -> Limit:
    """A limit of a member of SetUserPoolMfaConfig."""
    named = {"UserPoolId": "$pool", "MfaConfiguration": "ON"}
    return Limit("SetUserPoolMfaConfig", lambda value: {**named, **nested(path, value)}, where, fine, refused)


def nested(path: tuple[str, ...], value: Any) -> dict[str, Any]:
    """`value` inside structures of these names."""
    first, *others = path
    return {first: nested(tuple(others), value) if others else value}


def with_code(length: int) -> str:
    """A message of that length with a place for a code."""
    return "{####}".rjust(length, "m")


def scope(**given: Any) -> dict[str, Any]:
    return {
        "UserPoolId": "$pool",
        "Identifier": "api",
        "Name": "api",
        "Scopes": [{"ScopeName": "read", "ScopeDescription": "Read", **given}],
    }


def provider(**given: Any) -> dict[str, Any]:
    named = {"UserPoolId": "$pool", "ProviderName": "Company", "ProviderType": "SAML", "ProviderDetails": {}}
    return named | given


def style(*assets: dict[str, Any]) -> dict[str, Any]:
    return {"UserPoolId": "$pool", "ClientId": "$public", "UseCognitoProvidedValues": True, "Assets": list(assets)}


def asset(**given: Any) -> dict[str, Any]:
    return {"Category": "FORM_LOGO", "ColorMode": "LIGHT", "Extension": "SVG", "Bytes": "AAAA", **given}


def attributes(count: int) -> list[dict[str, Any]]:
    return [{"Name": f"a{number}", "AttributeDataType": "String"} for number in range(count)]


def callbacks(count: int) -> list[str]:
    return [f"https://app.example.com/{number}" for number in range(count)]


URLS = (("https://app.example.com/" + "u" * 1000,), ("https://app.example.com/" + "u" * 1001, "", "https://a b/"))
SMS = ((with_code(6), with_code(140)), (with_code(141), "No place for it"))
MAIL = ((with_code(6), with_code(20_000)), (with_code(20_001), "No place for it"))
LINK = (("{##Here##}", "Click {##Here##}".rjust(20_000)), ("Click {##Here##}".rjust(20_001), "Click here"))
SUBJECT = (("S", "S" * 140), ("", "S" * 141))
LIMITS: dict[str, Limit] = {
    # Names and sizes
    "a pool's name": of_pool(
        "poolName", ("p", "p" * 128, "My pool_1 +=,.@-"), ("", "p" * 129, "what?", "a/b"), "PoolName"
    ),
    "a client's name": of_client(
        "clientName", ("c", "c" * 128, "My app_1 +=,.@-"), ("", "c" * 129, "what?", "a/b"), "ClientName"
    ),
    "a pool's id": Limit(
        "DescribeUserPool",
        lambda value: {"UserPoolId": value},
        "userPoolId",
        ("us-east-1_a", "us-east-1_" + "a" * 45),
        ("", "us-east-1", "us east-1_a", "us-east-1_a-b", "us-east-1_" + "a" * 46),
    ),
    "a group's name": Limit(
        "CreateGroup",
        lambda value: {"UserPoolId": "$pool", "GroupName": value},
        "groupName",
        ("g", "g" * 128, "Ärzte/管理者"),
        ("", "g" * 129, "two words"),
    ),
    "a group's description": Limit(
        "CreateGroup",
        lambda value: {"UserPoolId": "$pool", "GroupName": "group", "Description": value},
        "description",
        ("", "d" * 2048),
        ("d" * 2049,),
    ),
    "a group's precedence": Limit(
        "CreateGroup",
        lambda value: {"UserPoolId": "$pool", "GroupName": "group", "Precedence": value},
        "precedence",
        (0, 2**31 - 1),
        (-1,),
    ),
    "a user's name": Limit(
        "AdminCreateUser",
        lambda value: {"UserPoolId": "$pool", "Username": value, "MessageAction": "SUPPRESS"},
        "username",
        ("u", "u" * 128, "jane@example.com"),
        ("", "u" * 129, "two words"),
    ),
    "a password": Limit(
        "AdminSetUserPassword",
        lambda value: {"UserPoolId": "$pool", "Username": "jane", "Password": value},
        "password",
        ("pp", "p" * 256, "two words"),
        ("", "p", "p" * 257, " words", "words ", "tab\t"),
    ),
    "a resource server's identifier": Limit(
        "CreateResourceServer",
        lambda value: {"UserPoolId": "$pool", "Identifier": value, "Name": "api"},
        "identifier",
        ("i", "i" * 256, "https://api.example.com/v1"),
        ("", "i" * 257, "two words", 'a"b', "a\\b", "ä"),
    ),
    "a resource server's name": Limit(
        "CreateResourceServer",
        lambda value: {"UserPoolId": "$pool", "Identifier": "api", "Name": value},
        "name",
        ("n", "n" * 256, "My API_1 +=,.@-"),
        ("", "n" * 257, "what?"),
    ),
    "a scope's name": Limit(
        "CreateResourceServer",
        lambda value: scope(ScopeName=value),
        "scopes.1.member.scopeName",
        ("s", "s" * 256, "read:all"),
        ("", "s" * 257, "a/b", 'a"b', "a\\b", "two words"),
    ),
    "a scope's description": Limit(
        "CreateResourceServer",
        lambda value: scope(ScopeDescription=value),
        "scopes.1.member.scopeDescription",
        ("d", "d" * 256),
        ("", "d" * 257),
    ),
    "the number of a resource server's scopes": Limit(
        "CreateResourceServer",
        lambda value: {
            **scope(),
            "Scopes": [{"ScopeName": f"s{number}", "ScopeDescription": "Scope"} for number in range(value)],
        },
        "scopes",
        (0, 100),
        (101,),
    ),
    "a client's scope": of_client(
        "allowedOAuthScopes", (["s"], ["s" * 256]), ([""], ["s" * 257], ["two words"]), "AllowedOAuthScopes"
    ),
    "the number of a client's scopes": of_client(
        "allowedOAuthScopes",
        ([f"orders/{number}" for number in range(50)],),
        ([f"orders/{number}" for number in range(51)],),
        "AllowedOAuthScopes",
    ),
    "an identity provider's name": Limit(
        "CreateIdentityProvider",
        lambda value: provider(ProviderName=value),
        "providerName",
        ("Company", "p" * 32),
        ("", "p" * 33, "_company", " company"),
    ),
    "an identity provider's identifier": Limit(
        "CreateIdentityProvider",
        lambda value: provider(IdpIdentifiers=value),
        "idpIdentifiers",
        ([], ["i" * 40], [f"i{number}" for number in range(50)]),
        ([""], ["i" * 41], ["a/b"], [f"i{number}" for number in range(51)]),
    ),
    "a tag's name": of_pool("userPoolTags", ({"t" * 128: ""},), ({"": ""}, {"t" * 129: ""}), "UserPoolTags"),
    "a tag's value": of_pool("userPoolTags", ({"t": "v" * 256},), ({"t": "v" * 257},), "UserPoolTags"),
    "a custom client secret": of_client(
        "clientSecret", ("s" * 24, "s" * 64), ("s" * 23, "s" * 65, "s" * 24 + "-"), "ClientSecret"
    ),
    "a second client secret": Limit(
        "AddUserPoolClientSecret",
        lambda value: {"UserPoolId": "$pool", "ClientId": "$confidential", "ClientSecret": value},
        "clientSecret",
        ("s" * 24, "s" * 64),
        ("s" * 23, "s" * 65, "s" * 24 + "-"),
    ),
    # Password policy
    "a password's shortest length": of_pool(
        "policies.passwordPolicy.minimumLength", (6, 99), (5, 100), "Policies", "PasswordPolicy", "MinimumLength"
    ),
    "the number of passwords remembered": of_pool(
        "policies.passwordPolicy.passwordHistorySize",
        (0, 24),
        (-1, 25),
        "Policies",
        "PasswordPolicy",
        "PasswordHistorySize",
    ),
    "a temporary password's days": of_pool(
        "policies.passwordPolicy.temporaryPasswordValidityDays",
        (0, 365),
        (-1, 366),
        "Policies",
        "PasswordPolicy",
        "TemporaryPasswordValidityDays",
    ),
    # Attributes
    "the number of a new pool's attributes": of_pool(
        "schema", (attributes(1), attributes(50)), ([], attributes(51)), "Schema"
    ),
    "the number of attributes added at once": Limit(
        "AddCustomAttributes",
        lambda value: {"UserPoolId": "$pool", "CustomAttributes": value},
        "customAttributes",
        (attributes(1), attributes(25)),
        ([], attributes(26)),
    ),
    "an attribute's name": of_pool(
        "schema.1.member.name",
        ([{"Name": "n"}], [{"Name": "n" * 20}]),
        ([{"Name": ""}], [{"Name": "n" * 21}], [{"Name": "two words"}]),
        "Schema",
    ),
    "an added attribute's name": Limit(
        "AddCustomAttributes",
        lambda value: {"UserPoolId": "$pool", "CustomAttributes": [{"Name": value, "AttributeDataType": "String"}]},
        "customAttributes.1.member.name",
        ("n", "n" * 20),
        ("", "n" * 21, "two words"),
    ),
    "an attribute's value": Limit(
        "AdminUpdateUserAttributes",
        lambda value: {
            "UserPoolId": "$pool",
            "Username": "jane",
            "UserAttributes": [{"Name": "custom:department", "Value": value}],
        },
        "userAttributes.1.member.value",
        ("", "v" * 2048),
        ("v" * 2049,),
    ),
    "what users sign in with": of_pool(
        "usernameAttributes", (["email", "phone_number"],), (["preferred_username"],), "UsernameAttributes"
    ),
    # Domains and managed login
    "a domain": Limit(
        "CreateUserPoolDomain",
        lambda value: {"UserPoolId": "$pool", "Domain": value},
        "domain",
        ("d", "d" * 63),
        ("", "d" * 64),
    ),
    "the number of a style's assets": Limit(
        "CreateManagedLoginBranding",
        lambda value: style(*[asset()] * value),
        "assets",
        (0, 40),
        (41,),
    ),
    "an asset's bytes": Limit(
        "CreateManagedLoginBranding",
        lambda value: style(asset(Bytes=value)),
        "assets.1.member.bytes",
        (),
        (b"x" * 1_000_001,),
    ),
    "an asset's kind": Limit(
        "CreateManagedLoginBranding",
        lambda value: style(asset(Extension=value)),
        "assets.1.member.extension",
        ("ICO", "JPEG", "PNG", "SVG", "WEBP"),
        ("JPG", "GIF", "svg"),
    ),
    # URLs
    **{
        f"the number of {member}": of_client(where, (callbacks(0), callbacks(100)), (callbacks(101),), member)
        for where, member in (("callbackURLs", "CallbackURLs"), ("logoutURLs", "LogoutURLs"))
    },
    **{
        f"each of {member}": of_client(where, tuple([u] for u in URLS[0]), tuple([u] for u in URLS[1]), member)
        for where, member in (("callbackURLs", "CallbackURLs"), ("logoutURLs", "LogoutURLs"))
    },
    "the default redirect": of_client("defaultRedirectURI", *URLS, "DefaultRedirectURI"),
    # Lifetimes, of which the model has seconds
    "an access token's life": of_client("accessTokenValidity", (1, 86_400), (0, 86_401), "AccessTokenValidity"),
    "an ID token's life": of_client("idTokenValidity", (1, 86_400), (0, 86_401), "IdTokenValidity"),
    "a refresh token's life": of_client(
        "refreshTokenValidity", (0, 315_360_000), (-1, 315_360_001), "RefreshTokenValidity"
    ),
    "a unit of time": of_client(
        "tokenValidityUnits.accessToken", ("seconds", "days"), ("weeks",), "TokenValidityUnits", "AccessToken"
    ),
    "a sign-in's minutes": of_client("authSessionValidity", (3, 15), (2, 16), "AuthSessionValidity"),
    "a rotated token's grace": Limit(
        "CreateUserPoolClient",
        lambda value: {
            "UserPoolId": "$pool",
            "ClientName": "client",
            "RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": value},
        },
        "refreshTokenRotation.retryGracePeriodSeconds",
        (0, 60),
        (-1, 61),
    ),
    # MFA, SMS and e-mail
    "first factors": of_pool(
        "policies.signInPolicy.allowedFirstAuthFactors",
        (["PASSWORD"], ["PASSWORD", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN"]),
        ([], ["PASSWORD"] * 6, ["PASSWORD", "FINGERPRINT"]),
        "Policies",
        "SignInPolicy",
        "AllowedFirstAuthFactors",
    ),
    "a relying party": of_mfa(
        "webAuthnConfiguration.relyingPartyId",
        ("r", "r" * 127),
        ("", "r" * 128),
        "WebAuthnConfiguration",
        "RelyingPartyId",
    ),
    "an SMS for verification": of_pool("smsVerificationMessage", *SMS, "SmsVerificationMessage"),
    "an SMS for sign-in": of_pool("smsAuthenticationMessage", *SMS, "SmsAuthenticationMessage"),
    "an SMS of the template": of_pool(
        "verificationMessageTemplate.smsMessage", *SMS, "VerificationMessageTemplate", "SmsMessage"
    ),
    "an SMS for MFA": of_mfa(
        "smsMfaConfiguration.smsAuthenticationMessage", *SMS, "SmsMfaConfiguration", "SmsAuthenticationMessage"
    ),
    "an e-mail for verification": of_pool("emailVerificationMessage", *MAIL, "EmailVerificationMessage"),
    "an e-mail of the template": of_pool(
        "verificationMessageTemplate.emailMessage", *MAIL, "VerificationMessageTemplate", "EmailMessage"
    ),
    "an e-mail with a link": of_pool(
        "verificationMessageTemplate.emailMessageByLink", *LINK, "VerificationMessageTemplate", "EmailMessageByLink"
    ),
    "an e-mail for MFA": of_mfa("emailMfaConfiguration.message", *MAIL, "EmailMfaConfiguration", "Message"),
    "a subject for verification": of_pool("emailVerificationSubject", *SUBJECT, "EmailVerificationSubject"),
    "a subject of the template": of_pool(
        "verificationMessageTemplate.emailSubject", *SUBJECT, "VerificationMessageTemplate", "EmailSubject"
    ),
    "a subject beside a link": of_pool(
        "verificationMessageTemplate.emailSubjectByLink", *SUBJECT, "VerificationMessageTemplate", "EmailSubjectByLink"
    ),
    "an invitation by SMS": of_pool(
        "adminCreateUserConfig.inviteMessageTemplate.sMSMessage",
        ("{username} {####}", "{username} {####}".rjust(140)),
        ("short", "{username} {####}".rjust(141)),
        "AdminCreateUserConfig",
        "InviteMessageTemplate",
        "SMSMessage",
    ),
    "an invitation by e-mail": of_pool(
        "adminCreateUserConfig.inviteMessageTemplate.emailMessage",
        ("{username} {####}", "{username} {####}".rjust(20_000)),
        ("short", "{username} {####}".rjust(20_001)),
        "AdminCreateUserConfig",
        "InviteMessageTemplate",
        "EmailMessage",
    ),
    "an invitation's subject": of_pool(
        "adminCreateUserConfig.inviteMessageTemplate.emailSubject",
        *SUBJECT,
        "AdminCreateUserConfig",
        "InviteMessageTemplate",
        "EmailSubject",
    ),
    "recovery mechanisms": of_pool(
        "accountRecoverySetting.recoveryMechanisms",
        ([{"Name": "verified_email", "Priority": 1}],),
        ([], [{"Name": "verified_email", "Priority": 1}] * 3),
        "AccountRecoverySetting",
        "RecoveryMechanisms",
    ),
    "a recovery mechanism's priority": Limit(
        "CreateUserPool",
        lambda value: {
            "PoolName": "pool",
            "AccountRecoverySetting": {"RecoveryMechanisms": [{"Name": "verified_email", "Priority": value}]},
        },
        "accountRecoverySetting.recoveryMechanisms.1.member.priority",
        (1, 2),
        (0, 3),
    ),
}


@pytest.mark.parametrize("limit", LIMITS.values(), ids=list(LIMITS))
def test_what_is_just_within_a_limit_has_the_right_form(limit: Limit) -> None:
    for value in limit.fine:
        request = limit.request(value)
        roles = {name: "us-east-1_a" for name in request if request[name] == "$pool"}
        clients = {"ClientId": "client"} if "ClientId" in request else {}
        check_shape(limit.operation, request | roles | clients)


@pytest.mark.parametrize("limit", LIMITS.values(), ids=list(LIMITS))
def test_what_is_just_beyond_a_limit_is_refused(call: Call, limit: Limit) -> None:
    for value in limit.refused:
        code, message = error_of(call, limit.operation, limit.request(value))
        assert code == "InvalidParameterException", value
        assert f"at '{limit.where}' failed to satisfy constraint: " in message
