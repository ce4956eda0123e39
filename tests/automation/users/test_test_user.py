import string
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError
from hypothesis import given
from hypothesis import strategies as st

from automation.errors import DriverError
from automation.users.test_user import SYMBOLS, TestUser, attributes_of, create_test_user, generate_password


class NameTakenError(ClientError):
    """Somebody has it."""


class RepeatedPasswordError(ClientError):
    """As botocore makes one for each of an operation's errors."""


class FakeCognito:
    """Remembers the admin calls it gets."""

    exceptions = SimpleNamespace(
        PasswordHistoryPolicyViolationException=RepeatedPasswordError, UsernameExistsException=NameTakenError
    )

    def __init__(self, pool: dict[str, Any], refusal: ClientError | None = None) -> None:
        self.pool = pool
        self.refusal = refusal
        self.calls: list[tuple[str, dict[str, Any]]] = []

    def describe_user_pool(self, **parameters: Any) -> dict[str, Any]:
        return {"UserPool": self.pool}

    def admin_create_user(self, **parameters: Any) -> None:
        if self.refusal:
            raise self.refusal
        self.calls.append(("AdminCreateUser", parameters))

    def admin_set_user_password(self, **parameters: Any) -> None:
        self.calls.append(("AdminSetUserPassword", parameters))


@given(st.integers(min_value=6, max_value=99))
def test_a_generated_password_meets_every_policy_that_cognito_allows(minimum_length):
    password = generate_password({"MinimumLength": minimum_length})

    assert len(password) >= minimum_length
    assert set(password) & set(string.ascii_lowercase)
    assert set(password) & set(string.ascii_uppercase)
    assert set(password) & set(string.digits)
    assert set(password) & set(SYMBOLS)
    assert set(password) <= set(string.ascii_letters + string.digits + SYMBOLS)
    assert password[0] in string.ascii_letters


def test_no_two_generated_passwords_are_alike():
    assert len({generate_password({}) for _ in range(100)}) == 100


def test_a_password_that_a_lost_call_has_set_already_is_no_failure(monkeypatch):
    def set_again(self: FakeCognito, **parameters: Any) -> None:
        code = {"Code": "PasswordHistoryPolicyViolationException", "Message": "Password has previously been used"}
        raise RepeatedPasswordError({"Error": code}, "AdminSetUserPassword")  # type: ignore[typeddict-item] # enough

    monkeypatch.setattr(FakeCognito, "admin_set_user_password", set_again)
    assert create_test_user(FakeCognito({}), "us-east-1_abc").password


def test_a_test_user_is_permanent_verified_and_gets_no_mail():
    cognito = FakeCognito({"UsernameAttributes": ["email"], "Policies": {"PasswordPolicy": {"MinimumLength": 8}}})

    user = create_test_user(cognito, "us-east-1_abc")

    (create, created), (set_password, password) = cognito.calls
    assert (create, set_password) == ("AdminCreateUser", "AdminSetUserPassword")
    assert created["MessageAction"] == "SUPPRESS"
    assert {"Name": "email_verified", "Value": "true"} in created["UserAttributes"]
    assert created["Username"] == user.username == user.email
    assert password["Permanent"] is True
    assert password["Password"] == user.password


def test_in_a_pool_with_user_names_the_user_has_one_that_is_not_an_address():
    user = create_test_user(FakeCognito({}), "us-east-1_abc")

    assert "@" not in user.username
    assert "@" in user.email


def test_in_a_pool_that_signs_in_by_phone_number_the_user_has_one_that_never_rings():
    cognito = FakeCognito({"UsernameAttributes": ["phone_number"]})

    user = create_test_user(cognito, "us-east-1_abc")

    assert user.username.startswith("+1555")
    assert {"Name": "phone_number", "Value": user.username} in cognito.calls[0][1]["UserAttributes"]


def test_attributes_that_the_pool_requires_are_filled_in():
    schema = [{"Name": "sub", "Required": True}, {"Name": "birthdate", "Required": True}, {"Name": "name"}]

    attributes = attributes_of(TestUser("jane", "jane@example.com", "x"), {"SchemaAttributes": schema})

    assert attributes["birthdate"] == "2000-01-31"
    assert "sub" not in attributes
    assert "name" not in attributes


def test_a_refusal_names_the_pool_and_carries_cognitos_own_words():
    refusal = ClientError(
        {"Error": {"Code": "InvalidPasswordException", "Message": "Password not long enough"}}, "AdminCreateUser"
    )

    with pytest.raises(DriverError) as caught:
        create_test_user(FakeCognito({}, refusal), "us-east-1_abc")

    assert "us-east-1_abc" in str(caught.value)
    assert "Password not long enough" in str(caught.value)


def test_a_users_password_is_not_in_its_repr():
    assert "s3cret" not in repr(TestUser("jane", "jane@example.com", "s3cret"))
