"""Too many wrong passwords or codes ("Lockout behavior for failed sign-in attempts").

Four failures are free; from the fifth on the n-th locks for 2^(n-5) seconds, a quarter of an hour at most. A success,
or a quarter of an hour without attempts, forgets them.
"""

from typing import Final

from local.cognito.call import Call
from local.cognito.errors import not_authorized
from local.cognito.store.users import User

FREE: Final = 4
MAX_S: Final = 900.0
EXCEEDED: Final = "Password attempts exceeded"


def check(call: Call, user: User) -> None:
    """Raise CognitoError where the user is locked out now."""
    if not user.failures:
        return
    now = call.now
    if now < user.locked_until:
        raise not_authorized(EXCEEDED)
    if now - user.failed_at > MAX_S:
        forget(call, user)


def failed(call: Call, user: User) -> None:
    """Note a failure."""
    user.failures += 1
    user.failed_at = call.now
    beyond = user.failures - FREE - 1
    user.locked_until = user.failed_at + min(2.0 ** min(beyond, 20), MAX_S) if beyond >= 0 else 0.0
    call.save(user)


def forget(call: Call, user: User) -> None:
    """Note a success."""
    if user.failures:
        user.failures = 0
        user.locked_until = 0.0
        call.save(user)
