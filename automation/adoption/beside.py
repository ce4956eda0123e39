"""The settings of a pool that the component writes beside Pulumi's own resource, read from what Cognito answers."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from components.pool_settings_api import UNITS, value_at, with_values
from local.provider.values import is_blank

_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


def is_beside(path: str) -> bool:
    """Whether a member of Cognito's answers is such a setting, or within one: `LambdaConfig.InboundFederation`."""
    return any(path == ".".join(unit) or path.startswith(f"{'.'.join(unit)}.") for unit in UNITS)


def settings_beside(answers: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Those that aren't Cognito's own defaults, as the configuration says them."""
    found: dict[str, Any] = {}
    for answer in answers:
        values = ((unit, value_at(answer, unit), default) for unit, default in UNITS.items())
        chosen = {unit: value for unit, value, default in values if not (value is None or _is_default(value, default))}
        found = with_values(found, chosen)
    return dict(_setting(found))


def with_settings(settings: Mapping[str, Any], beside: Mapping[str, Any]) -> dict[str, Any]:
    """Both together; in an object that both have a part of."""
    merged = dict(settings)
    for key, value in beside.items():
        merged[key] = {**merged[key], **value} if isinstance(merged.get(key), Mapping) else value
    return merged


def _is_default(value: Any, default: Any) -> bool:
    """Whether it's what resets it, and nothing besides."""
    if isinstance(default, Mapping):
        return all(value[key] == default[key] if key in default else is_blank(value[key]) for key in value)
    return bool(value == default) or is_blank(value)


def _setting(value: Any) -> Any:
    return {_key(name): _setting(inner) for name, inner in value.items()} if isinstance(value, Mapping) else value


def _key(member: str) -> str:
    return _CAPITAL.sub("_", member).lower()
