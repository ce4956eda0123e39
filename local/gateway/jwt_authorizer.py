"""API Gateway's JWT authorizer for HTTP APIs.

Source: "Control access to HTTP APIs with JWT authorizers", Amazon API Gateway developer guide; the forms of its
refusals: "Troubleshooting issues with HTTP API JWT authorizers" there, and answers that people have published.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeGuard

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from local.gateway.errors import RefusedError, Reply

ALGORITHMS: Final = ("RS256", "RS384", "RS512")
"""Only algorithms based on RSA are supported."""
SCHEME: Final = "Bearer "
SEGMENTS: Final = 3
UNAUTHORIZED: Final = b'{"message":"Unauthorized"}'
FORBIDDEN: Final = b'{"message":"Forbidden"}'
Claims = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class JwtAuthorizer:
    """Which tokens get in."""

    issuer: str
    audience: tuple[str, ...]

    def authorize(self, token: str, keys: KeySet, scopes: tuple[str, ...], now: float) -> Claims:
        """The claims of a token that gets in. Raises RefusedError."""
        try:
            claims = verified(token, keys)
            self._check(claims, now)
        except _InvalidTokenError as error:
            raise _invalid(scopes, str(error)) from None
        if scopes and not scopes_of(claims) & set(scopes):
            raise _insufficient(scopes)
        return claims

    def _check(self, claims: Claims, now: float) -> None:
        if claims.get("iss") != self.issuer:
            raise _InvalidTokenError("the token does not have a valid issuer")
        if not self._is_for_us(claims):
            raise _InvalidTokenError("the token does not have a valid audience")
        expires = claims.get("exp")
        if not _is_moment(expires) or expires <= now:
            raise _InvalidTokenError("the token has expired")
        for name in ("nbf", "iat"):
            moment = claims.get(name, now)
            if not _is_moment(moment) or moment > now:
                raise _InvalidTokenError(f"the token is not yet valid ({name})")

    def _is_for_us(self, claims: Claims) -> bool:
        """`client_id` counts only where there is no `aud`."""
        if "aud" in claims:
            found = claims["aud"]
            return any(one in self.audience for one in (found if isinstance(found, list) else [found]))
        return claims.get("client_id") in self.audience


def presented_token(authorization: list[bytes]) -> str | None:
    """What `$request.header.Authorization` holds: a token, or one behind `Bearer `; None for nothing."""
    value = b",".join(authorization).decode("latin-1").strip()
    token = value.removeprefix(SCHEME).strip() if value != SCHEME.strip() else ""
    return token or None


def nobody() -> RefusedError:
    """The answer to a request without a token."""
    return RefusedError(Reply(401, UNAUTHORIZED, headers=((b"www-authenticate", b"Bearer"),)), "there is no token")


def key_id(token: str) -> str | None:
    """Which key a token says to be signed with; None for what is no token."""
    try:
        found = jws.extract_compact(token.encode()).headers().get("kid")
    except (JoseError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return found if isinstance(found, str) else None


def scopes_of(claims: Claims) -> set[str]:
    """A token's scopes: `scope`, a text with blanks between them, or `scp`, which may be a list."""
    found = claims.get("scope", claims.get("scp"))
    if isinstance(found, str):
        return set(found.split())
    is_list = "scope" not in claims and isinstance(found, list)
    return {one for one in found if isinstance(one, str)} if is_list and found else set()


def as_text(value: Any) -> str:
    """A claim as `requestContext.authorizer.jwt.claims` and a mapped header have it: lists in brackets."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return f"[{' '.join(as_text(one) for one in value)}]"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return json.dumps(value, separators=(",", ":"))


class _InvalidTokenError(Exception):
    """A token that isn't what it says to be; the text is the refusal's `error_description`."""


def verified(token: str, keys: KeySet) -> Claims:
    """The claims of a token that one of the keys has signed. Raises an error whose text says what is wrong."""
    if token.count(".") != SEGMENTS - 1:
        raise _InvalidTokenError("token contains an invalid number of segments")
    try:
        header = jws.extract_compact(token.encode()).headers()
        if header.get("alg") not in ALGORITHMS:
            raise _InvalidTokenError("signing method is not supported")
        if "crit" in header:  # RFC 7515 section 4.1.11: nobody here knows what would be critical
            raise _InvalidTokenError("the token has critical headers that are not understood")
        key = next((one for one in keys.keys if one.kid is not None and one.kid == header.get("kid")), None)
        if key is None:
            raise _InvalidTokenError("the token's kid matches no key of the issuer")
        claims = json.loads(jws.deserialize_compact(token, key, algorithms=list(ALGORITHMS)).payload)
    except (JoseError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise _InvalidTokenError("the token's signature or form is invalid") from None
    if not isinstance(claims, dict):
        raise _InvalidTokenError("the token's claims aren't a JSON object")
    return claims


def _is_moment(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _invalid(scopes: tuple[str, ...], why: str) -> RefusedError:
    challenge = f'Bearer scope="{" ".join(scopes)}" error="invalid_token" error_description="{why}"'
    return RefusedError(Reply(401, UNAUTHORIZED, headers=((b"www-authenticate", challenge.encode()),)), why)


def _insufficient(scopes: tuple[str, ...]) -> RefusedError:
    wanted = " ".join(scopes)
    why = f"expected scopes: [{wanted}]"
    challenge = f'Bearer scope="{wanted}" error="insufficient_scope" error_description="{why}"'
    return RefusedError(Reply(403, FORBIDDEN, headers=((b"www-authenticate", challenge.encode()),)), why)
