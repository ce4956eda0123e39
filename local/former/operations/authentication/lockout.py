"""Too many wrong passwords or codes.

"Lockout behavior for failed sign-in attempts": five failures are free, the n-th locks for 2^(n-5) seconds, a quarter of
an hour at most; a success, or a quarter of an hour without attempts, forgets them.
"""

import time
from typing import Final

from local.former.errors import CognitoError
from local.former.state import User

FREE: Final = 5
LONGEST_S: Final = 900.0
KEY: Final = "_FailedSignIns"


def check(user: User) -> None:
    """Raise CognitoError where the user is locked out now."""
    failures, now = user.get(KEY), time.time()
    if failures and now < failures["until"]:
        raise CognitoError("NotAuthorizedException", "Password attempts exceeded")
    if failures and now - failures["at"] > LONGEST_S:
        del user[KEY]


def failed(user: User) -> None:
    """Note a failure."""
    now = time.time()
    count = user.get(KEY, {}).get("count", 0) + 1
    locked_s = min(2.0 ** (count - FREE), LONGEST_S) if count >= FREE else 0.0
    user[KEY] = {"count": count, "at": now, "until": now + locked_s}


def passed(user: User) -> None:
    """Note a success."""
    user.pop(KEY, None)
