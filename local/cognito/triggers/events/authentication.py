"""Before and after a sign-in ("Pre authentication Lambda trigger", "Post authentication Lambda trigger")."""

from typing import Final

from local.cognito.json_types import JsonObject
from local.cognito.triggers.events.common import Texts, TriggerContext, or_null, trigger_event, with_metadata

PRE_AUTHENTICATION: Final = "PreAuthentication"
POST_AUTHENTICATION: Final = "PostAuthentication"
PRE_AUTHENTICATION_SOURCE: Final = "PreAuthentication_Authentication"
POST_AUTHENTICATION_SOURCE: Final = "PostAuthentication_Authentication"


def pre_authentication(
    context: TriggerContext,
    user_name: str,
    attributes: Texts,
    *,
    validation_data: Texts | None = None,
    user_not_found: bool | None = None,
) -> JsonObject:
    """The event before a sign-in; the function may only refuse (`read_nothing`).

    `validation_data` is InitiateAuth's ClientMetadata. `user_not_found` is set where the app client has
    PreventUserExistenceErrors ENABLED, None else; for a user who doesn't exist `attributes` are empty.
    """
    request: JsonObject = {"userAttributes": dict(attributes), "validationData": or_null(validation_data)}
    if user_not_found is not None:
        request["userNotFound"] = user_not_found
    return trigger_event(context, PRE_AUTHENTICATION_SOURCE, user_name, request, {})


def post_authentication(
    context: TriggerContext,
    user_name: str,
    attributes: Texts,
    *,
    new_device_used: bool = False,
    client_metadata: Texts | None = None,
) -> JsonObject:
    """The event after a sign-in, before tokens are issued; the function may only refuse (`read_nothing`).

    `new_device_used` is set only in pools that remember devices.
    """
    request: JsonObject = {"userAttributes": dict(attributes), "newDeviceUsed": new_device_used}
    return trigger_event(context, POST_AUTHENTICATION_SOURCE, user_name, with_metadata(request, client_metadata), {})
