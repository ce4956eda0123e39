"""Devices that users sign in with ("Working with user devices in your user pool")."""

import time
from typing import Any, Final

from local.former.errors import CognitoError
from local.former.operations.authentication import device_keys, lockout, ministack, requests, srp, steps
from local.former.operations.authentication.attempt import Answer
from local.former.operations.types import Amendment, Handler, Parameters, Result
from local.former.state import Pool, User

PAGE: Final = 60
REMEMBERED: Final = "remembered"


def answer_srp(answer: Answer) -> Result:
    """DEVICE_SRP_AUTH: the first half of the device's proof."""
    attempt = answer.attempt
    device = device_keys.device(attempt.user, answer["DEVICE_KEY"])
    parameters, state = srp.device_challenge(device, srp.public_value(answer.responses))
    named = {**parameters, "USERNAME": attempt.user["Username"]}
    return attempt.challenge("DEVICE_PASSWORD_VERIFIER", named, srp=state)


def answer_proof(answer: Answer) -> Result:
    """DEVICE_PASSWORD_VERIFIER: the second half."""
    attempt, key = answer.attempt, answer["DEVICE_KEY"]
    srp.check_form(answer.responses)
    device = device_keys.device(attempt.user, key)
    lockout.check(attempt.user)
    if not srp.device_proves(device, device_keys.group(key), answer.session["srp"], answer.responses):
        lockout.failed(attempt.user)
        raise CognitoError("NotAuthorizedException", "Incorrect username or password.")
    device["authenticated_at"] = time.time()
    return steps.complete(attempt, device_key=key)


def confirm(parameters: Parameters) -> Result:
    """ConfirmDevice: keep the device that the access token was issued to, with its verifier."""
    pool, user = ministack.user_of_token(parameters["AccessToken"])
    key, verifier = parameters["DeviceKey"], parameters.get("DeviceSecretVerifierConfig") or {}
    if not device_keys.tracks(pool):
        raise CognitoError("InvalidUserPoolConfigurationException", "Device tracking is not enabled for the user pool.")
    if ministack.token_claims(parameters["AccessToken"]).get("device_key") != key:
        raise CognitoError("NotAuthorizedException", "Invalid device key given.")
    if key in device_keys.devices(user):
        raise CognitoError("DeviceKeyExistsException", "Device already exists.")
    if not (verifier.get("PasswordVerifier") and verifier.get("Salt")):
        raise CognitoError("InvalidParameterException", "Device verifier and salt are required.")
    asks = bool(pool["DeviceConfiguration"].get("DeviceOnlyRememberedOnUserPrompt"))
    now = time.time()
    device_keys.devices(user)[key] = {
        "key": key,
        "name": parameters.get("DeviceName", ""),
        "verifier": verifier["PasswordVerifier"],
        "salt": verifier["Salt"],
        "remembered": not asks,
        "created_at": now,
        "modified_at": now,
        "authenticated_at": now,
    }
    return {"UserConfirmationNecessary": asks}


def get(parameters: Parameters) -> Result:
    """GetDevice and AdminGetDevice."""
    _pool, user = _owner(parameters)
    return {"Device": _shown(device_keys.device(user, parameters["DeviceKey"]))}


def list_devices(parameters: Parameters) -> Result:
    """ListDevices and AdminListDevices."""
    _pool, user = _owner(parameters)
    everything = [_shown(device) for device in device_keys.devices(user).values()]
    start = int(parameters.get("PaginationToken") or 0)
    end = start + (parameters.get("Limit") or PAGE)
    more = {"PaginationToken": str(end)} if end < len(everything) else {}
    return {"Devices": everything[start:end], **more}


def forget(parameters: Parameters) -> Result:
    """ForgetDevice and AdminForgetDevice."""
    _pool, user = _owner(parameters)
    device_keys.device(user, parameters["DeviceKey"])
    del device_keys.devices(user)[parameters["DeviceKey"]]
    return {}


def update_status(parameters: Parameters) -> Result:
    """UpdateDeviceStatus and AdminUpdateDeviceStatus."""
    _pool, user = _owner(parameters)
    device = device_keys.device(user, parameters["DeviceKey"])
    device["remembered"] = parameters.get("DeviceRememberedStatus") == REMEMBERED
    device["modified_at"] = time.time()
    return {}


def _owner(parameters: Parameters) -> tuple[Pool, User]:
    if "UserPoolId" in parameters:
        return requests.pool_and_user(parameters)
    return ministack.user_of_token(parameters.get("AccessToken"))


def _shown(device: dict[str, Any]) -> dict[str, Any]:
    remembered = REMEMBERED if device["remembered"] else f"not_{REMEMBERED}"
    attributes = {"device_status": "valid", "device_name": device["name"], "dev:device_remembered_status": remembered}
    return {
        "DeviceKey": device["key"],
        "DeviceAttributes": [{"Name": name, "Value": value} for name, value in attributes.items()],
        "DeviceCreateDate": device["created_at"],
        "DeviceLastModifiedDate": device["modified_at"],
        "DeviceLastAuthenticatedDate": device["authenticated_at"],
    }


ADDED: dict[str, Handler] = {
    "ConfirmDevice": confirm,
    "GetDevice": get,
    "AdminGetDevice": get,
    "ListDevices": list_devices,
    "AdminListDevices": list_devices,
    "ForgetDevice": forget,
    "AdminForgetDevice": forget,
    "UpdateDeviceStatus": update_status,
    "AdminUpdateDeviceStatus": update_status,
}
AMENDED: dict[str, Amendment] = {}
