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
    call: Call,
    pool: UserPool,
    user: User,
    kind: str,
    *,
    passed: bool,
    challenges: tuple[str, ...] = (),
    decision: str = "NoRisk",
) -> None:
    """Keep an AuthEventType: `kind` is its EventType, `challenges` those that were passed, or failed at last.

    `decision` is a RiskDecisionType.
    """
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
        "EventRisk": {"RiskDecision": decision, "CompromisedCredentialsDetected": False},
        **({"ChallengeResponses": results} if results else {}),
        "EventContextData": _context(call),
    }
    user.events = [event, *user.events][:KEPT]
    call.save(user)


def address_of(call: Call) -> str:
    """Where a call comes from: what the application says of its user, or the request's own address."""
    given = call.get("ContextData") or call.get("UserContextData") or {}
    return str(given.get("IpAddress") or call.context.get("address") or "")


def _context(call: Call) -> JsonObject:
    address, device = address_of(call), call.context.get("user_agent")
    return {**({"IpAddress": address} if address else {}), **({"DeviceName": device} if device else {})}
