"""Request quotas of Cognito, enforced when asked for: a client's behaviour under throttling can be tried.

A second's worth of requests may come at once. The machine's own time counts, whatever tests do to the engine's clock.
"""

import threading
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from cognito_model import request_quotas
from cognito_model.request_quotas import RATES, category_of
from local.cognito.errors import CognitoError
from local.cognito.tokens.jwt import InvalidTokenError, claims_of

if TYPE_CHECKING:
    from local.cognito.store.pools import UserPool
    from local.cognito.store.store import Store

Bucket = tuple[str, ...]
Need = tuple[Bucket, float]
"""A bucket and how many requests per second it takes."""
MANY: Final = 10_000
"""Buckets after which full ones are forgotten."""


class Quotas:
    """What has been asked for lately. Safe in threads."""

    def __init__(self, store: "Store", clock: Callable[[], float] = time.monotonic) -> None:
        """`store` has the limits that were raised; `clock` gives seconds that never go back."""
        self._store = store
        self._clock = clock
        self._lock = threading.Lock()
        self._held: dict[Bucket, tuple[float, float]] = {}
        """What was in a bucket, and when."""

    def check(self, operation: str, parameters: Any, region: str, pool: "UserPool | None") -> None:
        """Count an operation. Raises CognitoError (TooManyRequestsException) where that is one too many."""
        given = parameters if isinstance(parameters, dict) else {}
        region, pool_id = (pool.region, pool.id) if pool is not None else (region, "")
        category = category_of(operation)
        extra: list[Need] = []
        if pool_id and category in request_quotas.PER_POOL:
            extra.append(((region, operation, pool_id), request_quotas.POOL_RATE))
        username = _username(given)
        if username and category in request_quotas.USER_READS | request_quotas.USER_WRITES:
            access = "read" if category in request_quotas.USER_READS else "write"
            extra.append(((region, access, pool_id, username), request_quotas.USER_RATE))
        rate = self._rate(region, category)
        if operation.endswith("RespondToAuthChallenge"):
            challenges = rate * request_quotas.CHALLENGE_FACTOR
            if self._take([((region, "challenges"), challenges), *extra]):
                return  # beyond that it counts as a sign-in
        if not self._take([((region, category), rate), *extra]):
            raise CognitoError("TooManyRequestsException", "Rate exceeded")

    def allows(self, path: str, parameters: Mapping[str, str], address: str) -> bool:
        """Count a request to a hosted page or OAuth endpoint: whether it isn't one too many."""
        client_id = parameters.get("client_id", "")
        pool = self._store.pool_of_client.get(client_id)
        needs: list[Need] = [(("address", address), request_quotas.HOSTED_ADDRESS_RATE)]
        if pool is not None:
            needs.append((("client", client_id), request_quotas.HOSTED_CLIENT_RATE))
            needs.append((("domain", pool.id), request_quotas.HOSTED_DOMAIN_RATE))
            category, bucket = _endpoint_category(path, parameters.get("grant_type", ""))
            if category:
                needs.append(((pool.region, bucket), self._rate(pool.region, category)))
        return self._take(needs)

    def _rate(self, region: str, category: str) -> float:
        raised = self._store.provisioned_limits.get(f"{region} {category}")
        return RATES[category] if raised is None else raised.value

    def _take(self, needs: list[Need]) -> bool:
        """One of each bucket, or none of any."""
        with self._lock:
            now = self._clock()
            levels = [self._level(bucket, rate, now) for bucket, rate in needs]
            taken = min(levels) >= 1
            for (bucket, _), level in zip(needs, levels, strict=True):
                self._held[bucket] = (level - taken, now)
            if len(self._held) > MANY:
                self._held = {bucket: held for bucket, held in self._held.items() if now - held[1] < 1}
            return taken

    def _level(self, bucket: Bucket, rate: float, now: float) -> float:
        held, since = self._held.get(bucket, (rate, now))
        return min(rate, held + (now - since) * rate)


def _username(parameters: Mapping[str, Any]) -> str:
    for structure in (parameters, parameters.get("AuthParameters"), parameters.get("ChallengeResponses")):
        for member in ("Username", "USERNAME"):
            if isinstance(structure, dict) and isinstance(structure.get(member), str):
                return str(structure[member])
    token = parameters.get("AccessToken")
    try:
        return str(claims_of(token).get("username", "")) if isinstance(token, str) else ""
    except InvalidTokenError:
        return ""


def _endpoint_category(path: str, grant: str) -> tuple[str, str]:
    """The category whose rate an endpoint has, and the bucket: authorization codes have one of their own."""
    if path == "/oauth2/token":
        return {
            "client_credentials": ("ClientAuthentication", "ClientAuthentication"),
            "authorization_code": ("UserAuthentication", "authorization codes"),
            "refresh_token": ("UserAuthentication", "UserAuthentication"),
        }.get(grant, ("", ""))
    if path == "/oauth2/revoke":
        return "UserToken", "UserToken"
    if path in {"/oauth2/idpresponse", "/saml2/idpresponse"}:
        return "UserFederation", "UserFederation"
    return "", ""
