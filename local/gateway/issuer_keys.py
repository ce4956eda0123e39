"""The issuer's public keys, fetched when they are first needed and again for a key id that isn't known."""

import asyncio
import json
import time
from collections.abc import Callable
from typing import Final

from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from local.gateway.back_end import Endpoints

KEPT_S: Final = 7200.0
"""API Gateway may keep keys for two hours."""
FETCH_AT_MOST_EVERY_S: Final = 5.0
"""A stream of invented key ids must not become one of requests."""
OK: Final = 200


class IssuerKeys:
    """The keys at one `jwks_uri`."""

    def __init__(self, jwks_uri: str, endpoints: Endpoints, now: Callable[[], float] = time.monotonic) -> None:
        self._uri = jwks_uri
        self._endpoints = endpoints
        self._now = now
        self._keys: KeySet | None = None
        self._fetched = float("-inf")
        self._lock = asyncio.Lock()

    async def with_key(self, kid: str | None) -> KeySet:
        """The keys, with that of an id where there is one. Raises OSError where they can't be had."""
        async with self._lock:
            age = self._now() - self._fetched
            if self._keys is None or age > KEPT_S or (age > FETCH_AT_MOST_EVERY_S and not self._has(kid)):
                self._keys, self._fetched = await self._fetch(), self._now()
            return self._keys

    def _has(self, kid: str | None) -> bool:
        return kid is None or any(key.kid == kid for key in (self._keys.keys if self._keys else ()))

    async def _fetch(self) -> KeySet:
        status, body = await self._endpoints.ask("GET", self._uri)
        if status != OK:
            raise OSError(f"{self._uri} responded with HTTP {status}")
        try:
            return KeySet.import_key_set(json.loads(body))
        except (JoseError, ValueError, KeyError, TypeError, RecursionError) as error:
            raise OSError(f"{self._uri} has no keys ({error})") from None
