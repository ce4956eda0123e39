"""Reads the settings of a user pool that `pulumi_aws` has no input for from Cognito's responses."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from components.pool_settings_api import UNITS, value_at, with_values
from local.provider.values import is_blank

_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


def is_pool_setting(path: str) -> bool:
    """Whether a member of a response is such a setting, or part of one: `LambdaConfig.InboundFederation`."""
    return any(path == ".".join(unit) or path.startswith(f"{'.'.join(unit)}.") for unit in UNITS)


def pool_settings(answers: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Those that differ from Cognito's defaults, as the configuration writes them."""
    found: dict[str, Any] = {}
    for answer in answers:
        values = ((unit, value_at(answer, unit), default) for unit, default in UNITS.items())
        chosen = {unit: value for unit, value, default in values if not (value is None or _is_default(value, default))}
        found = with_values(found, chosen)
    return dict(_setting(found))


def with_settings(settings: Mapping[str, Any], added: Mapping[str, Any]) -> dict[str, Any]:
    """Both together; an object that both have is merged, key by key."""
    merged = dict(settings)
    for key, value in added.items():
        merged[key] = {**merged[key], **value} if isinstance(merged.get(key), Mapping) else value
    return merged


def _is_default(value: Any, default: Any) -> bool:
    """Whether a value equals the default, apart from blank members."""
    if isinstance(default, Mapping):
        return all(value[key] == default[key] if key in default else is_blank(value[key]) for key in value)
    return bool(value == default) or is_blank(value)


def _setting(value: Any) -> Any:
    return {_key(name): _setting(inner) for name, inner in value.items()} if isinstance(value, Mapping) else value


def _key(member: str) -> str:
    return _CAPITAL.sub("_", member).lower()
