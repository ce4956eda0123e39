"""What Cognito would have sent by mail and SMS, newest first."""

from local.cognito.engine import Engine
from local.cognito.json_types import JsonObject
from local.cognito.store.sign_ins import Message


def messages(engine: Engine, to: str = "") -> list[Message]:
    """The messages to an address or number, or all of them where none is named; newest first."""
    with engine.store.lock:
        found = [one for one in engine.store.messages.values() if to in {"", one.destination}]
    return sorted(found, key=lambda one: one.at)[::-1]


def to_json(message: Message) -> JsonObject:
    """A message as `/inbox.json` has it."""
    return {
        "id": message.id,
        "at": message.at,
        "medium": message.medium,
        "destination": message.destination,
        "user_pool_id": message.pool_id,
        "username": message.username,
        "trigger": message.trigger,
        "subject": message.subject,
        "body": message.body,
        "code": message.code,
    }
