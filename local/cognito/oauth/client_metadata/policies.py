"""Which policy lets a client in: the one with a pattern that its address matches (CreateCIMDPolicy, URLPatterns)."""

from typing import TYPE_CHECKING

from local.cognito.json_types import JsonObject
from local.cognito.oauth.client_metadata.addresses import is_address
from local.cognito.oauth.client_metadata.errors import ClientMetadataError

if TYPE_CHECKING:
    from local.cognito.engine import Engine
    from local.cognito.store.pools import AppClient, UserPool


def policy_of(engine: "Engine", url: str, pool: "UserPool | None") -> "tuple[UserPool, JsonObject]":
    """The pool and the policy (CIMDPolicyType) that let an address in.

    On AWS the domain says which pool is asked; here it is `pool`, where the request's host says so. Raises
    ClientMetadataError.
    """
    asked = [pool] if pool is not None else list(engine.store.pools.values())
    found = [(one, policy) for one in asked if (policy := _matching(one, url)) is not None]
    if not found:
        raise ClientMetadataError(
            f"No user pool has a CIMD policy with a pattern for {url}. Create one with CreateCIMDPolicy and "
            "URLPatterns such as https://app.example.com/*."
        )
    if len(found) > 1:
        pools = ", ".join(one.id for one, _ in found)
        raise ClientMetadataError(
            f"The user pools {pools} all have a CIMD policy for {url}, and share the engine's address. Choose one by "
            "its domain, as http://PREFIX.localhost with the engine's port, or give the policies different patterns."
        )
    return found[0]


def app_client_of(pool: "UserPool", url: str) -> "AppClient | None":
    """The app client on whose terms a client of this address comes; None where no policy lets it in any more."""
    policy = _matching(pool, url) if is_address(url) else None
    return None if policy is None else pool.clients.get(str(policy.get("ClientId")))


def matches(pattern: str, url: str) -> bool:
    """Whether an address matches a pattern: `*` is any text, in the host none that goes beyond the host."""
    host_pattern, _, path_pattern = pattern.removeprefix("https://").partition("/")
    host, _, path = url.removeprefix("https://").partition("/")
    return _fits(host_pattern.lower(), host.lower()) and _fits(path_pattern, path)


def _matching(pool: "UserPool", url: str) -> JsonObject | None:
    for policy in pool.cimd_policies:
        if any(matches(pattern, url) for pattern in policy.get("URLPatterns") or ()):
            return policy
    return None


def _fits(pattern: str, text: str) -> bool:
    # No regular expression: forty stars in one take longer than anybody waits.
    first, *others = pattern.split("*")
    if not others:
        return text == first
    *middle, last = others
    if not text.startswith(first) or len(text) < len(first) + len(last) or not text.endswith(last):
        return False
    at, end = len(first), len(text) - len(last)
    for part in middle:
        found = text.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True
