from collections.abc import Iterator

import pytest
from ministack.services import cognito

from local.former import inbox
from tests.local.former.world import PASSWORD, Clock, World, error_of


@pytest.fixture
def pool_id() -> Iterator[str]:
    cognito._user_pools["us-east-1_inbox1"] = {"Id": "us-east-1_inbox1"}
    yield "us-east-1_inbox1"
    del cognito._user_pools["us-east-1_inbox1"]


def deliver(pool_id: str, code: str, username: str = "ada") -> inbox.Message:
    return inbox.deliver(
        "EMAIL", f"{username}@example.com", pool_id, username, "CustomMessage_SignUp", "Hi", f"It is {code}.", code
    )


def test_messages_come_newest_first(pool_id):
    for code in ("1", "2", "3"):
        deliver(pool_id, code)
    assert [message.code for message in inbox.messages(pool_id)] == ["3", "2", "1"]


def test_messages_are_chosen_by_user_and_destination(pool_id):
    deliver(pool_id, "1")
    wanted = deliver(pool_id, "2", "bob")
    assert inbox.messages(username="bob") == inbox.messages(destination="bob@example.com") == [wanted]


def test_only_the_latest_messages_are_kept(pool_id):
    for number in range(inbox.KEPT_PER_POOL + 5):
        deliver(pool_id, str(number))
    kept = inbox.messages(pool_id)
    assert (len(kept), kept[0].code, kept[-1].code) == (inbox.KEPT_PER_POOL, str(inbox.KEPT_PER_POOL + 4), "5")


def test_a_code_is_not_in_what_is_logged(pool_id):
    assert "123456" not in repr(deliver(pool_id, "123456"))


def sign_up(world: World, number: int) -> None:
    address = [{"Name": "email", "Value": f"user-{number}@example.com"}]
    world.of_client("SignUp", Username=f"user-{number}", Password=PASSWORD, UserAttributes=address)


def test_cognito_sends_50_mails_a_day_where_quotas_are_enforced(world: World, clock: Clock, monkeypatch):
    monkeypatch.setattr(inbox.LIMITS, "mails_a_day", inbox.DAILY_MAILS)
    for number in range(50):
        sign_up(world, number)
    for call in (
        lambda: sign_up(world, 50),
        lambda: world.of_client("ResendConfirmationCode", Username="user-0"),
    ):
        code, message = error_of(call)
        assert code == "LimitExceededException"
        assert message.startswith("Exceeded daily email limit for the operation or the account.")
    world.admin("AdminCreateUser", "grace", MessageAction="SUPPRESS")
    clock.advance(86_401)
    sign_up(world, 51)


def test_ones_own_ses_sends_more(world: World, monkeypatch):
    monkeypatch.setattr(inbox.LIMITS, "mails_a_day", 1)
    world.pool["EmailConfiguration"] = {"EmailSendingAccount": "DEVELOPER"}
    for number in range(3):
        sign_up(world, number)


def test_without_quotas_there_is_no_end(world: World):
    for number in range(60):
        sign_up(world, number)
