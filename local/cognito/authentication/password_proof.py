"""The password, proved by SRP: PASSWORD_VERIFIER ("Sign-in with persistent passwords and secure payload").

The challenge has no session of its own: the SECRET_BLOCK that comes back is its handle.
"""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Mapping
from typing import Any, Final

from cognito_model.srp_group import N
from local.cognito.authentication import sessions, srp
from local.cognito.authentication.attempt import Attempt
from local.cognito.authentication.eligibility import WRONG
from local.cognito.authentication.password_check import check_current, check_lock, refuse
from local.cognito.authentication.requests import Answer, Request, answer_of
from local.cognito.errors import CognitoError, invalid, not_authorized
from local.cognito.json_types import JsonObject
from local.cognito.passwords import SALT_BYTES
from local.cognito.store.sign_ins import AuthSession
from local.cognito.store.users import User

PASSWORD_VERIFIER: Final = "PASSWORD_VERIFIER"  # noqa: S105 - a challenge
HEXADECIMAL: Final = re.compile(r"[0-9a-fA-F]+")


def public_value(values: Request | Answer) -> int:
    """The client's SRP_A. Raises CognitoError."""
    found = values["SRP_A"]
    if not HEXADECIMAL.fullmatch(found):
        raise invalid(
            f"1 validation error detected: Value '{found}' at 'sRPA' failed to satisfy constraint: "
            "Member must satisfy regular expression pattern: ^[0-9a-fA-F]+$"
        )
    number = int(found, 16)
    if number % N == 0:
        raise not_authorized(WRONG)
    return number


def challenge(attempt: Attempt, a: int) -> JsonObject:
    """PASSWORD_VERIFIER for a user.

    Somebody who doesn't exist gets the same salt and id each time, and nobody can answer ("Managing user existence
    error responses", RFC 5054 section 2.5.1.3).
    """
    user = attempt.user
    if user.has_password:
        salt, verifier = user.salt, _verifier(user)
    else:
        salt, verifier = stable_salt(attempt.pool.refresh_key, user.sub), srp.nobodys_verifier()
    exchange = srp.begin(a, verifier)
    block = attempt.session(PASSWORD_VERIFIER, srp=remembered(exchange))
    name = user.sub if attempt.is_nobody else user.username
    return {
        "ChallengeName": PASSWORD_VERIFIER,
        "ChallengeParameters": {
            "SALT": salt.hex(),
            "SECRET_BLOCK": block,
            "SRP_B": exchange.b_public,
            "USERNAME": name,
            "USER_ID_FOR_SRP": name,
        },
    }


def stable_salt(key: bytes, name: str) -> bytes:
    """A salt that is always the same for a name."""
    found = hmac.digest(key, f"salt\0{name}".encode(), hashlib.sha256)[:SALT_BYTES]
    return bytes([found[0] | 1]) + found[1:]


def answered(request: Request) -> Answer:
    """A right answer to PASSWORD_VERIFIER, taken. It may be tried until the challenge expires. Raises CognitoError."""
    signature, timestamp = checked_form(request)
    session = _session(request)
    answer = answer_of(request, session=session)
    attempt, user = answer.attempt, answer.attempt.user
    check_lock(attempt)
    block = base64.b64decode(request["PASSWORD_CLAIM_SECRET_BLOCK"])
    message = srp.signed_message(_identity(user), block, timestamp)
    exchange = exchange_of(session.remembered)
    if not user.has_password or not srp.proves(exchange, _verifier(user), message, signature):
        refuse(attempt)
    check_current(attempt)
    answer.take()
    return answer


def checked_form(request: Request) -> tuple[bytes, str]:
    """Signature and timestamp of a proof, in the order in which Cognito looks at its parts. Raises CognitoError."""
    if not request.values:
        raise invalid("Missing required parameter challenge responses.")
    for name in ("USERNAME", "TIMESTAMP", "PASSWORD_CLAIM_SIGNATURE", "PASSWORD_CLAIM_SECRET_BLOCK"):
        request[name]
    timestamp = srp.canonical_timestamp(request["TIMESTAMP"])
    if timestamp is None:
        raise invalid("TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english.")
    try:
        return base64.b64decode(request["PASSWORD_CLAIM_SIGNATURE"], validate=True), timestamp
    except (binascii.Error, ValueError) as error:
        raise invalid("Invalid PASSWORD_CLAIM_SIGNATURE format. Must be a Base64 string.") from error


def exchange_of(remembered: Mapping[str, Any]) -> srp.Exchange:
    """The exchange that a session remembers."""
    return srp.Exchange(*remembered["srp"])


def remembered(exchange: srp.Exchange) -> list[str]:
    """An exchange as a session remembers it."""
    return [exchange.a, exchange.b, exchange.b_public]


def _session(request: Request) -> AuthSession:
    """The session of the challenge, of a user who exists. Raises CognitoError."""
    try:
        session = sessions.find(request.call, request.pool, request["PASSWORD_CLAIM_SECRET_BLOCK"], PASSWORD_VERIFIER)
    except CognitoError as error:
        raise not_authorized(WRONG) from error
    if session.remembered.get("is_nobody") or session.client_id != request.client.id:
        raise not_authorized(WRONG)
    return session


def _identity(user: User) -> str:
    return f"{user.pool_id.partition('_')[2]}{user.username}"


def _verifier(user: User) -> int:
    if not user.verifier:
        user.verifier = srp.padded(srp.verifier_of(user.password_hash))
    return int.from_bytes(user.verifier, "big")
