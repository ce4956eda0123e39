"""Verification of Cognito's tokens: signature, issuer, expiry, token use, and the client they were issued to.

RFC 7515, RFC 7519; the developer guide, "Verifying JSON web tokens".
"""

import math
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeGuard

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from automation.environment import Environment
from automation.errors import DriverError, NetworkError
from automation.tokens.token_set import TokenSet

if TYPE_CHECKING:
    import requests

ALGORITHMS = ["RS256"]
"""Cognito signs with nothing else. Pinned: what a token's header asks for decides nothing."""
ACCESS, ID = "access", "id"
"""Values of `token_use`."""
LEEWAY_S = 60
FETCH_AT_MOST_EVERY_S = 10.0
MAX_LENGTH = 64_000
"""Characters; Cognito's tokens have a few thousand at most."""
TIMEOUT_S = 30


class VerificationError(DriverError):
    """A token was refused; the text names the check that failed. The token itself is never part of it."""

    code = "token_refused"


class WrongTimeError(VerificationError):
    """A token has expired, or isn't valid yet."""


@dataclass(frozen=True)
class VerifiedToken:
    """A token that passed every check."""

    header: Mapping[str, Any]
    claims: Mapping[str, Any]


@dataclass
class PublishedKeys:
    """A pool's public keys, fetched once. Thread-safe."""

    keys: KeySet | None = None
    fetched: float = float("-inf")
    """When, in seconds since the epoch."""
    issuers: set[str] = field(default_factory=set)
    """That the pool's discovery document names."""
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)


class Verifier:
    """Verifies tokens of one environment's pool. The key set is fetched once, and again for an unknown key id."""

    def __init__(
        self,
        environment: Environment,
        http: "requests.Session",
        *,
        now: Callable[[], float] = time.time,
        leeway_s: float = LEEWAY_S,
        published: "PublishedKeys | None" = None,
    ) -> None:
        """`leeway_s`: allowed clock skew in seconds; `published`: keys that several verifiers of a pool share."""
        self._environment = environment
        self._http = http
        self._now = now
        self._leeway_s = leeway_s
        self._published = published or PublishedKeys()

    def verify(  # noqa: PLR0913 - what a token must be, by name
        self,
        token: str,
        *,
        token_use: str | None = None,
        nonce: str | None = None,
        scopes: Iterable[str] = (),
        groups: Iterable[str] = (),
        resource: str | None = None,
    ) -> VerifiedToken:
        """Check a token; `token_use` is `access` or `id`, None for either; it must have all scopes and groups.

        With a `resource` it must be an access token that is bound to that (`aud`; RFC 8707).
        Raises VerificationError naming the check that failed.
        """
        if len(token) > MAX_LENGTH:
            raise VerificationError(f"The token is refused: it is longer than {MAX_LENGTH} characters.")
        header = self._header(token)
        try:
            decoded = jwt.decode(token, self._keys_for(header.get("kid")), algorithms=ALGORITHMS)
        except (JoseError, ValueError, TypeError, KeyError, RecursionError) as error:
            raise VerificationError(
                f"The token is refused: its signature doesn't verify ({type(error).__name__})."
            ) from None
        if not isinstance(decoded.claims, dict):
            raise VerificationError("The token is refused: its payload isn't a JSON object.")
        self._check_claims(decoded.claims, ACCESS if resource else token_use, nonce)
        _check_resource(decoded.claims, resource)
        _check_rights(decoded.claims, scopes, groups)
        return VerifiedToken(header=decoded.header, claims=decoded.claims)

    def verify_set(self, tokens: TokenSet) -> dict[str, dict[str, Any]]:
        """Verify the access token and, where there is one, the ID token; the contract's `claims` object."""
        verified = {"access_token": dict(self.verify(tokens.access_token, token_use=ACCESS).claims)}
        if tokens.id_token is not None:
            identity = self.verify(tokens.id_token, token_use=ID, nonce=tokens.nonce)
            verified["id_token"] = dict(identity.claims)
        return verified

    def _header(self, token: str) -> Mapping[str, Any]:
        try:
            header: Mapping[str, Any] = jws.extract_compact(token.encode()).headers()
        except (JoseError, ValueError, KeyError, TypeError, RecursionError):
            raise VerificationError(
                "The token is refused: it isn't a signed JWT (three base64url parts joined by dots)."
            ) from None
        if header.get("alg") not in ALGORITHMS:
            raise VerificationError(
                f"The token is refused: its algorithm is {header.get('alg')!r}, and Cognito only signs with RS256."
            )
        if "crit" in header:  # RFC 7515 section 4.1.11: whoever doesn't know what is critical refuses; empty is invalid
            raise VerificationError(
                "The token is refused: its header has critical parameters (crit), which Cognito never sets."
            )
        return header

    def _keys_for(self, key_id: object) -> KeySet:
        # An unknown key id may be a new key; but a stream of invented ones must not become a stream of requests.
        published = self._published
        with published.lock:
            stale = self._now() - published.fetched > FETCH_AT_MOST_EVERY_S
            if published.keys is None or (stale and not _has_key(published.keys, key_id)):
                published.keys, published.fetched = self._fetch_keys(), self._now()
            keys = published.keys
        if not _has_key(keys, key_id):
            raise VerificationError(
                f"The token is refused: the user pool {self._environment.user_pool_id} has no key {key_id!r}. The "
                "token was issued by another user pool, or not by Cognito."
            )
        return keys

    def _fetch_keys(self) -> KeySet:
        import requests  # slow, and needed for its errors alone

        url = self._environment.jwks_uri
        try:
            answer = self._http.get(url, timeout=TIMEOUT_S)
            answer.raise_for_status()
            return KeySet.import_key_set(answer.json())
        except (requests.RequestException, JoseError, ValueError, KeyError, RecursionError) as error:
            raise NetworkError(f"Reading the user pool's keys from {url} failed: {error}") from error

    def _discovered_issuer(self) -> str | None:
        """The issuer in the discovery document (OpenID Connect Discovery section 4); it can have a newer form.

        None where it can't be had; then the token's issuer is refused.
        """
        import requests  # as above

        url = self._environment.jwks_uri.replace("jwks.json", "openid-configuration")
        try:
            answer = self._http.get(url, timeout=TIMEOUT_S)
            issuer = answer.json().get("issuer") if answer.ok else None
        except (requests.RequestException, ValueError, AttributeError, RecursionError):
            return None
        if isinstance(issuer, str):
            self._published.issuers.add(issuer)
            return issuer
        return None

    def _check_claims(self, claims: Mapping[str, Any], token_use: str | None, nonce: str | None) -> None:
        environment = self._environment
        issuer = claims.get("iss")
        known = isinstance(issuer, str) and (
            issuer == environment.issuer or issuer in self._published.issuers or issuer == self._discovered_issuer()
        )
        if not known:
            raise VerificationError(
                f"The token is refused: its issuer is {claims.get('iss')!r}, expected {environment.issuer!r}."
            )
        now = self._now()
        expires = claims.get("exp")
        if not _is_moment(expires):
            raise VerificationError("The token is refused: it has no expiry (exp).")
        if expires + self._leeway_s < now:
            raise WrongTimeError(f"The token is refused: it expired {int(now - expires)} s ago.")
        for name in ("iat", "nbf"):
            moment = claims.get(name)
            if moment is not None and not _is_moment(moment):
                raise VerificationError(f"The token is refused: its {name} isn't a time.")
            if moment is not None and moment - self._leeway_s > now:
                raise WrongTimeError(f"The token is refused: it isn't valid yet ({name}).")
        use = claims.get("token_use")
        if use not in (ACCESS, ID) or (token_use is not None and use != token_use):
            raise VerificationError(
                f"The token is refused: its token_use is {use!r}, expected {token_use or 'access or id'!r}."
            )
        name, client_id = ("client_id", claims.get("client_id")) if use == ACCESS else ("aud", claims.get("aud"))
        if client_id not in [client.client_id for client in environment.clients]:
            raise VerificationError(
                f"The token is refused: it was issued to {client_id!r} ({name}), which isn't an app client of the "
                f"environment {environment.name}."
            )
        if nonce is not None and claims.get("nonce") != nonce:
            raise VerificationError("The token is refused: its nonce isn't the one that was sent.")
        _check_subject(claims.get("sub"))


def _is_moment(value: object) -> TypeGuard[float]:
    """Whether a claim is a NumericDate (RFC 7519 section 2); NaN and Infinity, which Python accepts, aren't."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def header_of(token: str) -> Mapping[str, Any]:
    """The header of a token that has been verified."""
    header: Mapping[str, Any] = jws.extract_compact(token.encode()).headers()
    return header


def _check_subject(subject: object) -> None:
    if not isinstance(subject, str) or not subject:
        raise VerificationError("The token is refused: it doesn't name its subject (sub).")


def _check_rights(claims: Mapping[str, Any], scopes: Iterable[str], groups: Iterable[str]) -> None:
    has_scopes = str(claims.get("scope", "")).split()
    has_groups = claims.get("cognito:groups") or []
    for scope in scopes:
        if scope not in has_scopes:
            raise VerificationError(
                f"The token is refused: it lacks the scope {scope}; its scopes: {' '.join(has_scopes) or 'none'}."
            )
    for group in groups:
        if not isinstance(has_groups, list) or group not in has_groups:
            raise VerificationError(f"The token is refused: its user isn't in the group {group}.")


def _check_resource(claims: Mapping[str, Any], resource: str | None) -> None:
    found = claims.get("aud")
    if resource and found != resource:
        what = f"it is bound to the resource {found!r}" if found else "it isn't bound to a resource (aud)"
        raise VerificationError(f"The token is refused: {what}, expected {resource!r}.")


def _has_key(keys: KeySet, key_id: object) -> bool:
    return any(key.kid == key_id for key in keys.keys)
