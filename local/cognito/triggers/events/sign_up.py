"""Pre sign-up and post confirmation ("Pre sign-up Lambda trigger", "Post confirmation Lambda trigger")."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from local.cognito.json_types import JsonObject
from local.cognito.triggers.events.common import Texts, TriggerContext, or_null, trigger_event, with_metadata
from local.cognito.triggers.json_values import flag

PRE_SIGN_UP: Final = "PreSignUp"
BY_USER: Final = "PreSignUp_SignUp"
BY_ADMINISTRATOR: Final = "PreSignUp_AdminCreateUser"
BY_PROVIDER: Final = "PreSignUp_ExternalProvider"

POST_CONFIRMATION: Final = "PostConfirmation"
SIGNED_UP: Final = "PostConfirmation_ConfirmSignUp"
NEW_PASSWORD: Final = "PostConfirmation_ConfirmForgotPassword"  # noqa: S105 - the name of an event


@dataclass(frozen=True, slots=True)
class PreSignUpAnswer:
    """What is to become of the new user."""

    confirm: bool = False
    verify_email: bool = False
    verify_phone: bool = False


def pre_sign_up(  # noqa: PLR0913 - the members of one event
    context: TriggerContext,
    source: str,
    user_name: str,
    attributes: Texts,
    *,
    validation_data: Texts | None = None,
    client_metadata: Texts | None = None,
) -> JsonObject:
    """The event before a user is created; `attributes` are those that were asked for, without `sub` and status."""
    request = {"userAttributes": dict(attributes), "validationData": or_null(validation_data)}
    response = {"autoConfirmUser": False, "autoVerifyEmail": False, "autoVerifyPhone": False}
    return trigger_event(context, source, user_name, with_metadata(request, client_metadata), response)


def read_pre_sign_up(response: Mapping[str, Any], source: str = BY_USER) -> PreSignUpAnswer:
    """What the function has decided; Cognito ignores it for users whom an administrator creates."""
    answer = PreSignUpAnswer(
        confirm=flag(response.get("autoConfirmUser")),
        verify_email=flag(response.get("autoVerifyEmail")),
        verify_phone=flag(response.get("autoVerifyPhone")),
    )
    return PreSignUpAnswer() if source == BY_ADMINISTRATOR else answer


def post_confirmation(
    context: TriggerContext, source: str, user_name: str, attributes: Texts, *, client_metadata: Texts | None = None
) -> JsonObject:
    """The event after a sign-up or a new password was confirmed; there is nothing to answer (`read_nothing`)."""
    request = with_metadata({"userAttributes": dict(attributes)}, client_metadata)
    return trigger_event(context, source, user_name, request, {})
