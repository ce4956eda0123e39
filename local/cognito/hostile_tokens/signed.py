"""Tokens with a genuine signature that say what no token of this back end's users may say.

The developer guide, "Verifying JSON web tokens"; RFC 7519 section 4.1 for times, RFC 7515 section 4.1.11 for `crit`,
RFC 8707 section 2 for the resource that an access token may be bound to.
"""

import uuid
from collections.abc import Callable
from typing import Any, Final

from local.cognito.hostile_tokens.material import ACCESS, Kind, Material

HOUR_S: Final = 3600
"""Further off than any leeway for clocks that differ."""
OTHER_USE: Final = "refresh"


def _saying(**changes: Any) -> Callable[[Material], str]:
    return lambda material: material.by_pool(material.changed(**changes))


def _expired(material: Material) -> str:
    at = int(material.now)
    times = {"auth_time": at - 2 * HOUR_S, "iat": at - 2 * HOUR_S, "exp": at - HOUR_S}
    return material.by_pool(material.changed(**times))


def _later(material: Material) -> str:
    at = int(material.now) + HOUR_S
    return material.by_pool(material.changed(nbf=at, exp=at + HOUR_S))


def _listed(claim: str) -> Callable[[Material], str]:
    return lambda material: material.by_pool(material.changed(**{claim: [material.claims.get(claim)]}))


def _client(material: Material, client: str | None) -> str:
    return material.by_pool(material.changed(**{material.client_claim: client}))


def _scopes(material: Material) -> list[str]:
    return [one for one in str(material.claims.get("scope", "")).split() if one != material.scope]


def _groups(material: Material) -> list[str]:
    return [one for one in material.claims.get("cognito:groups", []) if one != material.group]


def _for_resource(suffix: str) -> Callable[[Material], str]:
    return lambda material: material.by_pool(material.changed(aud=f"{material.claims['aud']}{suffix}"))


def _in_groups(material: Material, groups: object) -> str:
    return material.by_pool(material.changed(**{"cognito:groups": groups}))


def _is_access(material: Material) -> bool:
    return material.use == ACCESS


def _is_bound(material: Material) -> bool:
    return material.use == ACCESS and "aud" in material.claims


def _asks_for_scope(material: Material) -> bool:
    return bool(material.scope)


def _asks_for_group(material: Material) -> bool:
    return bool(material.group)


KINDS: Final = (
    Kind("expired", "It expired an hour ago (exp)", _expired),
    Kind("not-yet-valid", "It is valid from an hour from now on only (nbf)", _later),
    Kind("missing-exp", "It has no expiry (exp): it would be good for ever", _saying(exp=None)),
    Kind("exp-of-text", "Its expiry is a text and no time (exp)", _saying(exp="never")),
    Kind(
        "wrong-issuer",
        "Its issuer is another user pool (iss)",
        lambda m: m.by_pool(m.changed(iss=m.other_pool_issuer)),
    ),
    Kind(
        "issuer-lookalike",
        "Its issuer only begins like the pool's (iss)",
        lambda m: m.by_pool(m.changed(iss=f"{m.claims['iss']}.example.com")),
    ),
    Kind("missing-iss", "It has no issuer (iss)", _saying(iss=None)),
    Kind("iss-of-a-list", "Its issuer is a list (iss)", _listed("iss")),
    Kind("other-client", "It was issued to another app client", lambda m: _client(m, uuid.uuid4().hex[:26])),
    Kind("missing-client", "It doesn't say to which app client it was issued", lambda m: _client(m, None)),
    Kind("client-of-a-list", "Its app client is a list (client_id)", _listed("client_id"), _is_access),
    Kind("unknown-token-use", "Its use is none that back ends take (token_use)", _saying(token_use=OTHER_USE)),
    Kind("missing-token-use", "It doesn't say what it is for (token_use)", _saying(token_use=None)),
    Kind("token-use-of-a-list", "Its use is a list (token_use)", _listed("token_use")),
    Kind(
        "other-resource",
        "It is bound to another resource (aud)",
        lambda m: m.by_pool(m.changed(aud=f"https://{uuid.uuid4().hex[:9]}.example.com")),
        _is_bound,
    ),
    Kind("resource-lookalike", "Its resource only begins like the right one (aud)", _for_resource("-not"), _is_bound),
    Kind("missing-resource", "It is bound to no resource (aud)", _saying(aud=None), _is_bound),
    Kind("missing-sub", "It doesn't say whose it is (sub)", _saying(sub=None)),
    Kind(
        "critical-header",
        "Its header has a critical member that nobody knows (crit)",
        lambda m: m.by_pool(m.claims, crit=["urn:example:unknown"], **{"urn:example:unknown": True}),
    ),
    Kind(
        "wrong-scope",
        "It lacks the scope that the route asks for",
        lambda m: m.by_pool(m.changed(scope=" ".join([*_scopes(m), "openid"]))),
        _asks_for_scope,
    ),
    Kind(
        "scope-lookalike",
        "Its scopes only contain the letters of the one that the route asks for",
        lambda m: m.by_pool(m.changed(scope=" ".join([*_scopes(m), f"{m.scope}-not", f"not-{m.scope}"]))),
        _asks_for_scope,
    ),
    Kind("missing-scope", "It has no scopes (scope)", _saying(scope=None), _asks_for_scope),
    Kind("scope-of-a-list", "Its scopes are a list and no text (scope)", _listed("scope"), _asks_for_scope),
    Kind(
        "wrong-group",
        "Its user isn't in the group that the route asks for",
        lambda m: _in_groups(m, [*_groups(m), "another-group"]),
        _asks_for_group,
    ),
    Kind(
        "group-lookalike",
        "Its user's groups only contain the letters of the one that the route asks for",
        lambda m: _in_groups(m, [*_groups(m), f"{m.group}-not", f"not-{m.group}"]),
        _asks_for_group,
    ),
    Kind("missing-groups", "Its user is in no group", lambda m: _in_groups(m, None), _asks_for_group),
    Kind(
        "groups-of-text",
        "Its groups are a text and no list (cognito:groups)",
        lambda m: _in_groups(m, f"not-{m.group}-at-all"),
        _asks_for_group,
    ),
)
