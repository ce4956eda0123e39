"""API reference: SetUserPoolMfaConfig, GetUserPoolMfaConfig; the official provider's acceptance tests of MFA."""

from typing import Any

from local.cognito.engine import Engine
from tests.local.cognito.world import World, error_of

SMS = {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms", "ExternalId": "id"}
TOTP = {"SoftwareTokenMfaConfiguration": {"Enabled": True}}


def configure(world: World, **settings: Any) -> dict[str, Any]:
    made = world.of_pool("SetUserPoolMfaConfig", **settings)
    assert made == world.of_pool("GetUserPoolMfaConfig")
    return made


def test_a_new_pool_has_no_factors(world: World) -> None:
    assert world.of_pool("GetUserPoolMfaConfig") == {"MfaConfiguration": "OFF"}


def test_what_is_set_replaces_what_was(world: World) -> None:
    configure(world, MfaConfiguration="ON", **TOTP, WebAuthnConfiguration={"RelyingPartyId": "example.com"})
    assert configure(world, MfaConfiguration="OFF") == {"MfaConfiguration": "OFF"}
    assert world.of_pool("DescribeUserPool")["UserPool"]["MfaConfiguration"] == "OFF"


def test_passkeys_prefer_verification_where_nothing_is_said(world: World) -> None:
    made = configure(world, MfaConfiguration="OFF", WebAuthnConfiguration={"RelyingPartyId": "example.com"})
    assert made["WebAuthnConfiguration"] == {"RelyingPartyId": "example.com", "UserVerification": "preferred"}


def test_sms_is_one_setting_with_the_pools_own(world: World) -> None:
    factor = {"SmsConfiguration": SMS, "SmsAuthenticationMessage": "Sign in: {####}"}
    made = configure(world, MfaConfiguration="OPTIONAL", SmsMfaConfiguration=factor)
    complete = {**SMS, "SnsRegion": "us-east-1"}
    assert made["SmsMfaConfiguration"] == {**factor, "SmsConfiguration": complete}
    described = world.of_pool("DescribeUserPool")["UserPool"]
    assert (described["SmsConfiguration"], described["SmsAuthenticationMessage"]) == (complete, "Sign in: {####}")


def test_a_factor_by_sms_takes_the_pools_role(engine: Engine) -> None:
    world = World.with_pool(engine, SmsConfiguration=SMS)
    made = configure(world, MfaConfiguration="ON", SmsMfaConfiguration={"SmsAuthenticationMessage": "Code {####}"})
    assert made["SmsMfaConfiguration"]["SmsConfiguration"] == {**SMS, "SnsRegion": "us-east-1"}


def test_a_pool_made_with_mfa_has_sms_as_its_factor(engine: Engine) -> None:
    world = World.with_pool(engine, MfaConfiguration="ON", SmsConfiguration=SMS)
    found = world.of_pool("GetUserPoolMfaConfig")
    assert found == {
        "SmsMfaConfiguration": {"SmsConfiguration": {**SMS, "SnsRegion": "us-east-1"}},
        "MfaConfiguration": "ON",
    }
    made = configure(world, MfaConfiguration="ON", SmsMfaConfiguration={"SmsConfiguration": SMS}, **TOTP)
    assert made["SoftwareTokenMfaConfiguration"] == {"Enabled": True}


def test_an_app_that_is_said_to_be_off_is_told_so(engine: Engine) -> None:
    world = World.with_pool(engine, SmsConfiguration=SMS)
    factor = {"SmsMfaConfiguration": {"SmsConfiguration": SMS}, "SoftwareTokenMfaConfiguration": {}}
    assert configure(world, MfaConfiguration="ON", **factor)["SoftwareTokenMfaConfiguration"] == {"Enabled": False}


def test_an_update_of_the_pool_keeps_its_factors_and_ends_them_with_mfa(world: World) -> None:
    configure(world, MfaConfiguration="ON", **TOTP, WebAuthnConfiguration={"RelyingPartyId": "example.com"})
    world.of_pool("UpdateUserPool", AutoVerifiedAttributes=["email"])
    kept = world.of_pool("GetUserPoolMfaConfig")
    assert (kept["MfaConfiguration"], kept["SoftwareTokenMfaConfiguration"]) == ("ON", {"Enabled": True})
    world.of_pool("UpdateUserPool", MfaConfiguration="OFF")
    assert world.of_pool("GetUserPoolMfaConfig").keys() == {"MfaConfiguration", "WebAuthnConfiguration"}


def test_codes_by_email_without_words_are_a_setting(engine: Engine) -> None:
    ses = {"EmailSendingAccount": "DEVELOPER", "SourceArn": "arn:aws:ses:us-east-1:123456789012:identity/example.com"}
    world = World.with_pool(engine, EmailConfiguration=ses)
    made = configure(world, MfaConfiguration="ON", EmailMfaConfiguration={})
    assert made == {"MfaConfiguration": "ON", "EmailMfaConfiguration": {}}


def test_a_refused_setting_changes_nothing(world: World) -> None:
    configure(world, MfaConfiguration="ON", **TOTP)
    assert error_of(configure, world, MfaConfiguration="ON")[0] == "InvalidParameterException"
    assert world.of_pool("GetUserPoolMfaConfig")["MfaConfiguration"] == "ON"
