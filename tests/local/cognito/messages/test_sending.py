import re
from typing import Any

import pytest

from local.cognito.errors import CognitoError
from local.cognito.messages import outbox, sending, texts
from local.cognito.messages.masks import masked
from tests.local.cognito.accounts_world import with_functions
from tests.local.cognito.world import World, make_engine


def send(world: World, trigger: str = texts.SIGN_UP, code: str = "123456", medium: str = "EMAIL", **more: Any):
    with world.engine.calling(world.pool, parameters={"ClientId": world.client_id}) as call:
        return sending.send(call, world.pool, world.user(), trigger, code, medium, **more)


@pytest.fixture
def ada(world: World) -> World:
    world.add_user()
    return world


@pytest.mark.parametrize(
    ("destination", "shown"),
    [("ada@example.com", "a***@e***"), ("+15555550100", "+*******0100"), ("+1234", "+*1234")],
)
def test_a_destination_is_masked(destination, shown):
    assert masked(destination) == shown


def test_a_message_is_kept_for_the_users_address_and_told_masked(ada):
    details = send(ada)
    assert details == {"Destination": "a***@e***", "DeliveryMedium": "EMAIL", "AttributeName": "email"}
    [message] = ada.messages()
    assert (message.destination, message.username, message.code) == ("ada@example.com", "ada", "123456")
    assert (message.subject, message.body) == ("Your verification code", "Your verification code is 123456.")


def test_an_sms_has_no_subject_and_may_go_elsewhere(ada):
    details = send(ada, medium="SMS", destination="+15555550199")
    assert details == {"Destination": "+*******0199", "DeliveryMedium": "SMS", "AttributeName": "phone_number"}
    assert ada.messages()[0].subject == ""


@pytest.mark.parametrize(
    ("trigger", "medium", "settings", "expected"),
    [
        (
            texts.SIGN_UP,
            "EMAIL",
            {"VerificationMessageTemplate": {"EmailSubject": "Hi", "EmailMessage": "{username}, use {####}."}},
            ("Hi", "ada, use 123456."),
        ),
        (
            texts.FORGOT_PASSWORD,
            "EMAIL",
            {"EmailVerificationSubject": "Old", "EmailVerificationMessage": "{####} it is"},
            ("Old", "123456 it is"),
        ),
        (texts.SIGN_UP, "SMS", {"SmsVerificationMessage": "Use {####}"}, ("", "Use 123456")),
        (texts.AUTHENTICATION, "SMS", {"SmsAuthenticationMessage": "In with {####}"}, ("", "In with 123456")),
        (
            texts.INVITATION,
            "EMAIL",
            {},
            ("Your temporary password", "Your username is ada and temporary password is 123456."),
        ),
        (
            texts.INVITATION,
            "SMS",
            {"AdminCreateUserConfig": {"InviteMessageTemplate": {"SMSMessage": "{username} {####}"}}},
            ("", "ada 123456"),
        ),
    ],
)
def test_a_pools_own_words_are_used(ada, trigger, medium, settings, expected):
    ada.pool.settings |= settings
    send(ada, trigger, medium=medium)
    message = ada.messages()[0]
    assert (message.subject, message.body) == expected


def test_a_link_confirms_where_the_pool_wants_one(ada):
    ada.pool.settings["VerificationMessageTemplate"] = {"DefaultEmailOption": "CONFIRM_WITH_LINK"}
    send(ada)
    link = re.search(r'href="([^"]*)"', ada.messages()[0].body)
    assert link
    assert link[1].replace("&amp;", "&") == (
        f"http://127.0.0.1:4566/confirmUser?client_id={ada.client_id}&user_name=ada&confirmation_code=123456"
    )
    send(ada, texts.FORGOT_PASSWORD)
    assert ada.messages()[0].body == "Your verification code is 123456."


def test_a_placeholder_in_a_name_stays_as_it_is():
    assert texts.filled("{username}: {####}", "{####}", "123456") == "{####}: 123456"


def test_only_the_latest_messages_are_kept(ada):
    for number in range(outbox.KEPT_PER_POOL + 5):
        send(ada, code=str(number))
    kept = ada.messages()
    assert (len(kept), kept[0].code, kept[-1].code) == (outbox.KEPT_PER_POOL, str(outbox.KEPT_PER_POOL + 4), "5")


def test_a_code_is_not_in_what_is_logged(ada):
    send(ada)
    assert "123456" not in repr(ada.messages()[0])


def test_cognito_sends_50_emails_a_day_where_quotas_are_enforced():
    world = World.with_pool(make_engine(quotas=True))
    world.add_user()
    for _ in range(outbox.DAILY_EMAILS):
        send(world)
    with pytest.raises(CognitoError, match="Exceeded daily email limit") as refused:
        send(world)
    assert refused.value.code == "LimitExceededException"
    send(world, medium="SMS")
    world.advance(outbox.DAY_S + 1)
    send(world)


def test_ones_own_ses_sends_more():
    ses = {"EmailSendingAccount": "DEVELOPER", "SourceArn": "arn:aws:ses:us-east-1:123456789012:identity/example.com"}
    world = World.with_pool(make_engine(quotas=True), EmailConfiguration=ses)
    world.add_user()
    for _ in range(outbox.DAILY_EMAILS + 1):
        send(world)
    assert len(world.messages()) == outbox.DAILY_EMAILS + 1


def test_a_pools_own_sender_gets_the_code_encrypted(engine):
    responses = {"CustomMessage": {"emailMessage": "never asked for {####}"}}
    world, functions = with_functions(engine, responses)
    sender = {"LambdaArn": "arn:aws:lambda:us-east-1:000000000000:function:send", "LambdaVersion": "V1_0"}
    key = "arn:aws:kms:us-east-1:000000000000:key/abc"
    world.pool.settings["LambdaConfig"] |= {"CustomEmailSender": sender, "KMSKeyID": key}
    world.add_user()
    send(world, destination="new@example.com")
    [event] = functions.events
    assert event["triggerSource"] == "CustomEmailSender_SignUp"
    assert event["request"]["userAttributes"]["email"] == "new@example.com"
    assert "123456" not in event["request"]["code"]
    assert functions.codes == ["123456"]
    assert world.latest_code() == "123456"
