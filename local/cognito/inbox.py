"""What Cognito would have sent: every e-mail and SMS of a user pool, kept with the pool instead of delivered."""

import secrets
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Final

from ministack.services import cognito

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
    """Keep a message for a user of a pool in the account and region of the request at hand, instead of sending it."""
    message = Message(
        secrets.token_hex(8), time.time(), medium, destination, user_pool_id, username, trigger, subject, body, code
    )
    pool = cognito._user_pools.get(user_pool_id)  # noqa: SLF001 - messages live and die with their pool
    if pool is not None:
        kept = [*pool.get(KEY, []), asdict(message)]
        pool[KEY] = kept[-KEPT_PER_POOL:]
    return message


def messages(user_pool_id: str = "", destination: str = "", username: str = "") -> list[Message]:
    """The messages of every account and region, newest first; of one pool, address or user where it is named."""
    wanted = {"user_pool_id": user_pool_id, "destination": destination, "username": username}
    everything = cognito._user_pools.all_items()  # noqa: SLF001 - as above
    found = [_message(kept) for _, pool in everything for kept in pool.get(KEY, [])]
    chosen = [one for one in found if all(not value or getattr(one, name) == value for name, value in wanted.items())]
    return sorted(chosen, key=lambda message: message.at)[::-1]


def _message(kept: Mapping[str, Any]) -> Message:
    return Message(**{each.name: kept[each.name] for each in fields(Message)})
