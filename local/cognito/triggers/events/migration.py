"""Bringing a user over from elsewhere ("Migrate user Lambda trigger")."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from local.cognito.json_types import JsonObject
from local.cognito.triggers.events.common import Texts, TriggerContext, or_null, trigger_event, with_metadata
from local.cognito.triggers.failures import invalid_lambda_response
from local.cognito.triggers.json_values import flag, text, text_list, texts

USER_MIGRATION: Final = "UserMigration"
AT_SIGN_IN: Final = "UserMigration_Authentication"
AT_FORGOT_PASSWORD: Final = "UserMigration_ForgotPassword"  # noqa: S105 - the name of an event
CONFIRMED: Final = "CONFIRMED"
RESET_REQUIRED: Final = "RESET_REQUIRED"
_STATUSES: Final = frozenset(
    {CONFIRMED, RESET_REQUIRED, "UNCONFIRMED", "ARCHIVED", "COMPROMISED", "UNKNOWN", "FORCE_CHANGE_PASSWORD"}
)
_MESSAGE_ACTIONS: Final = frozenset({"RESEND", "SUPPRESS"})
_MEDIA: Final = frozenset({"EMAIL", "SMS"})
_USER_NAME: Final = "username"


@dataclass(frozen=True, slots=True)
class MigratedUser:
    """The user to create."""

    attributes: dict[str, str]
    user_name: str | None = None
    """The name where the user signed in by an alias; the function gives it as the attribute `username`."""
    final_status: str = RESET_REQUIRED
    message_action: str | None = None
    """SUPPRESS for no welcome message."""
    delivery_media: list[str] = field(default_factory=list)
    """Of EMAIL and SMS; empty for SMS, Cognito's default."""
    force_alias_creation: bool = False
    enable_sms_mfa: bool = False


def user_migration(  # noqa: PLR0913 - the members of one event
    context: TriggerContext,
    source: str,
    user_name: str,
    *,
    password: str | None = None,
    validation_data: Texts | None = None,
    client_metadata: Texts | None = None,
) -> JsonObject:
    """The event for a user name that nobody has, as it was typed; a password only at sign-in.

    `validation_data` is InitiateAuth's ClientMetadata, `client_metadata` ForgotPassword's.
    """
    request: JsonObject = {} if password is None else {"password": password}
    request |= {"validationData": or_null(validation_data), "userAttributes": None}
    response = {
        "userAttributes": None,
        "forceAliasCreation": None,
        "enableSMSMFA": None,
        "finalUserStatus": None,
        "messageAction": None,
        "desiredDeliveryMediums": None,
    }
    return trigger_event(context, source, user_name, with_metadata(request, client_metadata), response)


def read_user_migration(response: Mapping[str, Any]) -> MigratedUser | None:
    """The user to create; None where the function knows nobody of that name and returned the event as it was."""
    attributes = texts(response.get("userAttributes"))
    status = text(response.get("finalUserStatus")) or RESET_REQUIRED
    action = text(response.get("messageAction"))
    media = text_list(response.get("desiredDeliveryMediums"))
    if status not in _STATUSES or action not in {None, *_MESSAGE_ACTIONS} or not _MEDIA.issuperset(media):
        raise invalid_lambda_response()
    user = MigratedUser(
        attributes={name: value for name, value in attributes.items() if name != _USER_NAME},
        user_name=attributes.get(_USER_NAME),
        final_status=status,
        message_action=action,
        delivery_media=media,
        force_alias_creation=flag(response.get("forceAliasCreation")),
        enable_sms_mfa=flag(response.get("enableSMSMFA")),
    )
    return user if attributes else None
