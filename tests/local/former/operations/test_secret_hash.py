"""Developer guide: "Computing secret hash values". Every call for a user of a confidential client shows its hash."""

import base64
import hashlib
import hmac
from typing import Any

import pytest
from botocore.exceptions import ClientError

PASSWORD = "Correct-horse1"
FLOWS = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
SESSION = "session-of-nobody-at-all"
CALLS: dict[str, tuple[dict[str, Any], str]] = {
    "sign_up": ({"Username": "ada", "Password": PASSWORD}, ""),
    "confirm_sign_up": ({"Username": "ada", "ConfirmationCode": "123456"}, ""),
    "resend_confirmation_code": ({"Username": "ada"}, ""),
    "forgot_password": ({"Username": "ada"}, ""),
    "confirm_forgot_password": ({"Username": "ada", "ConfirmationCode": "123456", "Password": PASSWORD}, ""),
    "initiate_auth": (
        {"AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ada", "PASSWORD": PASSWORD}},
        "AuthParameters",
    ),
    "admin_initiate_auth": (
        {"AuthFlow": "ADMIN_USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ada", "PASSWORD": PASSWORD}},
        "AuthParameters",
    ),
    "respond_to_auth_challenge": (
        {
            "ChallengeName": "SMS_MFA",
            "Session": SESSION,
            "ChallengeResponses": {"USERNAME": "ada", "SMS_MFA_CODE": "123456"},
        },
        "ChallengeResponses",
    ),
    "admin_respond_to_auth_challenge": (
        {
            "ChallengeName": "SMS_MFA",
            "Session": SESSION,
            "ChallengeResponses": {"USERNAME": "ada", "SMS_MFA_CODE": "123456"},
        },
        "ChallengeResponses",
    ),
}
"""A call's parameters, and which of them has the hash: "" where it is a member of its own."""


def hashed(client: dict[str, Any], name: str = "ada", secret: str = "") -> str:
    message = (name + client["ClientId"]).encode()
    digest = hmac.new((secret or client["ClientSecret"]).encode(), message, hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def refusal(
    cognito: Any, pool: str, client: dict[str, Any], operation: str, secret_hash: str | None
) -> tuple[str, str]:
    """Code and message of a call's refusal."""
    parameters, around = CALLS[operation]
    given = {**parameters, "ClientId": client["ClientId"]}
    if operation.startswith("admin_"):
        given["UserPoolId"] = pool
    if secret_hash and around:
        given[around] = {**given[around], "SECRET_HASH": secret_hash}
    elif secret_hash:
        given["SecretHash"] = secret_hash
    with pytest.raises(ClientError) as refused:
        getattr(cognito, operation)(**given)
    error = refused.value.response["Error"]
    return error["Code"], error["Message"]


@pytest.fixture
def confidential(cognito: Any, pool: str, make_client: Any) -> dict[str, Any]:
    """A client with a secret, of a pool with a user."""
    cognito.admin_create_user(UserPoolId=pool, Username="ada", MessageAction="SUPPRESS")
    cognito.admin_set_user_password(UserPoolId=pool, Username="ada", Password=PASSWORD, Permanent=True)
    made: dict[str, Any] = make_client(pool, GenerateSecret=True, ExplicitAuthFlows=FLOWS)
    return made


@pytest.mark.parametrize("operation", CALLS)
def test_a_hash_is_asked_for(cognito, pool, confidential, operation):
    assert refusal(cognito, pool, confidential, operation, None) == (
        "NotAuthorizedException",
        f"Client {confidential['ClientId']} is configured with secret but SECRET_HASH was not received",
    )


@pytest.mark.parametrize("operation", CALLS)
@pytest.mark.parametrize("wrong", ["of another user", "of another secret"])
def test_a_hash_has_to_be_right(cognito, pool, confidential, operation, wrong):
    other = {"name": "grace"} if wrong == "of another user" else {"secret": "another_secret_altogether"}
    assert refusal(cognito, pool, confidential, operation, hashed(confidential, **other)) == (
        "NotAuthorizedException",
        f"Unable to verify secret hash for client {confidential['ClientId']}",
    )


@pytest.mark.parametrize("operation", [name for name in CALLS if "challenge" not in name])
def test_a_public_client_has_none(cognito, pool, make_client, operation):
    public = make_client(pool, ExplicitAuthFlows=FLOWS)
    found = refusal(cognito, pool, public, operation, hashed(public, secret="a_secret_that_it_does_not_have"))
    assert found == (
        "InvalidParameterException",
        f"App client {public['ClientId']} is not configured for secret but secret hash was received",
    )


@pytest.mark.parametrize("aliases", [{}, {"UsernameAttributes": ["email"]}], ids=["by name", "by address"])
def test_a_refresh_has_the_hash_of_the_name_that_cognito_gave(cognito, make_pool, make_client, aliases):
    pool = make_pool(**aliases)
    client = make_client(pool, GenerateSecret=True, ExplicitAuthFlows=FLOWS)
    shown = "ada@example.com" if aliases else "ada"
    cognito.admin_create_user(UserPoolId=pool, Username=shown, MessageAction="SUPPRESS")
    cognito.admin_set_user_password(UserPoolId=pool, Username=shown, Password=PASSWORD, Permanent=True)
    given = {"USERNAME": shown, "PASSWORD": PASSWORD, "SECRET_HASH": hashed(client, shown)}
    named = {"UserPoolId": pool, "ClientId": client["ClientId"]}
    signed_in = cognito.admin_initiate_auth(**named, AuthFlow="ADMIN_USER_PASSWORD_AUTH", AuthParameters=given)
    token = signed_in["AuthenticationResult"]["RefreshToken"]
    real = cognito.admin_get_user(UserPoolId=pool, Username=shown)["Username"]

    def refresh(**parameters: str) -> Any:
        asked = {"REFRESH_TOKEN": token, **parameters}
        return cognito.admin_initiate_auth(**named, AuthFlow="REFRESH_TOKEN_AUTH", AuthParameters=asked)

    assert refresh(SECRET_HASH=hashed(client, real))["AuthenticationResult"]["AccessToken"]
    others = {"grace", shown} - {real}
    for wrong in ({}, *({"SECRET_HASH": hashed(client, other)} for other in others)):
        with pytest.raises(cognito.exceptions.NotAuthorizedException):
            refresh(**wrong)
