"""What AdminListUserAuthEvents tells later: kept of pools with threat protection ("Viewing user event history")."""

from typing import Final

from local.cognito import ids
from local.cognito.call import Call
from local.cognito.json_types import JsonObject
from local.cognito.store.pools import UserPool
from local.cognito.store.users import User

KEPT: Final = 100
PASSWORD: Final = "Password"  # noqa: S105 - a challenge
MFA: Final = "Mfa"


def are_kept(pool: UserPool) -> bool:
    """Whether a pool has threat protection, by UserPoolAddOns."""
    return bool((pool.settings.get("UserPoolAddOns") or {}).get("AdvancedSecurityMode", "OFF") != "OFF")


def note(  # noqa: PLR0913 - what makes an event
    call: Call, pool: UserPool, user: User, kind: str, *, passed: bool, challenges: tuple[str, ...] = ()
) -> None:
    """Keep an AuthEventType: `kind` is its EventType, `challenges` those that were passed, or failed at last."""
    if not are_kept(pool):
        return
    results = [{"ChallengeName": name, "ChallengeResponse": "Success"} for name in challenges]
    if results and not passed:
        results[-1]["ChallengeResponse"] = "Failure"
    event: JsonObject = {
        "EventId": ids.random_uuid(),
        "EventType": kind,
        "CreationDate": call.now,
        "EventResponse": "Pass" if passed else "Fail",
        "EventRisk": {"RiskDecision": "NoRisk", "CompromisedCredentialsDetected": False},
        **({"ChallengeResponses": results} if results else {}),
        "EventContextData": _context(call),
    }
    user.events = [event, *user.events][:KEPT]
    call.save(user)


def _context(call: Call) -> JsonObject:
    given = call.get("ContextData") or call.get("UserContextData") or {}
    address = given.get("IpAddress") or call.context.get("address")
    device = call.context.get("user_agent")
    return {**({"IpAddress": address} if address else {}), **({"DeviceName": device} if device else {})}
