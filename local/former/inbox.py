"""What Cognito would have sent: every e-mail and SMS of a user pool, kept with the pool instead of delivered."""

import secrets
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Final

from ministack.services import cognito

from local.former.errors import CognitoError

DAILY_MAILS: Final = 50
"""What Cognito sends in a day for an account in a region, except through the account's own SES."""
DAY_S: Final = 86_400
KEPT_PER_POOL: Final = 500
KEY: Final = "_Inbox"


@dataclass(frozen=True)
class Message:
    """One e-mail or SMS."""

    id: str
    at: float
    """Seconds since the epoch."""
    medium: str
    """`EMAIL` or `SMS`."""
    destination: str
    user_pool_id: str
    username: str
    trigger: str
    """Why it was sent, named as Cognito's custom message trigger does: `CustomMessage_SignUp` and the like."""
    subject: str
    """Empty for an SMS."""
    body: str = field(repr=False)
    code: str = field(repr=False)
    """The code or temporary password in the body."""


@dataclass
class Limits:
    """What is enforced."""

    mails_a_day: int | None = None
    """None: as many as there are."""


LIMITS: Final = Limits()
"""Nothing until request quotas are asked for."""


def deliver(  # noqa: PLR0913, PLR0917 - what makes a message
    medium: str,
    destination: str,
    user_pool_id: str,
    username: str,
    trigger: str,
    subject: str,
    body: str,
    code: str,
) -> Message:
    """Keep a message for a user of a pool in the account and region of the request at hand, instead of sending it.

    Raises CognitoError (LimitExceededException) for an e-mail that is one too many.
    """
    pool = cognito._user_pools.get(user_pool_id)  # noqa: SLF001 - messages live and die with their pool
    if pool is not None and medium == "EMAIL" and not _by_ses(pool) and _has_sent_a_days_mails():
        raise CognitoError(
            "LimitExceededException",
            "Exceeded daily email limit for the operation or the account. If a higher limit is required, please "
            "configure your user pool to use your own Amazon SES configuration for sending email.",
        )
    message = Message(
        secrets.token_hex(8), time.time(), medium, destination, user_pool_id, username, trigger, subject, body, code
    )
    if pool is not None:
        kept = [*pool.get(KEY, []), asdict(message)]
        pool[KEY] = kept[-KEPT_PER_POOL:]
    return message


def _by_ses(pool: Mapping[str, Any]) -> bool:
    return bool((pool.get("EmailConfiguration") or {}).get("EmailSendingAccount") == "DEVELOPER")


def _has_sent_a_days_mails() -> bool:
    """Whether Cognito has sent a day's e-mails in the last one, for the account and region of the request at hand."""
    if LIMITS.mails_a_day is None:
        return False
    since = time.time() - DAY_S
    senders = [pool for pool in cognito._user_pools.values() if not _by_ses(pool)]  # noqa: SLF001 - as above
    sent: int = sum(kept["medium"] == "EMAIL" and kept["at"] > since for pool in senders for kept in pool.get(KEY, []))
    return sent >= LIMITS.mails_a_day


def messages(user_pool_id: str = "", destination: str = "", username: str = "") -> list[Message]:
    """The messages of every account and region, newest first; of one pool, address or user where it is named."""
    wanted = {"user_pool_id": user_pool_id, "destination": destination, "username": username}
    everything = cognito._user_pools.all_items()  # noqa: SLF001 - as above
    found = [_message(kept) for _, pool in everything for kept in pool.get(KEY, [])]
    chosen = [one for one in found if all(not value or getattr(one, name) == value for name, value in wanted.items())]
    return sorted(chosen, key=lambda message: message.at)[::-1]


def _message(kept: Mapping[str, Any]) -> Message:
    return Message(**{each.name: kept[each.name] for each in fields(Message)})
