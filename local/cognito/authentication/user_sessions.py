"""Sessions of users that a pool tracks ("Managing user sessions"): who is signed in where."""

from typing import Final

from local.cognito.call import Call
from local.cognito.json_types import JsonObject
from local.cognito.store.pools import UserPool
from local.cognito.store.sign_ins import HostedUiSession, RefreshFamily
from local.cognito.store.users import User
from local.cognito.tokens import session_ids, sso_sessions, tracking

MAX_COUNT: Final = 125


def described(call: Call, pool: UserPool, user: User, current_origin: str = "") -> list[JsonObject]:
    """SessionDescriptionType of each, the latest active first; `current_origin` is the caller's `origin_jti`."""
    tokens = [_token_session(one, current_origin) for one in tracking.sessions_of(call, pool, user.sub)]
    others = [_sso_session(one) for one in sso_sessions.of_user(call, pool, user.sub)]
    found = [*tokens, *others]
    found.sort(key=lambda one: float(one["LastActiveDate"]), reverse=True)
    return found[:MAX_COUNT]


def _token_session(family: RefreshFamily, current_origin: str) -> JsonObject:
    return {
        "SessionId": session_ids.of_sign_in(family.origin_jti),
        "SessionType": "TOKEN",
        "ClientId": family.client_id,
        "CreateDate": family.auth_time,
        "LastActiveDate": family.last_active,
        "DeviceType": device_type(family.user_agent),
        **({"LastIPAddress": family.address} if family.address else {}),
        "LastLocation": {"Country": "unknown"},
        **({"OriginSessionId": family.sso_session} if family.sso_session else {}),
        "IsCurrentSession": family.origin_jti == current_origin,
    }


def _sso_session(session: HostedUiSession) -> JsonObject:
    details = session.details
    address = details.get("address")
    return {
        "SessionId": session_ids.of_hosted_session(session.digest),
        "SessionType": "SSO",
        "ClientId": session.client_id,
        "CreateDate": session.auth_time,
        "LastActiveDate": details.get("last_active", session.auth_time),
        "DeviceType": device_type(details.get("user_agent", "")),
        **({"LastIPAddress": address} if address else {}),
        "LastLocation": {"Country": "unknown"},
        "IsCurrentSession": False,
    }


SYSTEMS: Final = (
    ("iPhone", "iOS"),
    ("iPad", "iOS"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Macintosh", "macOS"),
    ("Darwin", "macOS"),
    ("Linux", "Linux"),
    ("linux", "Linux"),
)
APPLICATIONS: Final = (
    ("Edg/", "Edge"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("aws-amplify", "Amplify"),
    ("Boto3", "Boto3"),
    ("aws-cli", "AWS CLI"),
    ("aws-sdk-", "AWS SDK"),
)


def device_type(user_agent: str) -> str:
    """Operating system and application of a user agent; `unknown` where neither is known."""
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    application = next((name for mark, name in APPLICATIONS if mark in user_agent), "")
    return ", ".join(part for part in (system, application) if part) or "unknown"
