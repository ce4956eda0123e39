import json
from typing import Any

import pytest
import requests

from automation.tokens.challenges.inbox import Delivery, LocalInbox

SENT = {"at": 100.0, "user_pool_id": "us-east-1_a", "username": "u-1", "destination": "jane@example.com"}


class FakeHttp:
    """An inbox that has these messages, one list per look."""

    def __init__(self, *looks: list[dict[str, Any]] | None) -> None:
        self.looks = list(looks)
        self.asked = 0

    def get(self, url: str, **_: Any) -> requests.Response:
        assert url == "http://127.0.0.1:1/inbox.json"
        look = self.looks[min(self.asked, len(self.looks) - 1)]
        self.asked += 1
        response = requests.Response()
        response.status_code = 404 if look is None else 200
        response._content = json.dumps({"messages": look}).encode()
        return response


def code(http: FakeHttp, **changes: Any) -> str | None:
    delivery = Delivery(**{
        "user_pool_id": "us-east-1_a", "names": {"jane@example.com"}, "destination": "", "since": 99.0, **changes
    })  # fmt: skip
    return LocalInbox("http://127.0.0.1:1", http, sleep=lambda _: None).wait_for_code(delivery)


def test_the_newest_code_for_the_user_is_taken():
    newest_first = [{**SENT, "code": "222222"}, {**SENT, "code": "111111"}]

    assert code(FakeHttp(newest_first)) == "222222"


def test_a_code_is_waited_for():
    assert code(FakeHttp([], [], [{**SENT, "code": "222222"}])) == "222222"


@pytest.mark.parametrize("changes", [{"names": {"u-1"}}, {"names": (), "destination": "j***@e***"}])
def test_a_user_is_known_by_every_name(changes):
    assert code(FakeHttp([{**SENT, "code": "222222"}]), **changes) == "222222"


@pytest.mark.parametrize(
    "changes",
    [
        {"at": 98.0},
        {"user_pool_id": "us-east-1_b"},
        {"username": "u-2", "destination": "john@example.com"},
        {"code": ""},
    ],
)
def test_what_was_sent_before_or_to_others_does_not_count(changes):
    assert code(FakeHttp([{**SENT, "code": "222222", **changes}]), destination="j***@x***") is None


def test_where_there_is_no_inbox_no_code_comes():
    assert code(FakeHttp(None)) is None
