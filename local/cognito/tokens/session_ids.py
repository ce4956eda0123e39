"""Ids of user sessions (SessionIdType): `tkn` or `sso` and 25 lower-case letters and digits.

25 of these are what a number of 128 bits takes, such as a UUID: a token session's is its `origin_jti`, that of a
session of the pool's pages the first half of its cookie's digest.
"""

from typing import Final
from uuid import UUID

DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
LENGTH: Final = 25
TOKEN: Final = "tkn"  # noqa: S105 - a prefix
SSO: Final = "sso"


def of_sign_in(origin_jti: str) -> str:
    """The id of a token session."""
    return TOKEN + _text(UUID(origin_jti).int)


def of_hosted_session(digest: str) -> str:
    """The id of an SSO session, by its record's digest."""
    return SSO + _text(int(digest[:32], 16))


def origin_of(session_id: str) -> str:
    """The `origin_jti` of a token session; empty for an id of another kind."""
    number = int(session_id[len(TOKEN) :], 36)
    return str(UUID(int=number)) if session_id.startswith(TOKEN) and number < 1 << 128 else ""


def _text(number: int) -> str:
    digits = []
    for _ in range(LENGTH):
        number, digit = divmod(number, 36)
        digits.append(DIGITS[digit])
    return "".join(reversed(digits))
