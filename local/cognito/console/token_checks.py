"""What would be wrong with a token: each of a back end's checks by itself, by the engine's own verification.

"Verifying JSON web tokens" of the developer guide, RFC 7519 section 4.1, and what Cognito itself looks at: the user,
and whether the sign-in was revoked.
"""

from dataclasses import dataclass, field
from typing import Any, Final, TypeGuard

from local.cognito.console import moments
from local.cognito.engine import Engine
from local.cognito.json_types import JsonObject
from local.cognito.oauth.client_metadata.policies import app_client_of
from local.cognito.store.pools import UserPool
from local.cognito.tokens import jwt
from local.cognito.tokens.access import is_revoked
from local.cognito.tokens.pool_keys import USES, signing_key

ENCRYPTED_PARTS: Final = 5
REFRESH: Final = (
    "It has five parts, so this is a refresh token. Refresh tokens are encrypted, and only Cognito can read them."
)


@dataclass(frozen=True, slots=True)
class Expected:
    """What a back end would ask of a token; empty where it doesn't matter."""

    use: str = ""
    """`access` or `id`."""
    client_id: str = ""
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    text: str
    is_wrong: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """A token, decoded and checked."""

    header: JsonObject
    claims: JsonObject = field(repr=False)
    checks: list[Check] = field(default_factory=list)

    @property
    def wrong(self) -> int:
        """How much is wrong with it."""
        return sum(one.is_wrong for one in self.checks)


def judge(engine: Engine, token: str, expected: Expected) -> Judgement:
    """Look at everything. Raises InvalidTokenError for what can't be decoded at all."""
    if len(token.split(".")) == ENCRYPTED_PARTS:
        raise jwt.InvalidTokenError(REFRESH)
    header, claims = jwt.header_of(token), jwt.claims_of(token)
    pool = engine.pool_of_token(token)
    issuer = _issuer(engine, pool, claims)
    checks = [issuer]
    if pool is not None and not issuer.is_wrong:
        with pool.lock:
            signature = _signature(engine, pool, token, header, claims)
            checks.append(signature)
            known = [_client(pool, claims, expected)]
            if not signature.is_wrong:
                known += _owner(pool, claims)
    else:
        checks.append(Check("Signature", "There are no keys to verify it with.", is_wrong=True))
        known = [_client(None, claims, expected)]
    now = engine.clock.now()
    checks += [_expiry(claims, now), *_beginning(claims, now), _use(claims, expected), *known]
    if expected.scopes:
        checks.append(_scopes(claims, expected))
    return Judgement(header, claims, checks)


def _issuer(engine: Engine, pool: UserPool | None, claims: JsonObject) -> Check:
    said = claims.get("iss")
    if pool is None:
        return Check("Issuer", f"No user pool of this engine has the issuer {said}.", is_wrong=True)
    if said != engine.issuer(pool):
        return Check("Issuer", f"{said} isn't the pool's issuer, which is {engine.issuer(pool)}.", is_wrong=True)
    return Check("Issuer", f"The user pool {pool.name}, {pool.id}.")


def _signature(engine: Engine, pool: UserPool, token: str, header: JsonObject, claims: JsonObject) -> Check:
    keys = {kid: (use, key) for use in USES for key, kid in [signing_key(engine, pool, use)]}
    algorithm, kid = header.get("alg"), header.get("kid")
    use, key = keys.get(kid if isinstance(kid, str) else "", ("", None))
    if algorithm != "RS256":
        return Check("Signature", f"alg is {algorithm}; Cognito signs with RS256.", is_wrong=True)
    if "crit" in header:
        return Check(
            "Signature", "crit names header parameters that aren't supported (RFC 7515 4.1.11).", is_wrong=True
        )
    if key is None:
        return Check("Signature", f"The pool's JWKS has no key with the kid {kid}.", is_wrong=True)
    try:
        jwt.verify(token, key.public_key())
    except jwt.InvalidTokenError as error:
        return Check("Signature", str(error), is_wrong=True)
    if claims.get("token_use") in USES and claims["token_use"] != use:
        return Check("Signature", f"It was signed with the key for {use} tokens.", is_wrong=True)
    return Check("Signature", "Valid: signed with a key of the user pool.")


def _expiry(claims: JsonObject, now: float) -> Check:
    ends = claims.get("exp")
    if not is_number(ends):
        return Check("Expiry", f"exp must be a number of seconds since 1970; it is {ends!r}.", is_wrong=True)
    left = _span(ends - now)
    return Check(
        "Expiry", f"Expired {left} ago." if ends <= now else f"Valid for another {left}.", is_wrong=ends <= now
    )


def _beginning(claims: JsonObject, now: float) -> list[Check]:
    """What says when it began: wrong where that is yet to come."""
    found = []
    for name, words in (("iat", "Issued"), ("nbf", "Valid from"), ("auth_time", "Signed in")):
        moment = claims.get(name)
        if moment is None:
            continue
        if not is_number(moment):
            found.append(Check(words, f"{name} must be a number of seconds since 1970.", is_wrong=True))
        elif moment > now + 1:
            found.append(Check(words, f"{name} is {_span(moment - now)} from now.", is_wrong=True))
        else:
            found.append(Check(words, f"{_span(now - moment)} ago."))
    return found


def _use(claims: JsonObject, expected: Expected) -> Check:
    use = claims.get("token_use")
    if use not in USES:
        return Check("token_use", f"{use!r} is neither 'access' nor 'id'.", is_wrong=True)
    if expected.use and use != expected.use:
        return Check("token_use", f"It is {use}, and {expected.use} was expected.", is_wrong=True)
    return Check("token_use", f"{use}: an {'ID' if use == 'id' else 'access'} token.")


def _client(pool: UserPool | None, claims: JsonObject, expected: Expected) -> Check:
    name = "aud" if claims.get("token_use") == "id" else "client_id"
    said = claims.get(name)
    if not isinstance(said, str):
        return Check("Client", f"{name} must be the app client's id; it is {said!r}.", is_wrong=True)
    if expected.client_id and said != expected.client_id:
        return Check("Client", f"{name} is {said}, and {expected.client_id} was expected.", is_wrong=True)
    client = None if pool is None else pool.clients.get(said) or app_client_of(pool, said)
    if client is None:
        return Check("Client", f"No app client of this engine's pool has the id {said}.", is_wrong=True)
    return Check("Client", f"{client.name}, {said}.")


def _owner(pool: UserPool, claims: JsonObject) -> list[Check]:
    """Who it stands for, of a token that the pool has signed."""
    if "username" not in claims and "cognito:username" not in claims:
        return [Check("User", "None: the token was issued to a machine.")]
    sub = claims.get("sub")
    user = pool.users.by_sub(sub) if isinstance(sub, str) else None
    if user is None:
        return [Check("User", f"No user of the pool has the sub {sub!r}.", is_wrong=True)]
    state = Check("User", f"{user.username}{'' if user.enabled else ' is disabled'}.", is_wrong=not user.enabled)
    try:
        revoked = is_revoked(pool, user, claims)
    except (KeyError, TypeError, ValueError):
        return [state, Check("Sign-in", "The claims don't say which sign-in it belongs to.", is_wrong=True)]
    words = "It was revoked, or the user was signed out everywhere." if revoked else "It is valid."
    return [state, Check("Sign-in", words, is_wrong=revoked)]


def _scopes(claims: JsonObject, expected: Expected) -> Check:
    said = claims.get("scope")
    held = said.split() if isinstance(said, str) else []
    missing = [one for one in expected.scopes if one not in held]
    if missing:
        return Check("Scopes", f"It doesn't have {' '.join(missing)}.", is_wrong=True)
    return Check("Scopes", f"It has {' '.join(expected.scopes)}.")


def is_number(value: Any) -> TypeGuard[float]:
    """Whether a claim is a time at all (RFC 7519, NumericDate)."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e15  # noqa: PLR2004


def _span(seconds: float) -> str:
    return moments.length(seconds) or "less than a second"
