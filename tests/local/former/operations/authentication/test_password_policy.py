"""By "Adding user pool password requirements" and PasswordPolicyType."""

from typing import Any

import pytest

from tests.local.former.world import PASSWORD, Clock, World, error_of

USED = ("PasswordHistoryPolicyViolationException", "Password has previously been used")
EXPIRED = ("NotAuthorizedException", "Temporary password has expired and must be reset by an administrator.")
DAY_S = 86_400
TEMPORARY = "Temporary-1"


def policy(**settings: Any) -> dict[str, Any]:
    return {"Policies": {"PasswordPolicy": {"MinimumLength": 8, **settings}}}


@pytest.fixture
def remembering() -> World:
    """A pool that remembers two passwords, with a user."""
    world = World.with_pool(**policy(PasswordHistorySize=2))
    world.add_user()
    return world


def change(world: World, old: str, new: str) -> None:
    token = world.start(PASSWORD=old)["AuthenticationResult"]["AccessToken"]
    world.call("ChangePassword", AccessToken=token, PreviousPassword=old, ProposedPassword=new)


def test_one_of_the_last_passwords_is_refused_until_others_came_after_it(remembering):
    assert error_of(change, remembering, PASSWORD, PASSWORD) == USED
    change(remembering, PASSWORD, "second-horse")
    assert error_of(change, remembering, "second-horse", PASSWORD) == USED
    change(remembering, "second-horse", "third-horse")
    change(remembering, "third-horse", PASSWORD)


def test_a_wrong_password_tells_nothing_of_former_ones(remembering):
    token = remembering.tokens()["AccessToken"]
    given = {"AccessToken": token, "PreviousPassword": "wrong-horse", "ProposedPassword": PASSWORD}
    assert error_of(remembering.call, "ChangePassword", **given)[0] == "NotAuthorizedException"


def test_a_forgotten_password_is_not_taken_again(remembering):
    remembering.of_client("ForgotPassword", Username="ada")
    given = {"Username": "ada", "ConfirmationCode": remembering.latest_code()}
    assert error_of(remembering.of_client, "ConfirmForgotPassword", Password=PASSWORD, **given) == USED
    remembering.of_client("ConfirmForgotPassword", Password="second-horse", **given)
    assert error_of(change, remembering, "second-horse", PASSWORD) == USED


def test_administrators_do_not_set_a_former_password_either(remembering):
    assert error_of(remembering.admin, "AdminSetUserPassword", Password=PASSWORD, Permanent=True) == USED


def test_a_temporary_password_is_not_kept(remembering):
    remembering.admin("AdminSetUserPassword", Password=TEMPORARY, Permanent=False)
    challenge = remembering.start(PASSWORD=TEMPORARY)
    assert error_of(remembering.answer, challenge, NEW_PASSWORD=TEMPORARY) == USED
    assert error_of(remembering.answer, challenge, NEW_PASSWORD=PASSWORD) == USED
    assert "AuthenticationResult" in remembering.answer(challenge, NEW_PASSWORD="second-horse")


def test_without_a_history_any_password_may_come_again(world):
    world.add_user()
    change(world, PASSWORD, PASSWORD)


def test_no_former_password_is_kept_as_it_was(remembering):
    change(remembering, PASSWORD, "second-horse")
    user = remembering.pool["_users"]["ada"]
    assert PASSWORD not in str(user)


@pytest.mark.parametrize(
    ("settings", "days"),
    [
        ({}, 7),
        (policy(TemporaryPasswordValidityDays=2), 2),
        (policy(TemporaryPasswordValidityDays=0), 7),
        ({"AdminCreateUserConfig": {"UnusedAccountValidityDays": 30}, **policy()}, 30),
    ],
    ids=["by default", "by the policy", "by the default for none", "by the former setting"],
)
def test_a_temporary_password_expires(clock: Clock, settings: dict[str, Any], days: int) -> None:
    world = World.with_pool(**settings)
    world.admin("AdminCreateUser", TemporaryPassword=TEMPORARY, MessageAction="SUPPRESS")
    clock.advance(days * DAY_S - 60)
    assert world.start(PASSWORD=TEMPORARY)["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
    clock.advance(120)
    assert error_of(world.start, PASSWORD=TEMPORARY) == EXPIRED
    assert error_of(world.start, PASSWORD="wrong-horse")[1] == "Incorrect username or password."


@pytest.mark.parametrize(
    ("operation", "given"),
    [
        ("AdminCreateUser", {"MessageAction": "RESEND"}),
        ("AdminSetUserPassword", {"Password": TEMPORARY, "Permanent": False}),
    ],
)
def test_an_administrator_makes_a_temporary_password_valid_again(
    world: World, clock: Clock, operation: str, given: dict[str, Any]
) -> None:
    world.admin("AdminCreateUser", TemporaryPassword=TEMPORARY, MessageAction="SUPPRESS")
    clock.advance(8 * DAY_S)
    world.admin(operation, **given)
    assert world.start(PASSWORD=TEMPORARY)["ChallengeName"] == "NEW_PASSWORD_REQUIRED"


WEAK = [
    ("Sh0rt-a", "Password must have length greater than or equal to 8"),
    ("lower-case1", "Password must have uppercase characters"),
    ("UPPER-CASE1", "Password must have lowercase characters"),
    ("No-numbers", "Password must have numeric characters"),
    ("NoSymbols1", "Password must have symbol characters"),
]


@pytest.mark.parametrize(("password", "problem"), WEAK, ids=[password for password, _ in WEAK])
def test_a_password_that_breaks_the_policy_is_refused_wherever_it_is_set(
    world: World, password: str, problem: str
) -> None:
    expected = ("InvalidPasswordException", f"Password did not conform with policy: {problem}")
    world.add_user()
    token = world.tokens()["AccessToken"]
    world.of_client("ForgotPassword", Username="ada")
    reset = {"Username": "ada", "ConfirmationCode": world.latest_code(), "Password": password}
    new = {"Username": "new", "Password": password}
    changed = {"AccessToken": token, "PreviousPassword": PASSWORD, "ProposedPassword": password}
    assert error_of(world.of_client, "SignUp", **new) == expected
    assert error_of(world.admin, "AdminCreateUser", "new", TemporaryPassword=password) == expected
    assert error_of(world.admin, "AdminSetUserPassword", Password=password, Permanent=True) == expected
    assert error_of(world.call, "ChangePassword", **changed) == expected
    assert error_of(world.of_client, "ConfirmForgotPassword", **reset) == expected
    world.admin("AdminSetUserPassword", Password=TEMPORARY, Permanent=False)
    challenge = world.start(PASSWORD=TEMPORARY)
    assert error_of(world.answer, challenge, NEW_PASSWORD=password) == expected
