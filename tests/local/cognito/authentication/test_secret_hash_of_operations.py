"""Developer guide: "Computing secret hash values". Every call for a user of a confidential client shows its hash."""

from typing import Any

import pytest

from local.cognito.authentication.secret_hash import secret_hash
from tests.local.cognito.world import PASSWORD, World, error_of

FLOWS = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
SIGN_IN = {"USERNAME": "ada", "PASSWORD": PASSWORD}
ANSWER = {
    "ChallengeName": "SMS_MFA",
    "Session": "session-of-nobody-at-all",
    "ChallengeResponses": {"USERNAME": "ada", "SMS_MFA_CODE": "123456"},
}
CALLS: dict[str, tuple[dict[str, Any], str]] = {
    "SignUp": ({"Username": "ada", "Password": PASSWORD}, ""),
    "ConfirmSignUp": ({"Username": "ada", "ConfirmationCode": "123456"}, ""),
    "ResendConfirmationCode": ({"Username": "ada"}, ""),
    "ForgotPassword": ({"Username": "ada"}, ""),
    "ConfirmForgotPassword": ({"Username": "ada", "ConfirmationCode": "123456", "Password": PASSWORD}, ""),
    "InitiateAuth": ({"AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": SIGN_IN}, "AuthParameters"),
    "AdminInitiateAuth": ({"AuthFlow": "ADMIN_USER_PASSWORD_AUTH", "AuthParameters": SIGN_IN}, "AuthParameters"),
    "RespondToAuthChallenge": (ANSWER, "ChallengeResponses"),
    "AdminRespondToAuthChallenge": (ANSWER, "ChallengeResponses"),
}
"""A call's parameters, and which of them has the hash: "" where it is a member of its own."""
ACCOUNTS = [name for name, (_, around) in CALLS.items() if not around]


@pytest.fixture
def confidential(world: World) -> dict[str, Any]:
    """A client with a secret, of a pool with a user."""
    world.add_user()
    return world.add_client(GenerateSecret=True, ExplicitAuthFlows=FLOWS)


def request_of(world: World, client: dict[str, Any], operation: str, given_hash: str | None) -> dict[str, Any]:
    parameters, around = CALLS[operation]
    given: dict[str, Any] = {**parameters, "ClientId": client["ClientId"]}
    if operation.startswith("Admin"):
        given["UserPoolId"] = world.pool_id
    if given_hash and around:
        given[around] = {**given[around], "SECRET_HASH": given_hash}
    elif given_hash:
        given["SecretHash"] = given_hash
    return given


def refusal(world: World, client: dict[str, Any], operation: str, given_hash: str | None) -> tuple[str, str]:
    return error_of(world.call, operation, **request_of(world, client, operation, given_hash))


@pytest.mark.parametrize("operation", ACCOUNTS)
def test_a_hash_is_asked_for(world, confidential, operation):
    assert refusal(world, confidential, operation, None) == (
        "NotAuthorizedException",
        f"Client {confidential['ClientId']} is configured with secret but SECRET_HASH was not received",
    )


@pytest.mark.parametrize("operation", CALLS)
@pytest.mark.parametrize("wrong", ["of another user", "of another secret", "none"])
def test_nothing_is_done_without_the_right_hash(world, confidential, operation, wrong):
    secret, client_id = confidential["ClientSecret"], confidential["ClientId"]
    given = {
        "of another user": secret_hash(secret, "grace", client_id),
        "of another secret": secret_hash("another_secret_altogether", "ada", client_id),
        "none": None,
    }[wrong]
    assert refusal(world, confidential, operation, given)[0] == "NotAuthorizedException"
    assert world.messages() == []


@pytest.mark.parametrize("operation", ACCOUNTS)
def test_a_hash_has_to_be_right(world, confidential, operation):
    wrong = secret_hash(confidential["ClientSecret"], "grace", confidential["ClientId"])
    assert refusal(world, confidential, operation, wrong) == (
        "NotAuthorizedException",
        f"Unable to verify secret hash for client {confidential['ClientId']}",
    )


@pytest.mark.parametrize("operation", ACCOUNTS)
def test_a_public_client_has_none(world, operation):
    public = world.add_client(ExplicitAuthFlows=FLOWS)
    wrong = secret_hash("a_secret_that_it_does_not_have", "ada", public["ClientId"])
    assert refusal(world, public, operation, wrong) == (
        "InvalidParameterException",
        f"App client {public['ClientId']} is not configured for secret but secret hash was received",
    )


def test_the_second_secret_is_as_good_as_the_first(world, confidential):
    client_id = confidential["ClientId"]
    second = world.of_pool("AddUserPoolClientSecret", ClientId=client_id)["ClientSecretDescriptor"]["ClientSecretValue"]
    for secret in (confidential["ClientSecret"], second):
        given = request_of(world, confidential, "ForgotPassword", secret_hash(secret, "ada", client_id))
        assert world.call("ForgotPassword", **given)["CodeDeliveryDetails"]


@pytest.mark.parametrize("aliases", [{}, {"UsernameAttributes": ["email"]}], ids=["by name", "by address"])
def test_a_refresh_has_the_hash_of_the_name_that_cognito_gave(engine, aliases):
    world = World.with_pool(engine, **aliases)
    client = world.add_client(GenerateSecret=True, ExplicitAuthFlows=FLOWS)
    shown = "ada@example.com" if aliases else "ada"
    world.add_user(shown, email="ada@example.com")
    secret, client_id = client["ClientSecret"], client["ClientId"]

    def sign_in(flow: str, **parameters: str) -> Any:
        given = {"ClientId": client_id, "AuthFlow": flow, "AuthParameters": parameters}
        return world.of_pool("AdminInitiateAuth", **given)["AuthenticationResult"]

    first = {"USERNAME": shown, "PASSWORD": PASSWORD, "SECRET_HASH": secret_hash(secret, shown, client_id)}
    token = sign_in("ADMIN_USER_PASSWORD_AUTH", **first)["RefreshToken"]
    real = world.admin("AdminGetUser", shown)["Username"]
    again = {"REFRESH_TOKEN": token, "SECRET_HASH": secret_hash(secret, real, client_id)}
    assert sign_in("REFRESH_TOKEN_AUTH", **again)["AccessToken"]
    for wrong in ({}, *({"SECRET_HASH": secret_hash(secret, name, client_id)} for name in {"grace", shown} - {real})):
        refused = error_of(sign_in, "REFRESH_TOKEN_AUTH", REFRESH_TOKEN=token, **wrong)
        assert refused[0] == "NotAuthorizedException"
