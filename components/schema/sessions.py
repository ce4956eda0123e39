"""Sessions that Cognito keeps track of: how many a user has, and how long a client reuses one."""

from collections.abc import Iterator
from typing import Final

from components.checking.keys import CLIENT_SESSIONS, SESSIONS, entry, table
from components.checking.problems import UNKNOWN, Problem
from components.checking.view import Known, block, blocks
from components.schema.tiers import not_on_lite

DEFAULT_MAX_PER_USER: Final = 20
"""Where nobody says it (GetUserPoolSessionConfiguration)."""
DEFAULT_REUSE_MINUTES: Final = 60
"""Where nobody says it (SetUserPoolClientSessionConfiguration)."""

TOKEN_SESSION: Final = table(
    "TokenSessionArgs",
    "Sessions with tokens.",
    entry(
        "max_per_user",
        "MaxSessionsPerUserType",
        "How many a user has at most, 1 to 100; the one that was used least recently goes.",
        required=True,
    ),
)
SESSION_CONFIGURATION: Final = table(
    "SessionConfigurationArgs",
    "Whether Cognito keeps track of users' sessions; needs a plan above LITE.",
    entry(
        "token_session",
        TOKEN_SESSION,
        "Sessions with tokens.",
        default={"max_per_user": DEFAULT_MAX_PER_USER},
        words=f"{DEFAULT_MAX_PER_USER} for each user",
    ),
    entry("user_session_tracking", "UserSessionTrackingType", "ENABLED or DISABLED.", required=True),
    resource=SESSIONS,
)
SSO_SESSION: Final = table(
    "SsoSessionArgs",
    "Sessions of the pages.",
    entry(
        "max_validity_minutes",
        "SSOSessionMaxValidityMinutesType",
        "Minutes for which a user who has signed in isn't asked again; 0 asks each time.",
        required=True,
    ),
)
CLIENT_SESSION_CONFIGURATION: Final = table(
    "ClientSessionConfigurationArgs",
    "How long an app client reuses sessions of the pages; needs session tracking.",
    entry("sso_session", SSO_SESSION, "Sessions of the pages.", required=True),
    resource=CLIENT_SESSIONS,
)


def sessions_need_a_tier(auth: Known) -> Iterator[Problem]:
    """Tracking is for "the Essentials or Plus tier" (SetUserPoolSessionConfiguration)."""
    if "session_configuration" in auth:
        yield from not_on_lite(auth, "session_configuration")


def reused_sessions_are_tracked(auth: Known) -> Iterator[Problem]:
    """Session tracking "must be enabled for the user pool" (SetUserPoolClientSessionConfiguration)."""
    configured = auth.get("session_configuration", {})
    tracking = UNKNOWN if configured is UNKNOWN else block(auth, "session_configuration").get("user_session_tracking")
    if tracking in {UNKNOWN, "ENABLED"}:
        return
    for path, client in blocks(auth, "clients"):
        if "session_configuration" in client:
            rule = "needs session_configuration.user_session_tracking ENABLED, of the user pool"
            yield Problem(f"{path}.session_configuration", rule)


RULES = (sessions_need_a_tier, reused_sessions_are_tracked)
