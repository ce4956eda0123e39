"""Messages with codes: worded, and kept in the inbox in place of being sent."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from local.cognito.call import Call
from local.cognito.json_types import JsonObject
from local.cognito.messages import outbox, texts
from local.cognito.messages.masks import masked
from local.cognito.store.pools import UserPool
from local.cognito.store.sign_ins import Message
from local.cognito.store.users import User

ATTRIBUTES: Final = {"EMAIL": "email", "SMS": "phone_number"}
MEDIA: Final = {attribute: medium for medium, attribute in ATTRIBUTES.items()}


@dataclass(frozen=True, slots=True)
class Draft:
    """A message before it is sent."""

    pool: UserPool
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


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a message is about."""

    trigger: str
    """The source of the custom message trigger: `CustomMessage_SignUp` and the like."""
    code: str = field(repr=False)
    """The code, or the temporary password."""
    medium: str
    """`EMAIL` or `SMS`."""
    destination: str = ""
    """Where it isn't to the user's own address or number."""
    metadata: Mapping[str, str] | None = None
    """ClientMetadata."""


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

    The pool's lock is let go of while a trigger words the message. Raises CognitoError where the trigger refuses, and
    for an e-mail that is one too many.
    """
    draft = compose(call, pool, user, Occasion(trigger, code, medium, destination, metadata))
    deliver(call, draft)
    return draft.details


def compose(call: Call, pool: UserPool, user: User, occasion: Occasion) -> Draft:
    """Word a message. Raises CognitoError as `send` does."""
    outbox.check_limit(call, pool, occasion.medium)
    text = texts.pool_text(pool, occasion.trigger, occasion.medium)
    link = _link(call, pool, user, occasion)
    subject, body = (
        texts.filled(part, texts.shown_username(pool, user), occasion.code, link) for part in (text.subject, text.body)
    )
    message = Message(
        id=secrets.token_hex(8),
        at=call.now,
        medium=occasion.medium,
        destination=occasion.destination or user.attributes[ATTRIBUTES[occasion.medium]],
        pool_id=pool.id,
        username=user.username,
        trigger=occasion.trigger,
        subject=subject,
        body=body,
        code=occasion.code,
    )
    return Draft(pool, message)


def deliver(call: Call, draft: Draft) -> None:
    """Send what has been worded."""
    outbox.keep(call, draft.pool, draft.message)


def _link(call: Call, pool: UserPool, user: User, occasion: Occasion) -> str:
    """The link that confirms a sign-up, where the pool wants one and an app client is known."""
    client_id = call.get("ClientId", "")
    wanted = occasion.medium == "EMAIL" and occasion.trigger in texts.WITH_LINK and texts.confirms_by_link(pool)
    if not wanted or not client_id:
        return ""
    return texts.confirmation_link(call.engine.settings.endpoint_url, client_id, user.username, occasion.code)
