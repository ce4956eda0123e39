"""The users of a batch go, and whoever can't is told by name."""

from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from automation.errors import DriverError
from automation.users import calls as module
from automation.users.calls import Calls
from automation.users.creation import create_groups
from automation.users.deletion import delete_users
from automation.users.test_user import create_user, delete_user, has_users, plan_user
from tests.automation.users.test_batch import make_batch
from tests.automation.users.test_calls import refusal
from tests.automation.users.test_test_user import FakeCognito, NameTakenError

POOL_ID = "us-east-1_abc"
UNREACHABLE = EndpointConnectionError(endpoint_url="https://cognito-idp.us-east-1.amazonaws.com")


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_pause", lambda _state: 0)


class MissingError(ClientError):
    """Nobody of that name."""


class GroupExistsError(ClientError):
    """It is there."""


class Cognito:
    """Deletes, creates groups and lists, and answers with an error where a test says so."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.called: list[str] = []

    class exceptions:  # noqa: N801 - botocore's name
        """As botocore makes them."""

        UserNotFoundException = MissingError

    def _do(self, name: str) -> None:
        self.called.append(name)
        if self.error:
            raise self.error

    def admin_delete_user(self, *, Username: str, **_: Any) -> None:
        self._do(Username)

    def create_group(self, *, GroupName: str, **_: Any) -> None:
        self._do(GroupName)

    def list_users(self, **_: Any) -> dict[str, Any]:
        self._do("list")
        return {"Users": []}

    def describe_user_pool(self, **_: Any) -> dict[str, Any]:
        self._do("describe")
        return {"UserPool": {}}


def calls(cognito: Any) -> Calls:
    return Calls(cognito, unlimited=True)


def test_all_users_of_a_batch_go_and_those_who_are_gone_are_no_error() -> None:
    cognito = Cognito()
    assert sorted(delete_users(calls(cognito), make_batch())) == ["load-000001", "load-000002", "load-000003"]
    assert sorted(cognito.called) == ["load-000001", "load-000002", "load-000003"]
    gone = Cognito(refusal("UserNotFoundException"))
    assert len(list(delete_users(calls(gone), make_batch()))) == 3


def test_a_user_who_cant_be_deleted_is_told_by_name_with_cognitos_words() -> None:
    with pytest.raises(DriverError, match=r"Deleting the user load-00000\d of .* failed: .*said Cognito"):
        list(delete_users(calls(Cognito(refusal("NotAuthorizedException"))), make_batch()))


def test_one_user_goes_and_whether_there_was_one_is_told() -> None:
    there: Any = Cognito()
    assert delete_user(there, POOL_ID, "ada") is True
    missing: Any = Cognito(MissingError({"Error": {"Code": "UserNotFoundException"}}, "AdminDeleteUser"))
    assert delete_user(missing, POOL_ID, "ada") is False
    refusing: Any = Cognito(refusal("NotAuthorizedException"))
    with pytest.raises(DriverError, match="Deleting the user ada of the user pool us-east-1_abc failed"):
        delete_user(refusing, POOL_ID, "ada")


def test_groups_that_are_there_already_are_fine_and_others_are_told() -> None:
    create_groups(calls(Cognito(refusal("GroupExistsException"))), "pool", ["staff"])
    with pytest.raises(DriverError, match="Creating the group admins failed"):
        create_groups(calls(Cognito(refusal("LimitExceeded"))), "pool", ["admins"])


@pytest.mark.parametrize(
    ("error", "users"),
    [(None, False), (refusal("ResourceNotFoundException"), True)],
    ids=["empty", "out of sight"],
)
def test_a_pool_that_isnt_seen_may_have_users(error: Exception | None, users: object) -> None:
    cognito: Any = Cognito(error)
    assert has_users(cognito, POOL_ID) is users


@pytest.mark.parametrize("error", [refusal("AccessDeniedException"), UNREACHABLE], ids=["refused", "unreachable"])
def test_what_cognito_doesnt_tell_of_a_pool_is_said(error: Exception) -> None:
    cognito: Any = Cognito(error)
    with pytest.raises(DriverError, match="has users can't be found out"):
        has_users(cognito, POOL_ID)
    with pytest.raises(DriverError, match="Reading the user pool"):
        plan_user(cognito, POOL_ID)


def test_a_user_whose_name_is_taken_is_told_with_how_to_delete_them() -> None:
    taken = NameTakenError({"Error": {"Code": "UsernameExistsException", "Message": "x"}}, "AdminCreateUser")
    cognito: Any = FakeCognito({}, taken)
    user, values = plan_user(cognito, POOL_ID, username="ada")
    with pytest.raises(DriverError, match=r"The user ada already exists in .*users delete ada") as caught:
        create_user(cognito, POOL_ID, user, values)
    assert caught.value.code == "user_exists"


def test_a_user_of_whom_nothing_was_answered_may_be_there_and_that_is_said() -> None:
    class Unreachable(FakeCognito):
        def admin_create_user(self, **_: Any) -> None:
            raise UNREACHABLE

    cognito: Any = Unreachable({})
    user, values = plan_user(cognito, POOL_ID, username="ada")
    with pytest.raises(DriverError, match=r"got no response.*its password is kept.*users delete ada"):
        create_user(cognito, POOL_ID, user, values)


def test_groups_are_created_where_they_are_missing_and_the_user_is_in_them() -> None:
    class WithGroups(FakeCognito):
        exceptions = SimpleNamespace(**vars(FakeCognito.exceptions), GroupExistsException=GroupExistsError)

        def create_group(self, *, GroupName: str, **_: Any) -> None:
            self.calls.append(("CreateGroup", {"GroupName": GroupName}))
            if GroupName == "there":
                raise GroupExistsError({"Error": {"Code": "GroupExistsException"}}, "CreateGroup")

        def admin_add_user_to_group(self, *, GroupName: str, **_: Any) -> None:
            self.calls.append(("AdminAddUserToGroup", {"GroupName": GroupName}))

    cognito: Any = WithGroups({})
    user, values = plan_user(cognito, POOL_ID, username="ada", groups=("there", "new"))
    create_user(cognito, POOL_ID, user, values)
    added = [given["GroupName"] for name, given in cognito.calls if name == "AdminAddUserToGroup"]
    assert added == ["there", "new"]
