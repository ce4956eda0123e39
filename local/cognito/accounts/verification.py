"""Codes that confirm sign-ups and verify addresses ("Verifying contact information at sign-up")."""

from typing import Final

from cognito_model.attributes import VERIFIED_FLAGS
from local.cognito.accounts import codes
from local.cognito.call import Call
from local.cognito.errors import invalid
from local.cognito.json_types import JsonObject
from local.cognito.messages import sending, texts
from local.cognito.store.pools import UserPool
from local.cognito.store.users import User

PREFERENCE: Final = ("phone_number", "email")
"""Who gave both gets the code by phone."""
NO_DOMAIN: Final = (
    "Cannot perform specific action because there does not exist a valid use pool domain associated with the user pool"
)


def attribute_to_verify(pool: UserPool, attributes: dict[str, str]) -> str | None:
    """What a new user's code is sent to; None where the pool verifies nothing that the user has."""
    verified = pool.settings.get("AutoVerifiedAttributes") or []
    return next((name for name in PREFERENCE if name in verified and attributes.get(name)), None)


def check_link_is_possible(pool: UserPool, attribute: str | None) -> None:
    """Raise CognitoError where a link is to be sent and the pool has no domain that it could lead to."""
    if attribute == "email" and texts.confirms_by_link(pool) and not pool.domains:
        raise invalid(NO_DOMAIN)


def send_sign_up_code(call: Call, pool: UserPool, user: User, trigger: str) -> JsonObject | None:
    """Send the code that confirms a sign-up; CodeDeliveryDetails, None where there is nothing to send it to."""
    attribute = attribute_to_verify(pool, user.attributes)
    if attribute is None:
        return None
    check_link_is_possible(pool, attribute)
    code = codes.issue(call, user, codes.SIGN_UP, attribute=attribute, to=user.attributes[attribute])
    metadata = call.get("ClientMetadata")
    return sending.send(call, pool, user, trigger, code, sending.MEDIA[attribute], metadata=metadata)


def send_attribute_code(  # noqa: PLR0913 - whose attribute, and why
    call: Call, pool: UserPool, user: User, attribute: str, *, trigger: str, value: str = ""
) -> JsonObject:
    """Send the code that verifies an attribute: to the value that waits for it, or to the one that there is.

    CodeDeliveryDetails. Raises CognitoError.
    """
    to = value or user.attributes[attribute]
    code = codes.issue(call, user, codes.verifying(attribute), value=value, to=to)
    medium, metadata = sending.MEDIA[attribute], call.get("ClientMetadata")
    return sending.send(call, pool, user, trigger, code, medium, destination=value, metadata=metadata)


def set_verified(call: Call, pool: UserPool, user: User, attribute: str, value: str = "") -> None:
    """Note that an attribute is the user's, with a value that has waited for that."""
    changed = {attribute: value} if value else {}
    with pool.users.changing(user):
        user.attributes = {**user.attributes, **changed, VERIFIED_FLAGS[attribute]: "true"}
    user.modified = call.moment
    call.save(user)
