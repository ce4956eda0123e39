"""Settings of a user pool, written with the API into a pool whose other settings stay: described, merged, written."""

import time
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC
from typing import Any, Final, TypeAlias

from cognito_model.model import USER_POOLS, service_model
from components.patience import NOT_THERE, code_of, patient

JsonObject: TypeAlias = dict[str, Any]
Unit: TypeAlias = tuple[str, ...]
"""Where a setting is in the API's structure, e.g. `("LambdaConfig", "InboundFederation")`; it's written as a whole."""

MFA: Final = "WebAuthnConfiguration"
"""The member that SetUserPoolMfaConfig has, in place of UpdateUserPool."""
UNITS: Final[Mapping[Unit, Any]] = {
    ("AcrConfiguration",): None,
    ("DcrConfiguration",): {"EnableStatus": "Disabled"},
    ("IssuerConfiguration",): {"Type": "ORIGINAL"},
    ("KeyConfiguration",): {"KeyType": "AWS_OWNED_KEY"},
    ("LambdaConfig", "InboundFederation"): None,
    (MFA, "FactorConfiguration"): "SINGLE_FACTOR",
}
"""What can be set, with what resets it; None where leaving it out does."""
_MEMBERS: Final = frozenset(unit[0] for unit in UNITS)
_FACTORS: Final = ("EmailMfaConfiguration", "SmsMfaConfiguration", "SoftwareTokenMfaConfiguration")


@dataclass(frozen=True, slots=True)
class Described:
    """A user pool as Cognito describes it."""

    pool: JsonObject
    """UserPoolType."""
    mfa: JsonObject
    """The answer of GetUserPoolMfaConfig."""

    @property
    def modified(self) -> str:
        """When the pool was changed (RFC 3339, in whole seconds of UTC, as the official provider says it)."""
        return f"{self.pool['LastModifiedDate'].astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"

    def value(self, unit: Unit) -> Any:
        """A setting's value; None where there is none."""
        return value_at(self.mfa if unit[0] == MFA else self.pool, unit)


class PoolSettingsError(Exception):
    """Cognito refused to read or write the settings, or the pool isn't there."""


class PoolSettings:
    """The settings of one pool."""

    def __init__(self, cognito: Any, user_pool_id: str, wait: Callable[[float], None] = time.sleep) -> None:
        """`cognito`: boto3's client; `wait`: for so many seconds, while somebody else changes the pool."""
        self._cognito = cognito
        self._pool_id = user_pool_id
        self._wait = wait

    def described(self) -> Described | None:
        """The pool; None where there is none. Raises PoolSettingsError."""
        try:
            return self._described()
        except self._cognito.exceptions.ClientError as error:
            if code_of(error) == NOT_THERE:
                return None
            raise self._refused("read", error) from error

    def write(self, wanted: Mapping[Unit, Any], former: Mapping[Unit, Any]) -> str:
        """Write what isn't as it should be, and reset what was set formerly and isn't wanted any more.

        Everything else in the pool stays: UpdateUserPool gets back all that DescribeUserPool says, as its documentation
        asks for. Nothing is written where nothing has to change.

        Returns:
            when the pool was changed last; empty where there is no pool and nothing is wanted.

        Raises:
            PoolSettingsError: Cognito refuses.

        """
        try:
            return patient(lambda: self._write(wanted, former), self._wait)
        except self._cognito.exceptions.ClientError as error:
            if code_of(error) == NOT_THERE and not wanted:
                return ""
            raise self._refused("write", error) from error

    def _write(self, wanted: Mapping[Unit, Any], former: Mapping[Unit, Any]) -> str:
        described = self._described()
        changed = _changes(described, wanted, former)
        of_the_pool, factors = by_operation(changed)
        if of_the_pool:
            self._cognito.update_user_pool(UserPoolId=self._pool_id, **update_of(described.pool, of_the_pool))
        if factors:
            self._cognito.set_user_pool_mfa_config(UserPoolId=self._pool_id, **factors_of(described.mfa, factors))
        return (self._described() if changed else described).modified

    def _described(self) -> Described:
        pool = self._cognito.describe_user_pool(UserPoolId=self._pool_id)["UserPool"]
        mfa = self._cognito.get_user_pool_mfa_config(UserPoolId=self._pool_id)
        return Described(pool, {name: value for name, value in mfa.items() if name != "ResponseMetadata"})

    def _refused(self, what: str, error: Exception) -> PoolSettingsError:
        return PoolSettingsError(f"The settings of the user pool {self._pool_id} couldn't be {_PAST[what]}: {error}")


_PAST: Final = {"read": "read", "write": "written"}


def update_of(pool: JsonObject, changed: Mapping[Unit, Any]) -> JsonObject:
    """The parameters of UpdateUserPool that keep all settings of a described pool, with these changed.

    Tags and name stay where they aren't given. Days for a temporary password are told twice and taken once.
    """
    members = set(service_model(USER_POOLS).members_of("UpdateUserPoolRequest"))
    kept = {name: value for name, value in pool.items() if name in members - {"UserPoolTags"}}
    parameters = with_values(kept, changed)
    if "TemporaryPasswordValidityDays" in parameters.get("Policies", {}).get("PasswordPolicy", {}):
        parameters.get("AdminCreateUserConfig", {}).pop("UnusedAccountValidityDays", None)
    return parameters


def factors_of(mfa: JsonObject, changed: Mapping[Unit, Any]) -> JsonObject:
    """The parameters of SetUserPoolMfaConfig that keep a pool's factors, with these settings changed.

    While MFA is off, no factor may be named.
    """
    is_off = mfa.get("MfaConfiguration", "OFF") == "OFF"
    return with_values({name: value for name, value in mfa.items() if not (is_off and name in _FACTORS)}, changed)


def settings_in(properties: Mapping[str, Any]) -> dict[str, Any]:
    """Those among a resource's properties that are settings of the pool."""
    return {key: value for key, value in properties.items() if _pascal(key) in _MEMBERS}


def units(settings: Mapping[str, Any]) -> dict[Unit, Any]:
    """Settings as the API has them, from a resource's properties: `{"issuer_configuration": {"type": ...}}`."""
    in_the_api = _in_the_api(settings_in(settings))
    found = {unit: value_at(in_the_api, unit) for unit in UNITS}
    return {unit: value for unit, value in found.items() if value is not None}


def value_at(structure: Any, unit: Unit) -> Any:
    """A setting's value in a structure of the API's; None where there is none."""
    for name in unit:
        structure = structure.get(name) if isinstance(structure, Mapping) else None
    return structure


def by_operation(values: Mapping[Unit, Any]) -> tuple[dict[Unit, Any], dict[Unit, Any]]:
    """What UpdateUserPool writes, and what SetUserPoolMfaConfig does."""
    of_the_pool = {unit: value for unit, value in values.items() if unit[0] != MFA}
    return of_the_pool, {unit: value for unit, value in values.items() if unit[0] == MFA}


def as_configured(settings: Mapping[str, Any], described: Described) -> dict[str, Any]:
    """The resource's settings as they are in the pool; what the configuration doesn't name isn't compared."""
    found: dict[str, Any] = {}
    for key, value in settings.items():
        wanted = units({key: value})
        kept = all(covers(described.value(unit), one) for unit, one in wanted.items())
        if kept:
            found[key] = value
            continue
        found[key] = _of_the_pool(wanted, described)
    return found


def covers(current: Any, wanted: Any) -> bool:
    """Whether all that is wanted is there; lists whatever their order."""
    if isinstance(wanted, Mapping):
        return isinstance(current, Mapping) and all(covers(current.get(key), inner) for key, inner in wanted.items())
    if isinstance(wanted, list):
        return isinstance(current, list) and sorted(current, key=str) == sorted(wanted, key=str)
    return bool(current == wanted)


def _changes(described: Described, wanted: Mapping[Unit, Any], former: Mapping[Unit, Any]) -> dict[Unit, Any]:
    changed = {
        unit: value
        for unit, value in wanted.items()
        if not covers(described.value(unit), value) or (unit in former and former[unit] != value)
    }
    return changed | {unit: UNITS[unit] for unit in former if unit not in wanted}


def _of_the_pool(wanted: Mapping[Unit, Any], described: Described) -> JsonObject:
    """What the pool has in place of settings, under the names of the API: what differs is shown as it is."""
    found: JsonObject = {}
    for unit in wanted:
        value = described.value(unit)
        if value is not None:
            found = with_values(found, {(*unit[1:],): value}) if unit[1:] else value
    return found


def with_values(parameters: Mapping[str, Any], changed: Mapping[Unit, Any]) -> JsonObject:
    """A structure of the API's with these settings in their places; without those that are None."""
    found = deepcopy(dict(parameters))
    for (*parents, last), value in changed.items():
        place = found
        for parent in parents:
            place = place.setdefault(parent, {})
        if value is None:
            place.pop(last, None)
        else:
            place[last] = deepcopy(value)
    return found


def _in_the_api(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {_pascal(key): _in_the_api(inner) for key, inner in value.items() if inner is not None}
    return [_in_the_api(item) for item in value] if isinstance(value, list | tuple) else value


def _pascal(key: str) -> str:
    return "".join(word[:1].upper() + word[1:] for word in key.split("_"))
