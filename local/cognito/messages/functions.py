"""Functions that word messages, or send them in Cognito's place.

"Custom message Lambda trigger", "Custom email sender Lambda trigger", "Custom SMS sender Lambda trigger".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from local.cognito import triggering
from local.cognito.call import Call
from local.cognito.json_types import JsonObject
from local.cognito.messages.texts import Text
from local.cognito.store.pools import UserPool
from local.cognito.store.users import User
from local.cognito.tokens.jwt import claims_of

SENDERS: Final = {"EMAIL": "CustomEmailSender", "SMS": "CustomSMSSender"}
ATTRIBUTES: Final = {"EMAIL": "email", "SMS": "phone_number"}


@dataclass(frozen=True, slots=True)
class MessageContext:
    """What a message is about."""

    trigger: str
    """The source of the custom message trigger: `CustomMessage_SignUp` and the like."""
    code: str = field(repr=False)
    """The code, or the temporary password."""
    medium: str
    """`EMAIL` or `SMS`."""
    destination: str
    metadata: Mapping[str, str] | None = field(default=None, repr=False)
    """ClientMetadata."""


def sends(pool: UserPool, medium: str) -> bool:
    """Whether a pool's own function sends the messages of a medium."""
    return triggering.has(pool, SENDERS[medium])


def worded(call: Call, pool: UserPool, user: User, occasion: MessageContext, text: Text) -> Text:
    """The text as the pool's function wants it; the pool's own where it has none.

    The pool's lock is let go of meanwhile. Raises CognitoError where the function refuses.
    """

    def event() -> JsonObject:
        from local.cognito.triggers.events.messages import custom_message

        context = triggering.context(pool, _client_id(call))
        attributes = _attributes(pool, user, occasion)
        return custom_message(context, occasion.trigger, user.username, attributes, client_metadata=occasion.metadata)

    response = triggering.invoke(call, pool, "CustomMessage", event)
    if response is None:
        return text
    from local.cognito.triggers.events.messages import read_custom_message

    if occasion.medium == "SMS":
        return Text("", read_custom_message(response, occasion.trigger, "SMS").sms_message or text.body)
    found = read_custom_message(response, occasion.trigger, "EMAIL")
    return Text(found.email_subject or text.subject, found.email_message or text.body)


def hand_over(call: Call, pool: UserPool, user: User, occasion: MessageContext) -> None:
    """Have a pool's own function send a message, where it has one: nobody waits for it."""
    trigger = SENDERS[occasion.medium]
    if not triggering.has(pool, trigger):
        return
    from local.cognito.triggers.events import senders

    code = senders.secret_to_encrypt(occasion.trigger, occasion.code)
    event = senders.custom_sender(
        triggering.context(pool, _client_id(call)),
        senders.sender_source(trigger, occasion.trigger),
        user.username,
        _attributes(pool, user, occasion),
        code=call.engine.kms.encrypt_code(code, str(pool.triggers.get("KMSKeyID", ""))),
        client_metadata=occasion.metadata,
    )
    triggering.invoke_later(call, pool, trigger, event, plaintext_code=code)


def _attributes(pool: UserPool, user: User, occasion: MessageContext) -> dict[str, str]:
    """What the function is told of the user, with the address that the message goes to, which may be a new one."""
    return {**triggering.attributes(pool, user), ATTRIBUTES[occasion.medium]: occasion.destination}


def _client_id(call: Call) -> str:
    """The app client that is asked for, by name or by its access token, which has been verified; empty for none."""
    token = call.get("AccessToken")
    return str(claims_of(token).get("client_id", "")) if token else str(call.get("ClientId", ""))
