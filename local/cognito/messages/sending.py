"""Messages with codes: worded, and kept in the inbox in place of being sent."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from local.cognito.call import Call
from local.cognito.json_types import JsonObject
from local.cognito.messages import functions, outbox, texts
from local.cognito.messages.functions import ATTRIBUTES, MessageContext
from local.cognito.messages.masks import masked
from local.cognito.store.pools import UserPool
from local.cognito.store.sign_ins import Message
from local.cognito.store.users import User

__all__ = ["ATTRIBUTES", "MEDIA", "Draft", "MessageContext", "compose", "deliver", "send"]
MEDIA: Final = {attribute: medium for medium, attribute in ATTRIBUTES.items()}


@dataclass(frozen=True, slots=True)
class Draft:
    """A message before it is sent."""

    pool: UserPool = field(repr=False)
    user: User
    occasion: MessageContext
    message: Message

    @property
    def details(self) -> JsonObject:
        """CodeDeliveryDetails."""
        medium = self.message.medium
        return {
            "Destination": masked(self.message.destination),
            "DeliveryMedium": medium,
            "AttributeName": ATTRIBUTES[medium],
        }


def send(  # noqa: PLR0913, PLR0917 - what makes a message
    call: Call,
    pool: UserPool,
    user: User,
    trigger: str,
    code: str,
    medium: str,
    *,
    destination: str = "",
    metadata: Mapping[str, str] | None = None,
) -> JsonObject:
    """Send a code to a user's address or number, or to another `destination`; CodeDeliveryDetails.

    The pool's lock is let go of while a function words the message. Raises CognitoError where the function refuses,
    and for an e-mail that is one too many.
    """
    to = destination or user.attributes[ATTRIBUTES[medium]]
    draft = compose(call, pool, user, MessageContext(trigger, code, medium, to, metadata))
    deliver(call, draft)
    return draft.details


def compose(call: Call, pool: UserPool, user: User, occasion: MessageContext) -> Draft:
    """Word a message. Raises CognitoError as `send` does."""
    text = texts.pool_text(pool, occasion.trigger, occasion.medium)
    if not functions.sends(pool, occasion.medium):
        outbox.check_limit(call, pool, occasion.medium)
        text = functions.worded(call, pool, user, occasion, text)
    link = _link(call, pool, user, occasion)
    name = texts.shown_username(pool, user)
    message = Message(
        id=secrets.token_hex(8),
        at=call.now,
        medium=occasion.medium,
        destination=occasion.destination,
        pool_id=pool.id,
        username=user.username,
        trigger=occasion.trigger,
        subject=texts.filled(text.subject, name, occasion.code, link),
        body=texts.filled(text.body, name, occasion.code, link),
        code=occasion.code,
    )
    return Draft(pool, user, occasion, message)


def deliver(call: Call, draft: Draft) -> None:
    """Send what has been worded.

    What a pool's own function sends is kept as well: nobody could read its code otherwise.
    """
    outbox.keep(call, draft.pool, draft.message)
    functions.hand_over(call, draft.pool, draft.user, draft.occasion)


def _link(call: Call, pool: UserPool, user: User, occasion: MessageContext) -> str:
    """The link that confirms a sign-up, where the pool wants one and an app client is known."""
    client_id = call.get("ClientId", "")
    wanted = occasion.medium == "EMAIL" and occasion.trigger in texts.WITH_LINK and texts.confirms_by_link(pool)
    if not wanted or not client_id:
        return ""
    return texts.confirmation_link(call.engine.settings.endpoint_url, client_id, user.username, occasion.code)
