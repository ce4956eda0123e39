"""What a pre token generation function changes in ID and access tokens ("Claims and scopes reference")."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from cognito_model.attributes import VERIFIED_FLAGS
from local.cognito.json_types import JsonObject
from local.cognito.triggers.failures import invalid_lambda_response
from local.cognito.triggers.json_values import is_scalar, part, text, text_list
from local.cognito.triggers.lambda_config import V1

GROUPS: Final = "cognito:groups"
ROLES: Final = "cognito:roles"
PREFERRED_ROLE: Final = "cognito:preferred_role"
SCOPE: Final = "scope"
_COGNITO: Final = "cognito:"
_DEVELOPER_ONLY: Final = "dev:"
RESERVED: Final = frozenset(
    {
        *("acr", "amr", "at_hash", "aud", "auth_time", "azp", "client_id", "device_key", "event_id", "exp", "iat"),
        *("identities", "iss", "jti", "nbf", "nonce", "origin_jti", "sub", "token_use", "username", "version"),
    }
)
"""Claims that a function can't add, change or suppress, besides those that begin with `cognito:`."""
_PLAIN_ONLY: Final = frozenset({*VERIFIED_FLAGS.values(), "updated_at", "address"})
"""Claims of the ID token that can't be lists or objects."""


@dataclass(frozen=True, slots=True)
class _TokenChanges:
    """What one token gets and loses."""

    added: Mapping[str, Any] = field(default_factory=dict)
    suppressed: Sequence[str] = ()
    scopes_added: Sequence[str] = ()
    scopes_suppressed: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class _Groups:
    """The groups and roles in place of the user's own."""

    groups: Sequence[str]
    roles: Sequence[str]
    preferred_role: str | None


@dataclass(frozen=True, slots=True)
class TokenOverrides:
    """A function's answer, checked."""

    id_token: _TokenChanges = _TokenChanges()
    access_token: _TokenChanges = _TokenChanges()
    groups: _Groups | None = None
    """None where the function leaves them as they are."""


def apply_token_overrides(
    id_claims: Mapping[str, Any] | None,
    access_claims: Mapping[str, Any],
    response: Mapping[str, Any],
    version: str = V1,
) -> tuple[JsonObject | None, JsonObject]:
    """The claims of both tokens after the function's answer; there is no ID token for a machine.

    `version` is that of the event. Reserved claims stay as they are, without an error. Raises
    InvalidLambdaResponseException for values that a claim can't have.
    """
    overrides = read_token_overrides(response, version)
    access = _changed(access_claims, overrides.access_token, _access_rule(access_claims.get("client_id")))
    access = _with_scopes(access, overrides.access_token)
    if overrides.groups is not None and "username" in access_claims:  # machines have no groups
        access = _with_groups(access, overrides.groups.groups, overrides.access_token)
    if id_claims is None:
        return None, access
    changed = _changed(id_claims, overrides.id_token, _is_open)
    if overrides.groups is not None:
        changed = _with_groups(changed, overrides.groups.groups, overrides.id_token)
        changed = _with_roles(changed, overrides.groups, overrides.id_token)
    return changed, access


def read_token_overrides(response: Mapping[str, Any], version: str = V1) -> TokenOverrides:
    """Read `claimsOverrideDetails` (V1_0) or `claimsAndScopeOverrideDetails` (V2_0, V3_0)."""
    if version == V1:
        details = part(response, "claimsOverrideDetails")
        changes = _TokenChanges(_plain_claims(details), text_list(details.get("claimsToSuppress")))
        return TokenOverrides(id_token=changes, groups=_groups(details))
    details = part(response, "claimsAndScopeOverrideDetails")
    id_token = _token_changes(part(details, "idTokenGeneration"), plain_only=_PLAIN_ONLY)
    access_token = _token_changes(part(details, "accessTokenGeneration"))
    return TokenOverrides(id_token, access_token, _groups(details))


def _plain_claims(details: JsonObject) -> dict[str, Any]:
    # "Response objects to version one events can return strings"; scalars are taken for texts.
    found = {name: text(value) for name, value in part(details, "claimsToAddOrOverride").items()}
    return {name: value for name, value in found.items() if value is not None}


def _token_changes(details: JsonObject, plain_only: frozenset[str] = frozenset()) -> _TokenChanges:
    added = {name: value for name, value in part(details, "claimsToAddOrOverride").items() if value is not None}
    for name, value in added.items():
        if not (is_scalar(value) or (name not in plain_only and _is_complex_claim(value))):
            raise invalid_lambda_response()
    scopes = text_list(details.get("scopesToAdd"))
    if any(not scope or len(scope.split()) != 1 or scope != scope.strip() for scope in scopes):
        raise invalid_lambda_response()  # "You can't add scope values that contain one or more blank-space characters"
    return _TokenChanges(
        added, text_list(details.get("claimsToSuppress")), scopes, text_list(details.get("scopesToSuppress"))
    )


def _is_complex_claim(value: object) -> bool:
    """Array of strings, numbers and booleans, or JSON ("Event versions")."""
    if isinstance(value, list):
        return all(map(is_scalar, value))
    return isinstance(value, dict) and _is_finite(value)


def _is_finite(value: object) -> bool:
    if isinstance(value, dict):
        return all(map(_is_finite, value.values()))
    if isinstance(value, list):
        return all(map(_is_finite, value))
    return value is None or is_scalar(value)


def _groups(details: JsonObject) -> _Groups | None:
    """The function's groups; an empty or null object takes them all away, no object leaves them."""
    if "groupOverrideDetails" not in details:
        return None
    found = part(details, "groupOverrideDetails")
    return _Groups(
        text_list(found.get("groupsToOverride")),
        text_list(found.get("iamRolesToOverride")),
        text(found.get("preferredRole")),
    )


def _is_open(name: str, value: object) -> bool:  # noqa: ARG001 - the signature of a rule
    """Whether a function may set the claim at all."""
    return name not in RESERVED and not name.startswith((_COGNITO, _DEVELOPER_ONLY))


def _access_rule(client_id: object) -> Callable[[str, object], bool]:
    def may_set(name: str, value: object) -> bool:
        if name == "aud":
            return client_id is not None and value == client_id  # "its value must match the app client ID"
        return name != SCOPE and _is_open(name, value)

    return may_set


def _changed(claims: Mapping[str, Any], changes: _TokenChanges, may_set: Callable[[str, object], bool]) -> JsonObject:
    changed = {**claims, **{name: value for name, value in changes.added.items() if may_set(name, value)}}
    for name in changes.suppressed:
        if name == GROUPS:
            for claim in (GROUPS, ROLES, PREFERRED_ROLE):
                changed.pop(claim, None)
        elif name.startswith(_DEVELOPER_ONLY) or (_is_open(name, None) and name != SCOPE):
            changed.pop(name, None)
    return changed


def _with_scopes(claims: JsonObject, changes: _TokenChanges) -> JsonObject:
    if not (changes.scopes_added or changes.scopes_suppressed):
        return claims
    present = str(claims.get(SCOPE, "")).split()
    kept = [
        scope for scope in dict.fromkeys([*present, *changes.scopes_added]) if scope not in changes.scopes_suppressed
    ]
    if kept:
        return {**claims, SCOPE: " ".join(kept)}
    return {name: value for name, value in claims.items() if name != SCOPE}


def _with_groups(claims: JsonObject, groups: Sequence[str], changes: _TokenChanges) -> JsonObject:
    return _set(claims, GROUPS, list(groups), changes)


def _with_roles(claims: JsonObject, groups: _Groups, changes: _TokenChanges) -> JsonObject:
    claims = _set(claims, ROLES, list(groups.roles), changes)
    return _set(claims, PREFERRED_ROLE, groups.preferred_role, changes)


def _set(claims: JsonObject, name: str, value: Any, changes: _TokenChanges) -> JsonObject:
    """Replace a claim of groups; an empty one isn't in the token, and neither is one that is suppressed."""
    others = {claim: found for claim, found in claims.items() if claim != name}
    return {**others, name: value} if value and GROUPS not in changes.suppressed else others
