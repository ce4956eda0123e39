"""What threat protection has logged of a user ("Viewing and exporting user event history")."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Final

from local.cognito.api import paging
from local.cognito.call import Call, Handler
from local.cognito.errors import CognitoError, invalid, not_authorized
from local.cognito.json_types import JsonObject
from local.cognito.store.pools import UserPool


def admin_list_user_auth_events(call: Call) -> JsonObject:
    """AdminListUserAuthEvents, the latest first; a page begins after the last event of the one before."""
    _check_is_on(call.pool)
    events = call.user.events
    size = call.get("MaxResults") or paging.MAX_COUNT
    of = f"events of {call.user.sub}"
    last = paging.place_of(call.get("NextToken"), of, "")
    start = next((place + 1 for place, event in enumerate(events) if event["EventId"] == last), 0)
    shown = events[start : start + size]
    following = {"NextToken": paging.token(shown[-1]["EventId"], of)} if events[start + size :] else {}
    return {"AuthEvents": deepcopy(list(shown)), **following}


def admin_update_auth_event_feedback(call: Call) -> JsonObject:
    """AdminUpdateAuthEventFeedback."""
    _check_is_on(call.pool)
    user = call.pool.users.find(call["Username"])
    if user is None:
        raise not_authorized("Incorrect username or password.")
    place = next((place for place, event in enumerate(user.events) if event["EventId"] == call["EventId"]), None)
    if place is None:
        raise invalid("EventId is invalid")
    feedback = {"FeedbackValue": call["FeedbackValue"], "Provider": "Admin", "FeedbackDate": call.moment}
    user.events = [
        {**event, "EventFeedback": feedback} if number == place else event for number, event in enumerate(user.events)
    ]
    call.save(user)
    return {}


def update_auth_event_feedback(call: Call) -> JsonObject:
    """UpdateAuthEventFeedback: its token comes with a notification, and none is sent here: no token is one."""
    _check_is_on(call.pool)
    raise not_authorized("Invalid session provided")


def _check_is_on(pool: UserPool) -> None:
    """Raise CognitoError for a pool without threat protection."""
    if (pool.settings.get("UserPoolAddOns") or {}).get("AdvancedSecurityMode", "OFF") == "OFF":
        raise CognitoError(
            "UserPoolAddOnNotEnabledException",
            "This is an add on feature. Please update AdvancedSecurityMode for your user pool to access this API.",
        )


OPERATIONS: Final[Mapping[str, Handler]] = {
    "AdminListUserAuthEvents": admin_list_user_auth_events,
    "AdminUpdateAuthEventFeedback": admin_update_auth_event_feedback,
    "UpdateAuthEventFeedback": update_auth_event_feedback,
}
