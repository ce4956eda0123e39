"""Where the engine calls the functions of a pool's triggers."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from local.cognito.call import Call
from local.cognito.json_types import JsonObject
from local.cognito.store.pools import UserPool
from local.cognito.store.users import User
from local.cognito.triggers.lambda_config import V1, configured

if TYPE_CHECKING:
    from local.cognito.triggers.events.common import TriggerContext


def has(pool: UserPool, trigger: str) -> bool:
    """Whether a pool has a function for a trigger, named as in LambdaConfigType."""
    return bool(pool.triggers) and configured(pool.triggers, trigger) is not None


def version(pool: UserPool, trigger: str) -> str:
    """The version of the event that a pool's function wants: V1_0, V2_0 or V3_0."""
    found = configured(pool.triggers, trigger)
    return V1 if found is None else found.version


def invoke(call: Call, pool: UserPool, trigger: str, event: Callable[[], JsonObject]) -> JsonObject | None:
    """The `response` of a pool's function for a trigger; None where it has none, and then no event is built.

    The pool's lock is let go of meanwhile: what was read before may have changed, users and clients may be gone.
    Raises CognitoError where the function refuses, fails or answers nonsense.
    """
    found = configured(pool.triggers, trigger) if pool.triggers else None
    if found is None:
        return None
    built = event()
    with call.unlocked():
        return call.engine.triggers.invoke(trigger=trigger, source=built["triggerSource"], arn=found.arn, event=built)


def invoke_later(call: Call, pool: UserPool, trigger: str, event: JsonObject, *, plaintext_code: str) -> None:
    """Call a pool's own sender of messages, which it has; nobody waits for it."""
    found = configured(pool.triggers, trigger)
    if found is not None:
        source = event["triggerSource"]
        call.engine.triggers.invoke_later(
            trigger=trigger, source=source, arn=found.arn, event=event, plaintext_code=plaintext_code
        )


def context(pool: UserPool, client_id: str = "") -> "TriggerContext":
    """What every event says; without an app client that of an administrator's operation."""
    from local.cognito.triggers.events.common import NO_CLIENT, TriggerContext

    return TriggerContext(pool.region, pool.id, client_id or NO_CLIENT)


def attributes(pool: UserPool, user: User, *, with_status: bool = True) -> dict[str, str]:
    """`userAttributes` of a user who exists."""
    from local.cognito.triggers.events.common import user_attributes

    names = pool.naming.alias_attributes
    aliases = {name: user.attributes[name] for name in names if user.attributes.get(f"{name}_verified") == "true"}
    return user_attributes({"sub": user.sub, **user.attributes}, user.status if with_status else "", aliases)
