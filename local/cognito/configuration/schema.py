"""A user pool's attributes as its schema lists them."""

from collections.abc import Iterable
from typing import Any, Final

from cognito_model.attributes import STANDARD_ATTRIBUTES, full_name
from local.cognito.json_types import JsonObject, copied

CONSTRAINTS: Final = {"String": "StringAttributeConstraints", "Number": "NumberAttributeConstraints"}
"""Where an attribute's limits stand, by its type."""


def pool_schema(given: Iterable[JsonObject]) -> list[JsonObject]:
    """A new pool's schema: the standard attributes, as far as they are given changed, then the custom ones."""
    standard: dict[str, Any] = {name: copied(dict(one)) for name, one in STANDARD_ATTRIBUTES.items()}
    custom = []
    for attribute in given:
        name = full_name(attribute["Name"], developer_only=bool(attribute.get("DeveloperOnlyAttribute")))
        if name in standard:
            standard[name] |= _changes(attribute)
        else:
            custom.append(custom_attribute(attribute))
    return [*standard.values(), *custom]


def custom_attribute(given: JsonObject) -> JsonObject:
    """An attribute of the pool's own, as it is answered.

    Limits that are given empty come back empty, and a text has them in any case: measured on AWS by others.
    """
    data_type = given["AttributeDataType"]
    developer_only = bool(given.get("DeveloperOnlyAttribute"))
    constraints = CONSTRAINTS.get(data_type, "")
    limits = given.get(constraints, {} if data_type == "String" else None)
    return {
        "Name": full_name(given["Name"], developer_only=developer_only),
        "AttributeDataType": data_type,
        "DeveloperOnlyAttribute": developer_only,
        "Mutable": bool(given.get("Mutable", True)),
        "Required": False,
        **({} if limits is None else {constraints: copied(limits)}),
    }


def _changes(given: JsonObject) -> JsonObject:
    """What a given standard attribute changes of its default: its type is fixed."""
    return {
        name: copied(value)
        for name, value in given.items()
        if name not in {"Name", "AttributeDataType"} and value != {}
    }
