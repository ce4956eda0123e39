"""Devices that users sign in with ("Working with user devices in your user pool")."""

import base64
import binascii
from collections.abc import Mapping
from typing import Final

from local.cognito import ids
from local.cognito.api import paging
from local.cognito.authentication import device_keys
from local.cognito.call import Call, Handler
from local.cognito.errors import CognitoError, invalid, not_authorized
from local.cognito.json_types import JsonObject
from local.cognito.store.pools import UserPool
from local.cognito.store.users import Device, User
from local.cognito.tokens.access import signed_in

REMEMBERED: Final = "remembered"
NOT_REMEMBERED: Final = "not_remembered"


def confirm_device(call: Call) -> JsonObject:
    """ConfirmDevice: keep the device that the access token was issued to, with its verifier."""
    caller = signed_in(call)
    pool, user, key = caller.pool, caller.user, call["DeviceKey"]
    if not device_keys.tracks(pool):
        raise CognitoError("InvalidUserPoolConfigurationException", "Device tracking is not enabled for the user pool.")
    if caller.claims.get("device_key") != key:
        raise not_authorized("Invalid device key given.")
    if key in pool.devices_of(user):
        raise CognitoError("DeviceKeyExistsException", "Device already exists.")
    salt, verifier = _secret_verifier(call)
    asks = bool(pool.settings["DeviceConfiguration"].get("DeviceOnlyRememberedOnUserPrompt"))
    name, address = call.get("DeviceName"), call.context.get("address")
    call.add(
        Device(
            pool.id,
            user.sub,
            key,
            device_keys.group(key),
            call.moment,
            call.moment,
            call.moment,
            salt,
            verifier,
            not asks,
            {
                **({"device_name": name} if name else {}),
                **({"last_ip_used": address} if address else {}),
            },
        )
    )
    return {"UserConfirmationNecessary": asks}


def get_device(call: Call) -> JsonObject:
    """GetDevice and AdminGetDevice."""
    pool, user = _owner(call)
    return {"Device": _shown(pool, user, _device(call))}


def list_devices(call: Call) -> JsonObject:
    """ListDevices and AdminListDevices."""
    pool, user = _owner(call)
    _check_tracked(pool)
    found = list(pool.devices_of(user).values())
    shown, following = paging.page(found, call.get("PaginationToken"), call.get("Limit"), "devices")
    more = {"PaginationToken": following} if following else {}
    return {"Devices": [_shown(pool, user, device) for device in shown], **more}


def forget_device(call: Call) -> JsonObject:
    """ForgetDevice and AdminForgetDevice."""
    call.remove(_device(call))
    return {}


def update_device_status(call: Call) -> JsonObject:
    """UpdateDeviceStatus and AdminUpdateDeviceStatus."""
    device = _device(call)
    device.remembered = call.get("DeviceRememberedStatus") == REMEMBERED
    device.modified = call.moment
    call.save(device)
    return {}


def _secret_verifier(call: Call) -> tuple[bytes, bytes]:
    """Salt and verifier of the device's secret. Raises CognitoError."""
    given = call.get("DeviceSecretVerifierConfig", {})
    if not given.get("PasswordVerifier") or not given.get("Salt"):
        raise invalid("Device verifier and salt are required.")
    try:
        salt, verifier = (base64.b64decode(given[name], validate=True) for name in ("Salt", "PasswordVerifier"))
    except (binascii.Error, ValueError) as error:
        raise invalid("Invalid device verifier or salt. Both must be Base64 strings.") from error
    return salt, verifier


def _owner(call: Call) -> tuple[UserPool, User]:
    """Whose devices a call is about: the caller's, or those of the user that an administrator names."""
    if call.get("AccessToken") is None:
        return call.pool, call.user
    caller = signed_in(call)
    return caller.pool, caller.user


def _device(call: Call) -> Device:
    pool, user = _owner(call)
    _check_tracked(pool)
    return device_keys.device_of(pool, user, call["DeviceKey"])


def _check_tracked(pool: UserPool) -> None:
    if not device_keys.tracks(pool):
        raise CognitoError("InvalidUserPoolConfigurationException", "Device tracking is not enabled for the user pool.")


def _shown(pool: UserPool, user: User, device: Device) -> JsonObject:
    """DeviceType, with the attributes of the API reference's examples."""
    owner = f"{user.username}.{pool.id}"
    prefix = ids.user_pool_arn(pool.region, pool.id).rpartition(":")[0]
    attributes = {
        "device_status": "valid",
        "device_name": device.attributes.get("device_name", ""),
        "dev:device_arn": f"{prefix}:owner/{owner}/device/{device.device_key}",
        "dev:device_owner": owner,
        "last_ip_used": device.attributes.get("last_ip_used", ""),
        "dev:device_remembered_status": REMEMBERED if device.remembered else NOT_REMEMBERED,
        "dev:device_sdk": "aws-sdk-unknown-unknown",
    }
    return {
        "DeviceKey": device.device_key,
        "DeviceAttributes": [{"Name": name, "Value": value} for name, value in attributes.items() if value],
        "DeviceCreateDate": device.created,
        "DeviceLastModifiedDate": device.modified,
        "DeviceLastAuthenticatedDate": int(device.last_signed_in),
    }


OPERATIONS: Final[Mapping[str, Handler]] = {
    "ConfirmDevice": confirm_device,
    "GetDevice": get_device,
    "AdminGetDevice": get_device,
    "ListDevices": list_devices,
    "AdminListDevices": list_devices,
    "ForgetDevice": forget_device,
    "AdminForgetDevice": forget_device,
    "UpdateDeviceStatus": update_device_status,
    "AdminUpdateDeviceStatus": update_device_status,
}
