"""Addresses from which nobody signs in (SetRiskConfiguration, BlockedIPRangeList)."""

from typing import Final

from local.cognito.authentication import auth_events
from local.cognito.authentication.attempt import Attempt
from local.cognito.errors import not_authorized
from local.cognito.store.pools import AppClient, UserPool

REFUSED: Final = "Unable to login because of security reasons."


def check(attempt: Attempt) -> None:
    """Raise CognitoError where the sign-in comes from a blocked address, in a pool with threat protection enforced."""
    pool = attempt.pool
    if not auth_events.are_kept(pool) or pool.settings["UserPoolAddOns"]["AdvancedSecurityMode"] != "ENFORCED":
        return
    ranges = _blocked(pool, attempt.client)
    if ranges and _is_within(auth_events.address_of(attempt.call), ranges):
        auth_events.note(attempt.call, pool, attempt.user, "SignIn", passed=False, decision="Block")
        raise not_authorized(REFUSED)


def _blocked(pool: UserPool, client: AppClient) -> list[str]:
    configuration = client.risk_configuration or pool.risk_configuration or {}
    return list((configuration.get("RiskExceptionConfiguration") or {}).get("BlockedIPRangeList") or [])


def _is_within(address: str, ranges: list[str]) -> bool:
    from ipaddress import ip_address, ip_network

    try:
        found = ip_address(address)
    except ValueError:
        return False
    return any(found in ip_network(one, strict=False) for one in ranges)
