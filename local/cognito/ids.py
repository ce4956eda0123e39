"""Identifiers and secrets, formed as Cognito forms them."""

import hashlib
import os
import secrets
import string
from typing import Final

from cognito_model.regions import partition_of

ACCOUNT_ID: Final = "000000000000"
"""The engine's one account."""
LETTERS_AND_DIGITS: Final = string.ascii_letters + string.digits
LOWER_CASE_AND_DIGITS: Final = string.ascii_lowercase + string.digits
POOL_ID_LENGTH: Final = 9
MAX_POOL_ID_LENGTH: Final = 55
"""UserPoolIdType."""
CLIENT_ID_LENGTH: Final = 26
CLIENT_SECRET_LENGTH: Final = 52
CUSTOM_ID_TAG: Final = "_custom_id_"
"""A tag of a pool, and a prefix of a client's name: the id that is asked for, as other emulators have it."""


def random_text(alphabet: str, length: int) -> str:
    """Letters by chance."""
    return "".join(secrets.choice(alphabet) for _ in range(length))


def user_pool_id(region: str) -> str:
    """`us-east-1_AbC123xyz`."""
    return f"{region}_{random_text(LETTERS_AND_DIGITS, POOL_ID_LENGTH)}"


def client_id() -> str:
    """26 lower-case letters and digits."""
    return random_text(LOWER_CASE_AND_DIGITS, CLIENT_ID_LENGTH)


def client_secret() -> str:
    """Letters and digits (ClientSecretType)."""
    return random_text(LOWER_CASE_AND_DIGITS, CLIENT_SECRET_LENGTH)


def sub() -> str:
    """A user's."""
    return random_uuid()


def random_uuid() -> str:
    """A UUID of version 4 (RFC 9562): several a sign-in, and `uuid.uuid4` takes four times as long."""
    digits = os.urandom(16).hex()
    variant = "89ab"[int(digits[16], 16) & 3]
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"


def opaque_token(size: int = 48) -> str:
    """A random token, safe in addresses."""
    return secrets.token_urlsafe(size)


def digest(token: str) -> str:
    """What is kept of a token instead of itself: SHA-256, hexadecimal."""
    return hashlib.sha256(token.encode()).hexdigest()


def user_pool_arn(region: str, pool_id: str) -> str:
    """A user pool's ARN."""
    return f"arn:{partition_of(region).id}:cognito-idp:{region}:{ACCOUNT_ID}:userpool/{pool_id}"
