"""Reads are paced by their category, and tried again where Cognito throttles."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from automation.audits.paced_api import WEB_ACLS, EndedError, PacedApi
from local.provider.errors import ApiError
from local.provider.operation import ApiCall

CALL = ApiCall("DescribeUserPool", {"UserPoolId": "us-east-1_a1B2c3D4e"})


class Throttling:
    """Refuses so many calls."""

    def __init__(self, refusals: int, code: str = "TooManyRequestsException") -> None:
        self.left, self.calls, self.code = refusals, 0, code

    def describe_user_pool(self, **_parameters: Any) -> dict[str, Any]:
        self.calls += 1
        if self.left:
            self.left -= 1
            raise ClientError({"Error": {"Code": self.code, "Message": "slower"}}, "DescribeUserPool")
        return {"UserPool": {"Id": "us-east-1_a1B2c3D4e"}}


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("automation.users.calls._pause", lambda _state: 0)


def test_a_throttled_read_is_tried_again_at_a_limited_rate() -> None:
    client = Throttling(1)
    api = PacedApi(client, unlimited=True)
    assert api.call(CALL)["UserPool"]
    assert client.calls == 2
    assert api.pacer("DescribeUserPool").rate is not None


def test_any_other_refusal_is_raised_at_once() -> None:
    client = Throttling(1, "AccessDeniedException")
    with pytest.raises(ApiError, match="AccessDenied"):
        PacedApi(client, unlimited=True).call(CALL)
    assert client.calls == 1


def test_each_category_of_reads_has_its_pace_below_the_quota() -> None:
    api = PacedApi(Throttling(0), unlimited=False)
    pool, client, resource = (api.pacer(name) for name in ("DescribeUserPool", "ListUserPoolClients", "ListGroups"))
    assert len({id(pacer) for pacer in (pool, client, resource)}) == 3
    assert all(12 <= (pacer.rate or 0) < 20 for pacer in (pool, client, resource))
    assert api.pacer("ListResourceServers") is resource


def test_web_acls_are_asked_for_less_than_once_a_second() -> None:
    assert (PacedApi(Throttling(0), WEB_ACLS, unlimited=False).pacer("GetWebACLForResource").rate or 0) < 1


def test_once_it_is_over_nothing_more_is_sent() -> None:
    client = Throttling(0)
    with pytest.raises(EndedError):
        PacedApi(client, unlimited=True, is_over=lambda: True).call(CALL)
    assert client.calls == 0
