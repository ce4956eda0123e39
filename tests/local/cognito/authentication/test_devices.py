"""By "Working with user devices in your user pool"; pycognito computes what a device computes."""

from typing import Any

import pytest
from pycognito.aws_srp import AWSSRP, generate_hash_device, long_to_hex

from tests.local.cognito.sign_in_world import SignInWorld
from tests.local.cognito.world import PASSWORD, claims, error_of


@pytest.fixture(autouse=True)
def _utcnow_is_pycognitos_business(recwarn: pytest.WarningsRecorder) -> None:
    """It calls what Python has deprecated."""


class Device:
    """A device that has been confirmed."""

    def __init__(self, world: SignInWorld, result: dict[str, Any]) -> None:
        made = result["NewDeviceMetadata"]
        self.key, self.group = made["DeviceKey"], made["DeviceGroupKey"]
        self.password, self.verifier = generate_hash_device(self.group, self.key)
        self.confirmed = world.call(
            "ConfirmDevice",
            AccessToken=result["AccessToken"],
            DeviceKey=self.key,
            DeviceName="laptop",
            DeviceSecretVerifierConfig=self.verifier,
        )
        self.world = world

    def prove(self, challenge: dict[str, Any], password: str = "") -> dict[str, Any]:
        srp = AWSSRP(
            username="ada",
            password=PASSWORD,
            pool_id=self.world.pool_id,
            client_id=self.world.client_id,
            client=object(),
            device_key=self.key,
            device_group_key=self.group,
            device_password=password or self.password,
        )
        asked = self.world.answer(challenge, DEVICE_KEY=self.key, SRP_A=long_to_hex(srp.large_a_value))
        assert asked["ChallengeName"] == "DEVICE_PASSWORD_VERIFIER"
        return self.world.answer(asked, **srp.process_device_challenge(asked["ChallengeParameters"]))


@pytest.fixture
def tracking(world: SignInWorld) -> SignInWorld:
    world.pool.settings["DeviceConfiguration"] = {
        "ChallengeRequiredOnNewDevice": True,
        "DeviceOnlyRememberedOnUserPrompt": False,
    }
    world.add_user()
    return world


def test_a_pool_without_device_configuration_tracks_none(world):
    world.add_user()
    assert "NewDeviceMetadata" not in world.tokens()


def test_a_remembered_device_stands_for_mfa(tracking):
    tracking.set_mfa("ON", "EMAIL_OTP")
    challenge = tracking.start()
    first = tracking.answer(challenge, EMAIL_OTP_CODE=tracking.latest_code())["AuthenticationResult"]
    device = Device(tracking, first)
    assert device.confirmed == {"UserConfirmationNecessary": False}
    assert tracking.start()["ChallengeName"] == "EMAIL_OTP"
    asked = tracking.start(DEVICE_KEY=device.key)
    assert asked["ChallengeName"] == "DEVICE_SRP_AUTH"
    assert error_of(device.prove, asked, "not the device's")[0] == "NotAuthorizedException"
    result = device.prove(tracking.start(DEVICE_KEY=device.key))["AuthenticationResult"]
    assert "NewDeviceMetadata" not in result
    assert claims(result["AccessToken"])["device_key"] == device.key


def test_a_device_stands_beside_mfa_where_the_pool_says_so(tracking):
    tracking.pool.settings["DeviceConfiguration"]["ChallengeRequiredOnNewDevice"] = False
    device = Device(tracking, tracking.tokens())
    tracking.set_mfa("ON", "EMAIL_OTP")
    asked = tracking.start(DEVICE_KEY=device.key)
    assert asked["ChallengeName"] == "EMAIL_OTP"
    then = tracking.answer(asked, EMAIL_OTP_CODE=tracking.latest_code())
    assert then["ChallengeName"] == "DEVICE_SRP_AUTH"


def test_a_device_that_the_user_has_to_choose_to_remember_is_not_asked_for_before(tracking):
    tracking.pool.settings["DeviceConfiguration"]["DeviceOnlyRememberedOnUserPrompt"] = True
    result = tracking.tokens()
    device = Device(tracking, result)
    assert device.confirmed == {"UserConfirmationNecessary": True}
    assert "AuthenticationResult" in tracking.start(DEVICE_KEY=device.key)
    status = {"DeviceKey": device.key, "DeviceRememberedStatus": "remembered"}
    tracking.call("UpdateDeviceStatus", AccessToken=result["AccessToken"], **status)
    assert tracking.start(DEVICE_KEY=device.key)["ChallengeName"] == "DEVICE_SRP_AUTH"


def test_only_the_device_that_the_token_was_given_to_is_confirmed_and_once(tracking):
    result = tracking.tokens()
    other = tracking.tokens()["NewDeviceMetadata"]["DeviceKey"]
    confirm = {"AccessToken": result["AccessToken"], "DeviceSecretVerifierConfig": {"PasswordVerifier": "x"}}
    assert error_of(tracking.call, "ConfirmDevice", DeviceKey=other, **confirm)[0] == "NotAuthorizedException"
    device = Device(tracking, result)
    assert error_of(tracking.call, "ConfirmDevice", DeviceKey=device.key, **confirm)[0] == "DeviceKeyExistsException"


@pytest.mark.parametrize("by_admin", [False, True])
def test_devices_are_shown_listed_and_forgotten(tracking, by_admin):
    result = tracking.tokens()
    device = Device(tracking, result)
    who = {"UserPoolId": tracking.pool_id, "Username": "ada"} if by_admin else {"AccessToken": result["AccessToken"]}
    admin = "Admin" if by_admin else ""
    shown = tracking.call(f"{admin}GetDevice", DeviceKey=device.key, **who)["Device"]
    attributes = {one["Name"]: one["Value"] for one in shown["DeviceAttributes"]}
    owner = f"ada.{tracking.pool_id}"
    assert attributes == {
        "device_status": "valid",
        "device_name": "laptop",
        "dev:device_arn": f"arn:aws:cognito-idp:us-east-1:000000000000:owner/{owner}/device/{device.key}",
        "dev:device_owner": owner,
        "dev:device_remembered_status": "remembered",
        "dev:device_sdk": "aws-sdk-unknown-unknown",
    }
    assert tracking.call(f"{admin}ListDevices", **who)["Devices"] == [shown]
    tracking.call(f"{admin}ForgetDevice", DeviceKey=device.key, **who)
    assert tracking.call(f"{admin}ListDevices", **who)["Devices"] == []
    missing = ("ResourceNotFoundException", "Device does not exist.")
    assert error_of(tracking.call, f"{admin}GetDevice", DeviceKey=device.key, **who) == missing
    assert error_of(tracking.start, DEVICE_KEY=device.key) == missing


def test_a_refresh_token_of_a_device_works_on_it_only(tracking):
    """Refresh tokens: DEVICE_KEY."""
    result = tracking.tokens()
    key = result["NewDeviceMetadata"]["DeviceKey"]
    refresh = {"RefreshToken": result["RefreshToken"]}
    refused = error_of(tracking.of_client, "GetTokensFromRefreshToken", **refresh)
    assert refused == ("NotAuthorizedException", "Invalid Refresh Token")
    assert tracking.of_client("GetTokensFromRefreshToken", DeviceKey=key, **refresh)["AuthenticationResult"]


def test_clients_that_send_no_session_with_a_devices_proof_are_served(tracking):
    """pycognito and older Amplify clients."""
    device = Device(tracking, tracking.tokens())
    tracking.start(DEVICE_KEY=device.key)
    srp = AWSSRP(
        username="ada",
        password=PASSWORD,
        pool_id=tracking.pool_id,
        client_id=tracking.client_id,
        client=object(),
        device_key=device.key,
        device_group_key=device.group,
        device_password=device.password,
    )
    given = {"USERNAME": "ada", "DEVICE_KEY": device.key, "SRP_A": long_to_hex(srp.large_a_value)}
    asked = tracking.of_client("RespondToAuthChallenge", ChallengeName="DEVICE_SRP_AUTH", ChallengeResponses=given)
    proof = srp.process_device_challenge(asked["ChallengeParameters"])
    result = tracking.of_client(
        "RespondToAuthChallenge", ChallengeName="DEVICE_PASSWORD_VERIFIER", ChallengeResponses=proof
    )
    assert "AuthenticationResult" in result


def test_a_device_proves_nothing_before_the_password(tracking):
    device = Device(tracking, tracking.tokens())
    given = {"USERNAME": "ada", "DEVICE_KEY": device.key, "SRP_A": "ab"}
    refused = error_of(
        tracking.of_client, "RespondToAuthChallenge", ChallengeName="DEVICE_SRP_AUTH", ChallengeResponses=given
    )
    assert refused == ("InvalidParameterException", "Missing required parameter Session")


def test_a_devices_tokens_tell_it_and_the_function_is_told(tracking):
    device = Device(tracking, tracking.tokens())
    served = tracking.serve(PostAuthentication=lambda _: {}, PreTokenGeneration=lambda _: {})
    result = device.prove(tracking.start(DEVICE_KEY=device.key))["AuthenticationResult"]
    assert claims(result["AccessToken"])["device_key"] == device.key
    assert served.sources()[-1] == "TokenGeneration_AuthenticateDevice"
    tracking.tokens()
    used = [event["request"]["newDeviceUsed"] for event in served.events if "newDeviceUsed" in event["request"]]
    assert used == [False, True]


def test_devices_are_listed_page_by_page(tracking):
    for _ in range(3):
        Device(tracking, tracking.tokens())
    first = tracking.admin("AdminListDevices", Limit=2)
    second = tracking.admin("AdminListDevices", Limit=2, PaginationToken=first["PaginationToken"])
    assert (len(first["Devices"]), len(second["Devices"]), "PaginationToken" in second) == (2, 1, False)


def test_a_pool_that_tracks_none_has_no_devices(world):
    world.add_user()
    assert error_of(world.admin, "AdminListDevices")[0] == "InvalidUserPoolConfigurationException"


@pytest.mark.parametrize("verifier", [{}, {"PasswordVerifier": "!", "Salt": "!"}, {"PasswordVerifier": "eA=="}])
def test_a_device_without_its_verifier_is_not_confirmed(tracking, verifier):
    result = tracking.tokens()
    key = result["NewDeviceMetadata"]["DeviceKey"]
    confirm = {"AccessToken": result["AccessToken"], "DeviceKey": key, "DeviceSecretVerifierConfig": verifier}
    assert error_of(tracking.call, "ConfirmDevice", **confirm)[0] == "InvalidParameterException"
