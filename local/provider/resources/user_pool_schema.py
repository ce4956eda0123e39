"""A user pool's schema: what the official provider sends of an attribute, and what of Cognito's answer is anybody's."""

from collections.abc import Iterable, Mapping
from typing import Any

from cognito_model.attributes import STANDARD_ATTRIBUTES as DESCRIBED
from local.provider.comparison import equal

SCHEMA_COMPUTED = frozenset(
    {
        "schemas.numberAttributeConstraints",
        "schemas.numberAttributeConstraints.maxValue",
        "schemas.numberAttributeConstraints.minValue",
        "schemas.stringAttributeConstraints",
        "schemas.stringAttributeConstraints.maxLength",
        "schemas.stringAttributeConstraints.minLength",
    }
)
"""What Cognito chooses where an attribute doesn't say it."""
STANDARD_ATTRIBUTES = DESCRIBED.keys() | {"identities"}
"""The names of the attributes that every pool has, that of federated users among them."""
CUSTOM_PREFIXES = ("dev:", "custom:")

Attribute = Mapping[str, Any]
"""One of a pool's `schemas`."""


def with_everything(attribute: Attribute) -> dict[str, Any]:
    """An attribute with the zero values that the official provider sends for what it leaves out."""
    full = {"developerOnlyAttribute": False, "mutable": False, "required": False, **attribute}
    constraints = full.get("stringAttributeConstraints")
    if isinstance(constraints, Mapping) and not any(constraints.values()):
        del full["stringAttributeConstraints"]
    return full


def added(old: list[Attribute], new: list[Attribute]) -> list[Attribute] | None:
    """The attributes that are new; None where one is changed or gone: a schema only ever grows."""
    if not all(any(equal(attribute, other, SCHEMA_COMPUTED, "schemas") for attribute in new) for other in old):
        return None
    names = {attribute.get("name") for attribute in old}
    return [attribute for attribute in new if attribute.get("name") not in names]


def defined(attributes: list[dict[str, Any]], configured: Any) -> Iterable[dict[str, Any]]:
    """Cognito lists every standard attribute; those that nobody touched are left out."""
    names = {attribute.get("name") for attribute in configured} if isinstance(configured, list) else set()
    for attribute in attributes:
        name = str(attribute.get("name", ""))
        for prefix in CUSTOM_PREFIXES:
            name = name.removeprefix(prefix)
        if attribute.get("name") == name and name not in names and _is_untouched(attribute):
            continue
        yield {**attribute, "name": name}


def _is_untouched(attribute: Attribute) -> bool:
    name = attribute.get("name")
    constraints = attribute.get("stringAttributeConstraints", {})
    lengths = {"birthdate": ("10", "10"), "sub": ("1", "2048")}.get(str(name), ("0", "2048"))
    return (
        name in STANDARD_ATTRIBUTES
        and attribute.get("mutable", False) == (name != "sub")
        and attribute.get("required", False) == (name == "sub")
        and (not constraints or (constraints.get("minLength"), constraints.get("maxLength")) == lengths)
    )
