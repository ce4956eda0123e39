"""Devices in a sign-in ("Working with user devices in your user pool")."""

import base64
import hashlib
from typing import Final

from local.cognito import ids
from local.cognito.authentication import lockout, password_proof, sessions, srp
from local.cognito.authentication.attempt import Attempt
from local.cognito.authentication.eligibility import WRONG
from local.cognito.authentication.requests import Request, answer_of
from local.cognito.errors import not_authorized, not_found
from local.cognito.json_types import JsonObject
from local.cognito.store.pools import UserPool
from local.cognito.store.users import Device, User

DEVICE_SRP: Final = "DEVICE_SRP_AUTH"
DEVICE_PROOF: Final = "DEVICE_PASSWORD_VERIFIER"


def tracks(pool: UserPool) -> bool:
    """Whether a pool remembers devices: any DeviceConfiguration turns it on."""
    return pool.settings.get("DeviceConfiguration") is not None


def stands_for_mfa(pool: UserPool) -> bool:
    """Whether a remembered device takes the place of the second factor."""
    return bool((pool.settings.get("DeviceConfiguration") or {}).get("ChallengeRequiredOnNewDevice"))


def new_for(attempt: Attempt) -> str:
    """A key for the device of a sign-in; empty where the pool tracks none, or the user has it already."""
    if not tracks(attempt.pool) or attempt.device_key in attempt.pool.devices_of(attempt.user):
        return ""
    return f"{attempt.pool.region}_{ids.random_uuid()}"


def group(device_key: str) -> str:
    """The group key that belongs to a device key; the two go into the device's proofs."""
    return f"-{base64.b32encode(hashlib.sha256(device_key.encode()).digest()).decode()[:8].lower()}"


def device_of(pool: UserPool, user: User, key: str) -> Device:
    """A user's confirmed device. Raises CognitoError."""
    found = pool.devices_of(user).get(key)
    if found is None:
        raise not_found("Device does not exist.")
    return found


def is_remembered(attempt: Attempt) -> bool:
    """Whether the app names a device of the user's that is remembered. Raises CognitoError for one that there isn't."""
    if not attempt.device_key or not tracks(attempt.pool):
        return False
    return device_of(attempt.pool, attempt.user, attempt.device_key).remembered


def challenge(attempt: Attempt) -> JsonObject:
    """DEVICE_SRP_AUTH: the device is to prove itself."""
    shown = {"DEVICE_KEY": attempt.device_key, "USERNAME": attempt.user.username}
    return attempt.challenge(DEVICE_SRP, shown)


def answer_srp(request: Request) -> JsonObject:
    """DEVICE_SRP_AUTH: the first half of the device's proof.

    The session may be missing: Cognito finds it by itself, and pycognito and older Amplify clients send none.
    """
    key = request["DEVICE_KEY"]
    session = None
    if not request.call.get("Session"):
        user = request.pool.users.find(request["USERNAME"])
        session = user and sessions.latest(request.pool, request.client, user.username, DEVICE_SRP)
    answer = answer_of(request, DEVICE_SRP, session=session or None)
    attempt = answer.attempt
    device = device_of(attempt.pool, attempt.user, key)
    if key != answer.session.remembered.get("device_key"):
        raise not_authorized(sessions.WRONG)
    exchange = srp.begin(password_proof.public_value(answer), int.from_bytes(device.verifier, "big"))
    answer.take()
    block = attempt.session(DEVICE_PROOF, srp=password_proof.remembered(exchange))
    return {
        "ChallengeName": DEVICE_PROOF,
        "Session": block,
        "ChallengeParameters": {
            "SALT": device.salt.hex(),
            "SECRET_BLOCK": block,
            "SRP_B": exchange.b_public,
            "DEVICE_KEY": key,
            "USERNAME": attempt.user.username,
        },
    }


def answer_proof(request: Request) -> Attempt:
    """DEVICE_PASSWORD_VERIFIER: the second half; the SECRET_BLOCK says which. The attempt, the device proved."""
    key = request["DEVICE_KEY"]
    signature, timestamp = password_proof.checked_form(request)
    block = request["PASSWORD_CLAIM_SECRET_BLOCK"]
    session = sessions.find(request.call, request.pool, block, DEVICE_PROOF)
    answer = answer_of(request, session=session)
    attempt = answer.attempt
    device = device_of(attempt.pool, attempt.user, key)
    lockout.check(attempt.call, attempt.user)
    message = srp.signed_message(group(key) + key, base64.b64decode(block), timestamp)
    exchange = password_proof.exchange_of(session.remembered)
    is_it = key == session.remembered.get("device_key")
    if not is_it or not srp.proves(exchange, int.from_bytes(device.verifier, "big"), message, signature):
        lockout.failed(attempt.call, attempt.user)
        raise not_authorized(WRONG)
    answer.take()
    device.last_signed_in = attempt.call.moment
    address = attempt.call.context.get("address")
    if address:
        device.attributes = {**device.attributes, "last_ip_used": address}
    attempt.call.save(device)
    return attempt
