from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError

from automation.errors import DriverError
from automation.users import calls as module
from automation.users.calls import Calls, can_pass
from automation.users.creation import create_users
from automation.users.pacing import USER_CREATION
from tests.automation.users.test_batch import make_batch

POOL: dict[str, Any] = {"SchemaAttributes": [], "Policies": {}}


def refusal(code, status=400):
    answer = {"Error": {"Code": code, "Message": "said Cognito"}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(answer, "AdminCreateUser")


class Cognito:
    """Keeps users, and answers what a test put in its way first."""

    def __init__(self, *errors):
        self.errors = list(errors)
        self.users = {}
        self.lost = 0

    def admin_create_user(self, *, Username, **_):
        if self.errors:
            raise self.errors.pop(0)
        if Username in self.users:
            raise refusal("UsernameExistsException")
        self.users[Username] = []
        if self.lost:
            self.lost -= 1
            raise ConnectionClosedError(endpoint_url="http://127.0.0.1")
        return {}

    def admin_set_user_password(self, *, Username, Password, Permanent, **_):
        assert Permanent
        self.users[Username].append(Password)

    def admin_add_user_to_group(self, *, Username, GroupName, **_):
        self.users[Username].append(GroupName)


class Done(set[int]):
    pass


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch):
    monkeypatch.setattr(module, "_pause", lambda _state: 0)


def created(cognito, *, resumed=False, done=None, **changes):
    calls = Calls(cognito, unlimited=True)
    return sorted(create_users(calls, make_batch(**changes), POOL, done or Done(), resumed=resumed))


def test_every_user_gets_a_password_and_the_groups():
    cognito = Cognito()
    assert created(cognito) == [1, 2, 3]
    assert cognito.users["load-000002"] == [make_batch().user(2).password, "admins"]


@pytest.mark.parametrize(
    "error",
    [refusal("TooManyRequestsException"), refusal("InternalErrorException", 500), refusal("Whatever", 503)],
    ids=["throttled", "internal", "unavailable"],
)
def test_what_passes_is_tried_again(error):
    cognito = Cognito(error, error, error)
    assert created(cognito) == [1, 2, 3]
    assert len(cognito.users) == 3


def test_a_user_whose_answer_was_lost_is_not_taken_for_somebody_elses():
    cognito = Cognito()
    cognito.lost = 2
    assert created(cognito) == [1, 2, 3]


def test_somebody_elses_user_is_left_alone():
    cognito = Cognito()
    cognito.users["load-000002"] = ["theirs"]
    with pytest.raises(DriverError, match="load-000002 already exists"):
        created(cognito)
    assert cognito.users["load-000002"] == ["theirs"]


def test_an_interrupted_batch_is_completed_without_duplicates():
    cognito = Cognito()
    cognito.users["load-000002"] = []
    assert created(cognito, resumed=True, done=Done({1})) == [2, 3]
    assert set(cognito.users) == {"load-000002", "load-000003"}


def test_a_refusal_for_good_names_the_user_and_what_cognito_said():
    with pytest.raises(DriverError, match=r"load-00000\d .* said Cognito"):
        created(Cognito(refusal("InvalidPasswordException")))


def test_a_refusal_for_good_is_not_tried_again():
    assert not can_pass(refusal("InvalidParameterException"))
    assert can_pass(refusal("TooManyRequestsException"))


def test_throttling_slows_the_category_down():
    calls = Calls(Cognito(refusal("TooManyRequestsException")), unlimited=True)
    calls.call(USER_CREATION, "admin_create_user", {"Username": "x"})
    assert 0 < (calls._pacers[USER_CREATION.name].rate or 0) < USER_CREATION.quota
