"""Whatever probing makes goes again, and nothing is sent to a pool that isn't ours, or to any other address."""

import signal
from datetime import UTC, datetime, timedelta
from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest
import requests
from botocore.exceptions import ClientError

from automation.audits.probing import sign_up
from automation.audits.probing.created import PREFIX, Created, removed_in_the_end
from automation.audits.probing.own_hosts import ForeignAddressError, OwnHosts
from automation.audits.probing.permission import check_own_pool
from automation.errors import DriverError, Interrupted, UsageError
from automation.terminal.console import Console
from automation.terminal.signals import Signals

POOL_ID = "us-east-1_a1B2c3D4e"
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
TAGS = {f"cognito-access-token:{name}": "x" for name in ("environment", "owner", "host", "kind")}


class GoneError(Exception):
    """For the client's own classes of exceptions."""


class Cognito:
    """Users with the times of their creation; some can't be deleted."""

    exceptions = SimpleNamespace(UserNotFoundException=GoneError, ResourceNotFoundException=GoneError)

    def __init__(self, *users: str, stubborn: str = "", pool: dict[str, Any] | None = None) -> None:
        self.users = dict.fromkeys(users, NOW)
        self.stubborn = stubborn
        self.pool = pool or {}
        self.called: list[str] = []

    def admin_delete_user(self, *, UserPoolId: str, Username: str) -> None:
        assert UserPoolId == POOL_ID
        self.called.append("admin_delete_user")
        if Username == self.stubborn:
            raise ClientError({"Error": {"Code": "InternalErrorException", "Message": "not now"}}, "AdminDeleteUser")
        if self.users.pop(Username, None) is None:
            raise GoneError

    def describe_user_pool(self, *, UserPoolId: str) -> dict[str, Any]:
        self.called.append("describe_user_pool")
        return {"UserPool": {"Id": UserPoolId, **self.pool}}

    def get_paginator(self, operation: str) -> "Cognito":
        self.called.append(operation)
        return self

    def paginate(self, *, UserPoolId: str, Filter: str) -> list[dict[str, Any]]:
        assert (UserPoolId, Filter) == (POOL_ID, f'email ^= "{PREFIX}"')
        return [{"Users": [{"Username": name, "UserCreateDate": made} for name, made in self.users.items()]}]


def test_an_interruption_removes_what_there_is() -> None:
    cognito = Cognito()

    def interrupted() -> None:
        with removed_in_the_end(cognito, POOL_ID, Signals(), Console()) as created:
            created.note_user("ada")
            cognito.users["ada"] = NOW
            raise Interrupted(signal.SIGINT)

    with pytest.raises(Interrupted):
        interrupted()
    assert cognito.users == {}


def test_a_user_who_was_noted_and_never_made_is_no_failure() -> None:
    with removed_in_the_end(Cognito(), POOL_ID, Signals(), Console()) as created:
        created.note_user("ada")


def test_what_cant_be_removed_is_named_and_the_rest_is_removed() -> None:
    cognito = Cognito("ada", "ben", "eve", stubborn="ben")
    created = Created(cognito, POOL_ID)
    for name in ("ada", "ben", "eve"):
        created.note_user(name)
    with pytest.raises(DriverError, match=r"couldn't be removed .* the user ben .*not now"):
        created.remove()
    assert set(cognito.users) == {"ben"}


def test_users_of_a_killed_run_are_removed_and_those_of_one_that_runs_arent() -> None:
    cognito = Cognito("lost", "in-use")
    cognito.users["lost"] -= timedelta(hours=2)
    created = Created(cognito, POOL_ID)
    created.remove_lost(NOW)
    created.remove()
    assert set(cognito.users) == {"in-use"}


def test_of_somebody_elses_pool_only_its_tags_are_looked_at() -> None:
    cognito = Cognito(pool={"UserPoolTags": {"team": "web"}})
    with pytest.raises(UsageError, match=r"wasn't deployed by this program.*Nothing was tried"):
        check_own_pool(cognito, POOL_ID, "aws")
    assert cognito.called == ["describe_user_pool"]


@pytest.mark.parametrize(("target", "tags"), [("local", {}), ("aws", TAGS)])
def test_the_local_engines_pools_and_our_own_may_be_probed(target: str, tags: dict[str, str]) -> None:
    check_own_pool(Cognito(pool={"UserPoolTags": tags}), POOL_ID, target)


class Answering(requests.adapters.BaseAdapter):
    """Answers anything, noting the addresses."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str | None] = []

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        self.asked.append(request.url)
        answer = requests.Response()
        answer.status_code, answer.url, answer.request = 200, str(request.url), request
        return answer

    def close(self) -> None:
        pass


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example.com/?code=1",
        "http://auth.example.com/",
        "https://auth.example.com:444/",
        "myapp://cb?code=1",
    ],
)
def test_only_the_pools_own_addresses_are_asked(url: str) -> None:
    with requests.Session() as session:
        answering = Answering()
        session.mount("https://", answering)
        OwnHosts(session, ["https://auth.example.com"])
        assert session.get("https://auth.example.com/login").status_code == 200
        with pytest.raises(ForeignAddressError) as outside:
            session.get(url)
        assert outside.value.url == url
        assert "code=1" not in str(outside.value)
        assert answering.asked == ["https://auth.example.com/login"]


class SigningUp(Cognito):
    """A pool that verifies e-mail addresses: whoever signs up is sent a message."""

    def __init__(self, code: str) -> None:
        super().__init__()
        self.code = code
        self.passwords: list[str] = []

    def sign_up(self, *, Password: str, **_: Any) -> dict[str, Any]:
        self.passwords.append(Password)
        raise ClientError({"Error": {"Code": self.code, "Message": "said Cognito"}}, "SignUp")


@pytest.mark.parametrize(
    ("code", "verdict"),
    [
        ("InvalidPasswordException", "confirmed"),
        ("NotAuthorizedException", "refuted"),
        ("UserLambdaValidationException", "refuted"),
        ("TooManyRequestsException", "not tried"),
    ],
)
def test_where_a_message_would_go_out_signing_up_fails_on_purpose(code: str, verdict: str) -> None:
    cognito = SigningUp(code)
    pool = {"Id": POOL_ID, "AutoVerifiedAttributes": ["email"], "UsernameAttributes": ["email"]}
    client = SimpleNamespace(name="web", client_id="web1", client_secret=None)
    probed: Any = SimpleNamespace(
        pool=SimpleNamespace(pool=pool, at=pool.get),
        cognito=cognito,
        keeps_messages=False,
        created=Created(cognito, POOL_ID),
        clients=lambda: [("app client web", {}, client)],
    )
    attempt = next(sign_up.attempts(probed))
    assert attempt.verdict == verdict
    assert [len(password) for password in cognito.passwords] == [1]
    assert probed.created.names == []


def test_a_second_signal_says_what_is_left() -> None:
    said = StringIO()
    signals = Signals()
    with removed_in_the_end(Cognito("ada"), POOL_ID, signals, Console(stream=said)) as created:
        created.note_user("ada")
        assert signals._on_leaving is not None
        signals._on_leaving()
    assert "the user ada" in said.getvalue()
