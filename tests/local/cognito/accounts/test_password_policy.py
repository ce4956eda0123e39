"""By "Adding user pool password requirements" and PasswordPolicyType."""

from typing import Any

import pytest

from local.cognito.accounts.password_policy import temporary_password_is_over
from tests.local.cognito.accounts_world import access_token, knows
from tests.local.cognito.world import PASSWORD, World, error_of

USED = ("PasswordHistoryPolicyViolationException", "Password has previously been used")
DAY_S = 86_400
TEMPORARY = "Temporary-1"


def policy(**settings: Any) -> dict[str, Any]:
    return {"Policies": {"PasswordPolicy": {"MinimumLength": 8, **settings}}}


@pytest.fixture
def remembering(engine) -> World:
    """A pool that remembers two passwords, with a user."""
    world = World.with_pool(engine, **policy(PasswordHistorySize=2))
    world.add_user()
    return world


def change(world: World, old: str, new: str) -> None:
    given = {"AccessToken": access_token(world), "PreviousPassword": old, "ProposedPassword": new}
    world.call("ChangePassword", **given)


def test_one_of_the_last_passwords_is_refused_until_others_came_after_it(remembering):
    assert error_of(change, remembering, PASSWORD, PASSWORD) == USED
    change(remembering, PASSWORD, "second-horse")
    assert error_of(change, remembering, "second-horse", PASSWORD) == USED
    change(remembering, "second-horse", "third-horse")
    change(remembering, "third-horse", PASSWORD)


def test_a_wrong_password_tells_nothing_of_former_ones(remembering):
    assert error_of(change, remembering, "wrong-horse", PASSWORD)[0] == "NotAuthorizedException"


def test_a_forgotten_password_is_not_taken_again(remembering):
    remembering.of_client("ForgotPassword", Username="ada")
    given = {"Username": "ada", "ConfirmationCode": remembering.latest_code()}
    assert error_of(remembering.of_client, "ConfirmForgotPassword", Password=PASSWORD, **given) == USED
    remembering.of_client("ConfirmForgotPassword", Password="second-horse", **given)
    assert error_of(change, remembering, "second-horse", PASSWORD) == USED


def test_administrators_do_not_set_a_former_password_either(remembering):
    assert error_of(remembering.admin, "AdminSetUserPassword", Password=PASSWORD, Permanent=True) == USED


def test_without_a_history_any_password_may_come_again(world):
    world.add_user()
    change(world, PASSWORD, PASSWORD)


def test_no_password_is_kept_as_it_was(remembering):
    change(remembering, PASSWORD, "second-horse")
    written = str(remembering.user().to_json())
    assert PASSWORD not in written
    assert "second-horse" not in written


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
def test_a_temporary_password_expires(engine, settings: dict[str, Any], days: int) -> None:
    world = World.with_pool(engine, **settings)
    world.admin("AdminCreateUser", TemporaryPassword=TEMPORARY, MessageAction="SUPPRESS")
    begun = world.user().temporary_since
    assert not temporary_password_is_over(world.pool, world.user(), begun + days * DAY_S - 60)
    assert temporary_password_is_over(world.pool, world.user(), begun + days * DAY_S + 60)
    world.admin("AdminSetUserPassword", Password=PASSWORD, Permanent=True)
    assert not temporary_password_is_over(world.pool, world.user(), begun + 1000 * DAY_S)


@pytest.mark.parametrize(
    ("operation", "given"),
    [
        ("AdminCreateUser", {"MessageAction": "RESEND", "TemporaryPassword": TEMPORARY}),
        ("AdminSetUserPassword", {"Password": TEMPORARY, "Permanent": False}),
    ],
)
def test_an_administrator_gives_a_temporary_password_anew(world: World, operation: str, given: dict[str, Any]) -> None:
    world.admin("AdminCreateUser", TemporaryPassword=PASSWORD, MessageAction="SUPPRESS")
    world.advance(8 * DAY_S)
    now = world.engine.clock.now
    assert temporary_password_is_over(world.pool, world.user(), now())
    world.admin(operation, **given)
    assert not temporary_password_is_over(world.pool, world.user(), now())
    assert knows(world, TEMPORARY)


WEAK = [
    ("Sh0rt-a", "Password not long enough"),
    ("lower-case1", "Password must have uppercase characters"),
    ("UPPER-CASE1", "Password must have lowercase characters"),
    ("No-numbers", "Password must have numeric characters"),
    ("NoSymbols1", "Password must have symbol characters"),
    ("Ünïcode-éé", "Password must have uppercase characters"),
    ("weak", "Password not long enough"),
]


@pytest.mark.parametrize(("password", "problem"), WEAK, ids=[password for password, _ in WEAK])
def test_a_password_that_breaks_the_policy_is_refused_wherever_it_is_set(
    world: World, password: str, problem: str
) -> None:
    def refused(words: str) -> tuple[str, str]:
        return "InvalidPasswordException", f"{words}: {problem}"

    world.add_user()
    world.of_client("ForgotPassword", Username="ada")
    reset = {"Username": "ada", "ConfirmationCode": world.latest_code(), "Password": password}
    new = {"Username": "new", "Password": password}
    other = "Password does not conform to policy"
    assert error_of(world.of_client, "SignUp", **new) == refused("Password did not conform with policy")
    created = error_of(world.admin, "AdminCreateUser", "new", TemporaryPassword=password)
    assert created == refused("Password did not conform with password policy")
    assert error_of(world.admin, "AdminSetUserPassword", Password=password, Permanent=True) == refused(other)
    assert error_of(change, world, PASSWORD, password) == refused(other)
    assert error_of(world.of_client, "ConfirmForgotPassword", **reset) == refused(other)


def test_what_the_policy_does_not_ask_for_may_be_missing(engine):
    world = World.with_pool(engine, **policy(MinimumLength=6, RequireNumbers=True))
    world.add_user(password="abcde1")
    assert error_of(world.admin, "AdminSetUserPassword", Password="abcdef")[1].endswith("numeric characters")
