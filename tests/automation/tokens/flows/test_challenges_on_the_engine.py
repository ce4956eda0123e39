"""Challenges on the real engine, over the API and on the hosted pages: each is answered, and wrongly answered."""

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from automation.tokens.challenges.answers import Answers, RememberedDevice
from automation.tokens.challenges.inbox import LocalInbox
from automation.tokens.challenges.sources import UnansweredError
from automation.tokens.challenges.totp import totp
from automation.tokens.flows.refusals import RefusedError
from local.cognito.launcher import EngineProcess, LaunchOptions
from tests.automation.tokens.flows.engine_pools import API_FLOWS, PASSWORD, Pool, make_pool
from tests.credentials import CREDENTIALS

TOTP_ON = {"MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": {"Enabled": True}}
SES = {"EmailSendingAccount": "DEVELOPER", "SourceArn": "arn:aws:ses:us-east-1:000000000000:identity/example.com"}
SMS = {"SnsCallerArn": "arn:aws:iam::000000000000:role/sms", "ExternalId": "sms"}
EMAIL_MFA = {"Message": "Your code is {####}", "Subject": "Your code"}
CHOICE = {
    "UserPoolTier": "ESSENTIALS",
    "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP", "SMS_OTP"]}},
    "EmailConfiguration": SES,
    "SmsConfiguration": SMS,
}
CHOOSES = {"ExplicitAuthFlows": [*API_FLOWS, "ALLOW_USER_AUTH"]}
CONTACTS = {
    "email": "jane@example.com",
    "email_verified": "true",
    "phone_number": "+15555550100",
    "phone_number_verified": "true",
}


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with EngineProcess(LaunchOptions(credentials=CREDENTIALS)) as engine:
        engine.wait_until_ready()
        yield engine.endpoint_url


@pytest.fixture(scope="module")
def choice(url: str) -> Pool:
    made = make_pool(url, client=CHOOSES, **CHOICE)
    made.create_user(**CONTACTS)
    return made


def inbox(the_pool: Pool, url: str) -> LocalInbox:
    return LocalInbox(url, the_pool.http)


def username_of(the_pool: Pool, tokens: Any) -> str:
    return str(the_pool.verify(tokens)["access_token"]["username"])


@pytest.mark.parametrize("factor", [None, "PASSWORD", "PASSWORD_SRP", "EMAIL_OTP", "SMS_OTP"])
@pytest.mark.parametrize("flow", ["user-auth", "code"])
def test_every_first_factor_of_choice_based_sign_in_is_answered(choice, url, flow, factor):
    answers = Answers(first_factor=factor, inbox=inbox(choice, url))

    assert username_of(choice, choice.sign_in(flow, answers=answers)) == "jane"


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        (Answers(first_factor="WEB_AUTHN"), "doesn't offer jane the factor WEB_AUTHN.*It offers"),
        (Answers(first_factor="EMAIL_OTP"), "jane for EMAIL_OTP.*no answer was given. Give --code"),
    ],
)
@pytest.mark.parametrize("flow", ["user-auth", "code"])
def test_a_first_factor_that_can_not_be_answered_is_named(choice, flow, answers, words):
    with pytest.raises(UnansweredError, match=words):
        choice.sign_in(flow, answers=answers)


@pytest.mark.parametrize("flow", ["user-auth", "code"])
def test_a_wrong_code_is_named(choice, flow):
    with pytest.raises(RefusedError, match=r"CodeMismatchException.*The code is wrong"):
        choice.sign_in(flow, answers=Answers(first_factor="EMAIL_OTP", codes=("00000000",)))


@pytest.mark.parametrize("factor", ["PASSWORD", "PASSWORD_SRP"])
def test_a_wrong_password_of_choice_based_sign_in_is_named(choice, factor):
    with pytest.raises(RefusedError, match="Incorrect username or password"):
        choice.sign_in("user-auth", password="Wr0ng!pass", answers=Answers(first_factor=factor))


@pytest.mark.parametrize("flow", ["admin", "password", "srp", "code"])
def test_an_authenticator_is_enrolled_where_the_the_pooldemands_one_and_its_secret_kept(url, flow):
    demanding = make_pool(url, mfa=TOTP_ON)
    demanding.create_user()

    first = demanding.sign_in(flow)

    assert username_of(demanding, first) == "jane"
    secret = demanding.kept["totp_secret"]
    # The code that enrolled it signs in only once: the next one is good already.
    ahead = totp(secret, time.time() + 30)
    assert username_of(demanding, demanding.sign_in(flow, answers=Answers(codes=(ahead,)))) == "jane"
    with pytest.raises(UnansweredError, match=r"SOFTWARE_TOKEN_MFA.*--totp-secret or --code"):
        demanding.sign_in(flow)
    with pytest.raises(RefusedError, match=r"CodeMismatchException.*The code is wrong"):
        demanding.sign_in(flow, answers=Answers(codes=("000000",)))


@pytest.mark.parametrize(
    ("kind", "mfa"),
    [
        ("EmailMfaSettings", {"MfaConfiguration": "OPTIONAL", "EmailMfaConfiguration": EMAIL_MFA}),
        ("SMSMfaSettings", {"MfaConfiguration": "OPTIONAL", "SmsMfaConfiguration": {"SmsConfiguration": SMS}}),
    ],
)
@pytest.mark.parametrize("flow", ["admin", "srp", "code"])
def test_a_code_that_was_sent_is_read_in_the_inbox(url, flow, kind, mfa):
    sends = make_pool(url, mfa=mfa, UserPoolTier="ESSENTIALS", EmailConfiguration=SES, SmsConfiguration=SMS)
    sends.create_user(**CONTACTS)
    sends.cognito.admin_set_user_mfa_preference(
        UserPoolId=sends.environment.user_pool_id, Username="jane", **{kind: {"Enabled": True, "PreferredMfa": True}}
    )

    assert username_of(sends, sends.sign_in(flow, answers=Answers(inbox=inbox(sends, url)))) == "jane"
    with pytest.raises(UnansweredError, match=r"(EMAIL_OTP|SMS_MFA).*Give --code"):
        sends.sign_in(flow)


@pytest.mark.parametrize("mfa", [None, "EMAIL_OTP", "SMS_MFA"])
def test_one_of_several_second_factors_is_chosen(url, mfa):
    both = make_pool(
        url,
        mfa={
            "MfaConfiguration": "OPTIONAL",
            "EmailMfaConfiguration": EMAIL_MFA,
            "SmsMfaConfiguration": {"SmsConfiguration": SMS},
        },
        UserPoolTier="ESSENTIALS",
        EmailConfiguration=SES,
        SmsConfiguration=SMS,
    )
    both.create_user(**CONTACTS)
    both.cognito.admin_set_user_mfa_preference(
        UserPoolId=both.environment.user_pool_id,
        Username="jane",
        EmailMfaSettings={"Enabled": True, "PreferredMfa": False},
        SMSMfaSettings={"Enabled": True, "PreferredMfa": False},
    )

    assert username_of(both, both.sign_in("srp", answers=Answers(mfa=mfa, inbox=inbox(both, url)))) == "jane"


def test_refresh_tokens_rotate_where_the_client_says_so(url):
    rotating = make_pool(
        url,
        client={
            "ExplicitAuthFlows": [flow for flow in API_FLOWS if flow != "ALLOW_REFRESH_TOKEN_AUTH"],
            "RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 0},
        },
    )
    rotating.create_user()

    for flow, at in (("srp", "api"), ("code", "endpoint")):
        first = rotating.sign_in(flow)
        renewed = rotating.sign_in("refresh", "", "", refresh_token=first.refresh_token, refresh_at=at)

        assert renewed.refresh_token != first.refresh_token
        assert username_of(rotating, renewed) == "jane"
        with pytest.raises(RefusedError, match=r"RefreshTokenReuse|refresh token stops working|invalid_grant"):
            rotating.sign_in("refresh", "", "", refresh_token=first.refresh_token, refresh_at=at)


@pytest.mark.parametrize("opt_in", [False, True])
def test_a_remembered_device_proves_itself_instead_of_a_second_factor(url, opt_in):
    devices = make_pool(
        url,
        mfa={**TOTP_ON, "MfaConfiguration": "OPTIONAL"},
        DeviceConfiguration={"ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": opt_in},
    )
    devices.create_user()
    token = devices.sign_in("srp").access_token
    secret = devices.cognito.associate_software_token(AccessToken=token)["SecretCode"]
    devices.cognito.verify_software_token(AccessToken=token, UserCode=totp(secret, time.time()))
    devices.cognito.set_user_mfa_preference(
        AccessToken=token, SoftwareTokenMfaSettings={"Enabled": True, "PreferredMfa": True}
    )
    ahead = totp(secret, time.time() + 30)
    devices.sign_in("srp", answers=Answers(codes=(ahead,), remember_device=True))

    device = RememberedDevice(**devices.kept["device"])
    assert username_of(devices, devices.sign_in("srp", answers=Answers(device=device))) == "jane"
    assert PASSWORD not in repr(device)
    with pytest.raises(RefusedError):
        devices.sign_in("srp", answers=Answers(device=replace(device, password="another")))
