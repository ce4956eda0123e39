"""A user's password: what is kept of it, and how one is compared with it.

What is kept is what SRP needs (RFC 5054, with Cognito's names): a salt and x, the hash of salt, pool, user and
password.
"""

import hashlib
import hmac
import secrets

from local.cognito.store.users import User

SALT_BYTES = 16


def set_password(user: User, password: str) -> None:
    """Keep what is needed of a password."""
    # No zero byte at its beginning: clients read it as a number, and some hash it without.
    user.salt = (secrets.randbelow(255) + 1).to_bytes(1, "big") + secrets.token_bytes(SALT_BYTES - 1)
    user.password_hash = password_hash(user, password, user.salt)
    user.verifier = b""


def clear_password(user: User) -> None:
    """Leave the user without a password."""
    user.salt = user.password_hash = user.verifier = b""


def is_password(user: User, password: str) -> bool:
    """Whether this is the user's password."""
    if not user.has_password:
        return False
    return hmac.compare_digest(password_hash(user, password, user.salt), user.password_hash)


def password_hash(user: User, password: str, salt: bytes) -> bytes:
    """SRP's x for a user: SHA-256 of the salt and of the hash of pool name, user name, colon and password."""
    pool_name = user.pool_id.partition("_")[2]
    inner = hashlib.sha256(f"{pool_name}{user.username}:{password}".encode()).digest()
    padded = salt if salt[0] < 0x80 else b"\0" + salt  # noqa: PLR2004 - as Java's BigInteger writes a positive number
    return hashlib.sha256(padded + inner).digest()
