"""Secure Remote Password: the user's password, and a device's.

"Authentication with AWS SDKs": PASSWORD_VERIFIER has no session; the SECRET_BLOCK that comes back is its handle.
A device's proof is like a password's, with its group key and key in place of pool and user.
"""

import base64
import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Mapping
from typing import Any, Final

from local.former.errors import CognitoError
from local.former.operations.authentication import ministack, sessions
from local.former.operations.authentication.attempt import Attempt
from local.former.state import Client, Pool, User

PASSWORD_VERIFIER: Final = "PASSWORD_VERIFIER"  # noqa: S105 - a challenge
HEXADECIMAL: Final = re.compile(r"[0-9a-fA-F]+")


def public_value(values: Mapping[str, str]) -> str:
    """The client's SRP_A. Raises CognitoError."""
    found = values.get("SRP_A")
    if not found:
        raise CognitoError("InvalidParameterException", "Missing required parameter SRP_A")
    if not HEXADECIMAL.fullmatch(found):
        raise CognitoError(
            "InvalidParameterException",
            f"1 validation error detected: Value '{found}' at 'sRPA' failed to satisfy constraint: "
            "Member must satisfy regular expression pattern: ^[0-9a-fA-F]+$",
        )
    if int(found, 16) % ministack.srp_parts()[0] == 0:
        raise CognitoError("NotAuthorizedException", "Incorrect username or password.")
    return found


def challenge(attempt: Attempt, srp_a: str) -> dict[str, Any]:
    """PASSWORD_VERIFIER for a user."""
    return _challenge(attempt.pool, attempt.client, attempt.user, attempt.user["Username"], srp_a, attempt.device_key)


def challenge_nobody(pool: Pool, client: Client, username: str, srp_a: str) -> dict[str, Any]:
    """PASSWORD_VERIFIER for somebody who doesn't exist, which the client doesn't tell."""
    return _challenge(pool, client, None, username, srp_a, "")


def _challenge(  # noqa: PLR0913, PLR0917 - what makes it
    pool: Pool, client: Client, user: User | None, username: str, srp_a: str, device_key: str
) -> dict[str, Any]:
    block = sessions.begin(pool, client, {"Username": username}, PASSWORD_VERIFIER, device_key=device_key)
    parameters, state = ministack.srp_challenge(pool["Id"], user, username, srp_a, block)
    ministack.sessions()[block]["srp"] = state
    return {"ChallengeName": PASSWORD_VERIFIER, "ChallengeParameters": parameters}


def check_form(responses: Mapping[str, str]) -> None:
    """Raise CognitoError where an answer lacks something or is malformed."""
    error = ministack.srp_form_error(responses)
    if error is not None:
        raise CognitoError("InvalidParameterException", str(json.loads(error[2])["message"]))


def device_challenge(device: Mapping[str, Any], srp_a: str) -> tuple[dict[str, str], dict[str, str]]:
    """DEVICE_PASSWORD_VERIFIER's parameters, and what its answer is checked against."""
    n, g, k, _pad, _hash = ministack.srp_parts()
    verifier = int.from_bytes(base64.b64decode(device["verifier"]), "big")
    b = secrets.randbelow(n - 2) + 1
    big_b = (k * verifier + pow(g, b, n)) % n
    block = base64.b64encode(secrets.token_bytes(48)).decode()
    salt = base64.b64decode(device["salt"]).hex()
    parameters = {"SALT": salt, "SECRET_BLOCK": block, "SRP_B": format(big_b, "x"), "DEVICE_KEY": device["key"]}
    return parameters, {"srp_a": srp_a, "b": format(b, "x"), "srp_b": format(big_b, "x"), "secret_block": block}


def device_proves(device: Mapping[str, Any], group: str, state: Mapping[str, str], given: Mapping[str, str]) -> bool:
    """Whether an answer to DEVICE_PASSWORD_VERIFIER proves the device's secret."""
    n, _g, _k, pad, hash_of = ministack.srp_parts()
    block = given["PASSWORD_CLAIM_SECRET_BLOCK"]
    if not hmac.compare_digest(block.encode(), state["secret_block"].encode()):
        return False
    big_a, big_b = int(state["srp_a"], 16), int(state["srp_b"], 16)
    u = hash_of(pad(big_a), pad(big_b))
    verifier = int.from_bytes(base64.b64decode(device["verifier"]), "big")
    shared = pow(big_a * pow(verifier, u, n), int(state["b"], 16), n)
    extracted = hmac.new(pad(u), pad(shared), hashlib.sha256).digest()
    key = hmac.new(extracted, b"Caldera Derived Key\x01", hashlib.sha256).digest()[:16]
    timestamp = ministack.srp_timestamp(given["TIMESTAMP"]) or ""
    message = (group + device["key"]).encode() + base64.b64decode(block) + timestamp.encode()
    expected = hmac.new(key, message, hashlib.sha256).digest()
    return hmac.compare_digest(expected, base64.b64decode(given["PASSWORD_CLAIM_SIGNATURE"]))
