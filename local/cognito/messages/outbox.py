"""Messages that are kept instead of delivered, and how many Cognito would send."""

from itertools import takewhile
from typing import Final

from local.cognito.call import Call
from local.cognito.errors import CognitoError
from local.cognito.store.pools import UserPool
from local.cognito.store.sign_ins import Message

KEPT_PER_POOL: Final = 500
DAILY_EMAILS: Final = 50
"""What Cognito sends in a day for an account in a region, except through the account's own SES ("Quotas")."""
DAY_S: Final = 86_400
_CACHE: Final = "message ids"


def check_limit(call: Call, pool: UserPool, medium: str) -> None:
    """Raise CognitoError for an e-mail that is one too many, where quotas are enforced."""
    if medium != "EMAIL" or not call.engine.settings.quotas or _by_ses(pool):
        return
    store, since = call.engine.store, call.now - DAY_S
    with store.lock:
        latest = takewhile(lambda message: message.at > since, reversed(store.messages.values()))
        sent = [store.pools.get(message.pool_id) for message in latest if message.medium == "EMAIL"]
    if sum(other is not None and other.region == pool.region and not _by_ses(other) for other in sent) < DAILY_EMAILS:
        return
    raise CognitoError(
        "LimitExceededException",
        "Exceeded daily email limit for the operation or the account. If a higher limit is required, please "
        "configure your user pool to use your own Amazon SES configuration for sending email.",
    )


def keep(call: Call, pool: UserPool, message: Message) -> None:
    """Keep a message; beyond so many a pool's oldest ones are let go."""
    store = call.engine.store
    with store.lock:
        kept: list[str] | None = pool.caches.get(_CACHE)
        if kept is None:
            kept = pool.caches[_CACHE] = [one.id for one in store.messages.values() if one.pool_id == pool.id]
        call.add(message)
        kept.append(message.id)
        old = [store.messages[each] for each in kept[:-KEPT_PER_POOL] if each in store.messages]
        del kept[:-KEPT_PER_POOL]
        call.remove(*old)
    call.engine.events.note_message(message.at, message.id)


def _by_ses(pool: UserPool) -> bool:
    return bool((pool.settings.get("EmailConfiguration") or {}).get("EmailSendingAccount") == "DEVELOPER")
