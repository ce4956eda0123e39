"""Tokens as tests need them, signed by the pool that they are of: with another validity, and hostile ones."""

from collections.abc import Mapping
from typing import Any, Final

from cognito_model.token_validity import MAX_ACCESS_TOKEN_S
from local.cognito.control.requests import ControlRequest, Handler
from local.cognito.errors import CognitoError, invalid
from local.cognito.json_types import JsonObject
from local.cognito.store.pools import UserPool
from local.cognito.tokens import jwt
from local.cognito.tokens.pool_keys import signing_key

USES: Final = ("access", "id")


def reissue(request: ControlRequest) -> JsonObject:
    """POST tokens: `{"access_token", "id_token"?, "expires_in"?, "scopes"?, "groups"?}`; the same without the latter.

    The tokens say the same as those given, of now, for `expires_in` seconds (1 to 86400) where that is named, with
    these scopes and groups besides.
    """
    body = _checked(request.body, {"access_token": str, "id_token": str, "expires_in": int, **_RIGHTS})
    access, pool = _genuine(request, body.get("access_token"), "access")
    lifetime = body.get("expires_in")
    if lifetime is not None and not 1 <= lifetime <= MAX_ACCESS_TOKEN_S:
        raise invalid(f"expires_in must be a number of seconds from 1 to {MAX_ACCESS_TOKEN_S}.")
    scopes, groups = _texts(body, "scopes"), _texts(body, "groups")
    now = int(request.engine.clock.now())
    if scopes:
        access["scope"] = " ".join(dict.fromkeys([*str(access.get("scope", "")).split(), *scopes]))
    made = {"access_token": _sign(request, pool, _renewed(access, now, lifetime, groups), "access")}
    if body.get("id_token"):
        identity, _ = _genuine(request, body["id_token"], "id")
        if "at_hash" in identity:
            identity["at_hash"] = jwt.half_hash(made["access_token"])
        made["id_token"] = _sign(request, pool, _renewed(identity, now, lifetime, groups), "id")
    return {**made, "expires_in": int(access["exp"]) - now}


def make_hostile(request: ControlRequest) -> JsonObject:
    """POST hostile-tokens: `{"access_token", "id_token"?, "use"?, "scope"?, "group"?}`; `{"tokens": [...]}`.

    Those that a back end must refuse which lets in the token of that use, and asks for that scope and group.
    """
    from local.cognito.hostile_tokens.genuine_tokens import GenuineTokens
    from local.cognito.hostile_tokens.making import hostile_tokens

    body = _checked(request.body, dict.fromkeys(("access_token", "id_token", "use", "scope", "group"), str))
    use = body.get("use") or "access"
    if use not in USES:
        raise invalid("use must be access or id.")
    given = {"access": body.get("access_token"), "id": body.get("id_token")}
    _, pool = _genuine(request, given[use], use)
    other = "id" if use == "access" else "access"
    if given[other]:
        _genuine(request, given[other], other)
    key, kid = signing_key(request.engine, pool, use)
    genuine = GenuineTokens(
        token=str(given[use]),
        other=given[other] or "",
        use=use,
        key=jwt.jwk(key.public_key(), kid),
        now=request.engine.clock.now(),
        sign=lambda header, claims: jwt.sign_as({"kid": kid, "alg": "RS256", **header}, claims, key),
        scope=body.get("scope") or "",
        group=body.get("group") or "",
    )
    return {"tokens": [one.to_json() for one in hostile_tokens(genuine)]}


_RIGHTS: Final[Mapping[str, type]] = {"scopes": list, "groups": list}


def _checked(body: JsonObject, members: Mapping[str, type]) -> JsonObject:
    given = {name: value for name, value in body.items() if value is not None}
    for name, value in given.items():
        if name not in members or type(value) is not members[name]:
            known = ", ".join(f"{one} ({kind.__name__})" for one, kind in members.items())
            raise invalid(f"{name[:80]} is unknown or has the wrong type. The members: {known}.")
    return given


def _texts(body: JsonObject, name: str) -> list[str]:
    found = body.get(name) or []
    if not all(isinstance(one, str) and one for one in found):
        raise invalid(f"{name} must be a list of strings.")
    return list(found)


def _genuine(request: ControlRequest, token: str | None, use: str) -> tuple[JsonObject, UserPool]:
    """The claims of a token of one of the engine's pools, however old, and the pool."""
    pool = request.engine.pool_of_token(token or "")
    try:
        if pool is not None:
            claims = jwt.verify(token or "", signing_key(request.engine, pool, use)[0].public_key())
            if claims.get("token_use") == use:
                return claims, pool
    except jwt.InvalidTokenError:
        pass
    raise CognitoError(
        "InvalidParameterException", f"{use}_token isn't such a token of one of the engine's user pools."
    )


def _renewed(claims: JsonObject, now: int, lifetime: int | None, groups: list[str]) -> JsonObject:
    """The claims, changed in place: of now, with these groups besides."""
    claims["exp"] = now + (int(claims["exp"]) - int(claims["iat"]) if lifetime is None else lifetime)
    claims["iat"] = now
    if groups:
        claims["cognito:groups"] = list(dict.fromkeys([*claims.get("cognito:groups", []), *groups]))
    return claims


def _sign(request: ControlRequest, pool: UserPool, claims: Mapping[str, Any], use: str) -> str:
    return jwt.sign(claims, *signing_key(request.engine, pool, use))


HANDLERS: Final[Mapping[tuple[str, str], Handler]] = {
    ("POST", "tokens"): reissue,
    ("POST", "hostile-tokens"): make_hostile,
}
