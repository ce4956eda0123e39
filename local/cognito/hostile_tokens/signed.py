"""Tokens with a genuine signature that say what no token of this back end's users may say.

The developer guide, "Verifying JSON web tokens"; RFC 7519 section 4.1 for times, RFC 7515 section 4.1.11 for `crit`,
RFC 8707 section 2 for the resource that an access token may be bound to.
"""

import uuid
from collections.abc import Callable
from typing import Any, Final

from local.cognito.hostile_tokens.genuine_tokens import ACCESS, GenuineTokens, Kind

HOUR_S: Final = 3600
"""Further off than any leeway for clocks that differ."""
OTHER_USE: Final = "refresh"


def _saying(**changes: Any) -> Callable[[GenuineTokens], str]:
    return lambda genuine: genuine.by_pool(genuine.changed(**changes))


def _expired(genuine: GenuineTokens) -> str:
    at = int(genuine.now)
    times = {"auth_time": at - 2 * HOUR_S, "iat": at - 2 * HOUR_S, "exp": at - HOUR_S}
    return genuine.by_pool(genuine.changed(**times))


def _later(genuine: GenuineTokens) -> str:
    at = int(genuine.now) + HOUR_S
    return genuine.by_pool(genuine.changed(nbf=at, exp=at + HOUR_S))


def _listed(claim: str) -> Callable[[GenuineTokens], str]:
    return lambda genuine: genuine.by_pool(genuine.changed(**{claim: [genuine.claims.get(claim)]}))


def _client(genuine: GenuineTokens, client: str | None) -> str:
    return genuine.by_pool(genuine.changed(**{genuine.client_claim: client}))


def _scopes(genuine: GenuineTokens) -> list[str]:
    return [one for one in str(genuine.claims.get("scope", "")).split() if one != genuine.scope]


def _groups(genuine: GenuineTokens) -> list[str]:
    return [one for one in genuine.claims.get("cognito:groups", []) if one != genuine.group]


def _for_resource(suffix: str) -> Callable[[GenuineTokens], str]:
    return lambda genuine: genuine.by_pool(genuine.changed(aud=f"{genuine.claims['aud']}{suffix}"))


def _in_groups(genuine: GenuineTokens, groups: object) -> str:
    return genuine.by_pool(genuine.changed(**{"cognito:groups": groups}))


def _is_access(genuine: GenuineTokens) -> bool:
    return genuine.use == ACCESS


def _is_bound(genuine: GenuineTokens) -> bool:
    return genuine.use == ACCESS and "aud" in genuine.claims


def _asks_for_scope(genuine: GenuineTokens) -> bool:
    return bool(genuine.scope)


def _asks_for_group(genuine: GenuineTokens) -> bool:
    return bool(genuine.group)


KINDS: Final = (
    Kind("expired", "It expired an hour ago (exp)", _expired),
    Kind("not-yet-valid", "It isn't valid until an hour from now (nbf)", _later),
    Kind("missing-exp", "It has no expiry (exp): it would be valid for ever", _saying(exp=None)),
    Kind("exp-of-text", "Its expiry is a string instead of a number (exp)", _saying(exp="never")),
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
    Kind("missing-client", "It doesn't say which app client it was issued to", lambda m: _client(m, None)),
    Kind("client-of-a-list", "Its app client is a list (client_id)", _listed("client_id"), _is_access),
    Kind("unknown-token-use", "Its use is neither access nor id (token_use)", _saying(token_use=OTHER_USE)),
    Kind("missing-token-use", "It doesn't say what it is for (token_use)", _saying(token_use=None)),
    Kind("token-use-of-a-list", "Its use is a list (token_use)", _listed("token_use")),
    Kind(
        "other-resource",
        "It is bound to another resource (aud)",
        lambda m: m.by_pool(m.changed(aud=f"https://{uuid.uuid4().hex[:9]}.example.com")),
        _is_bound,
    ),
    Kind("resource-lookalike", "Its resource only begins like the right one (aud)", _for_resource("-not"), _is_bound),
    Kind("missing-resource", "It isn't bound to a resource (aud)", _saying(aud=None), _is_bound),
    Kind("missing-sub", "It has no subject (sub)", _saying(sub=None)),
    Kind(
        "critical-header",
        "Its header has an unknown critical parameter (crit)",
        lambda m: m.by_pool(m.claims, crit=["urn:example:unknown"], **{"urn:example:unknown": True}),
    ),
    Kind(
        "wrong-scope",
        "It lacks the scope that the route requires",
        lambda m: m.by_pool(m.changed(scope=" ".join([*_scopes(m), "openid"]))),
        _asks_for_scope,
    ),
    Kind(
        "scope-lookalike",
        "One of its scopes contains the name of the required scope, but isn't it",
        lambda m: m.by_pool(m.changed(scope=" ".join([*_scopes(m), f"{m.scope}-not", f"not-{m.scope}"]))),
        _asks_for_scope,
    ),
    Kind("missing-scope", "It has no scopes (scope)", _saying(scope=None), _asks_for_scope),
    Kind("scope-of-a-list", "Its scopes are a list instead of a string (scope)", _listed("scope"), _asks_for_scope),
    Kind(
        "wrong-group",
        "Its user isn't in the group that the route requires",
        lambda m: _in_groups(m, [*_groups(m), "another-group"]),
        _asks_for_group,
    ),
    Kind(
        "group-lookalike",
        "One of its user's groups contains the name of the required group, but isn't it",
        lambda m: _in_groups(m, [*_groups(m), f"{m.group}-not", f"not-{m.group}"]),
        _asks_for_group,
    ),
    Kind("missing-groups", "Its user is in no group", lambda m: _in_groups(m, None), _asks_for_group),
    Kind(
        "groups-of-text",
        "Its groups are a string instead of a list (cognito:groups)",
        lambda m: _in_groups(m, f"not-{m.group}-at-all"),
        _asks_for_group,
    ),
)
