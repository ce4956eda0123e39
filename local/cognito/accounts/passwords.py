"""A user's password, given or replaced: whatever comes with that."""

import secrets
import string
from typing import Final

from local.cognito.accounts.password_policy import minimum_length, remembered
from local.cognito.call import Call
from local.cognito.passwords import set_password
from local.cognito.store.pools import UserPool
from local.cognito.store.users import User

EVERY_CLASS: Final = "aA1!"
"""What every password policy wants of characters."""
GENERATED_LENGTH: Final = 12


def make_permanent(call: Call, pool: UserPool, user: User, password: str) -> None:
    """Give a user a password to keep; the one before is remembered where the pool does that."""
    _replace(pool, user, password)
    user.temporary_since = None
    set_status(call, pool, user, "CONFIRMED")


def make_temporary(call: Call, pool: UserPool, user: User, password: str) -> None:
    """Give a user a password that has to be changed at the first sign-in."""
    _replace(pool, user, password)
    user.temporary_since = call.now
    set_status(call, pool, user, "FORCE_CHANGE_PASSWORD")


def set_status(call: Call, pool: UserPool, user: User, status: str) -> None:
    """Change a user's UserStatus; it is modified now, and saved."""
    with pool.users.changing(user):
        user.status = status
    user.modified = call.moment
    call.save(user)


def generated(pool: UserPool) -> str:
    """A temporary password that the pool's policy takes."""
    length = max(GENERATED_LENGTH, minimum_length(pool))
    letters = (secrets.choice(string.ascii_letters) for _ in range(length - len(EVERY_CLASS)))
    return EVERY_CLASS + "".join(letters)


def _replace(pool: UserPool, user: User, password: str) -> None:
    count = remembered(pool)
    if count and user.has_password:
        user.former_passwords = [[user.salt, user.password_hash], *user.former_passwords][:count]
    set_password(user, password)
    user.failures = 0
    user.locked_until = 0.0
