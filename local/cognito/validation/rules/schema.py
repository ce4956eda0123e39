"""A user pool's attributes: what may be added, and that nothing may be changed."""

from collections.abc import Mapping
from typing import Any, Final

from cognito_model.attributes import CUSTOM_PREFIX, DEVELOPER_PREFIX, STANDARD_ATTRIBUTES, full_name
from cognito_model.resource_quotas import CUSTOM_ATTRIBUTES_OF_A_POOL, MAX_ATTRIBUTE_LENGTH
from local.cognito.call import Call
from local.cognito.errors import invalid
from local.cognito.validation.rules.rule import Table, part, pool_of

Attribute = Mapping[str, Any]


def schema(call: Call) -> None:
    """The attributes with which a pool is created."""
    seen = set()
    for attribute in call.get("Schema", ()):
        name = _name(attribute)
        if name in STANDARD_ATTRIBUTES:
            keeps_its_type(name, attribute)
        else:
            is_possible(name, attribute)
        if name in seen:
            kind = "custom " if ":" in name else ""
            raise invalid(f"Duplicate {kind}attribute names {name} are not allowed in a user pool schema.")
        seen.add(name)


def added_attributes(call: Call) -> None:
    """Attributes that a pool gets later: existing ones can't be modified."""
    pool = pool_of(call)
    existing = {attribute["Name"] for attribute in pool.schema} if pool else set()
    for attribute in call["CustomAttributes"]:
        name = _name(attribute)
        is_possible(name, attribute)
        if name in existing:
            short = name.removeprefix("dev:")
            raise invalid(f"{short}: Existing attribute already has name {name}.")
        existing.add(name)
    if sum(name.startswith((CUSTOM_PREFIX, DEVELOPER_PREFIX)) for name in existing) > CUSTOM_ATTRIBUTES_OF_A_POOL:
        raise invalid(f"A user pool can have up to {CUSTOM_ATTRIBUTES_OF_A_POOL} custom attributes.")


def keeps_its_type(name: str, attribute: Attribute) -> None:
    """A standard attribute can be made required or immutable, and limited; its type stays."""
    standard = STANDARD_ATTRIBUTES[name]["AttributeDataType"]
    if attribute.get("AttributeDataType", standard) != standard or attribute.get("DeveloperOnlyAttribute"):
        raise invalid(
            "You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute " + name
        )
    if "AttributeDataType" in attribute:  # without it Cognito looks at no limits: measured by moto's authors
        _limits_are_in_order(name, attribute, standard, _STANDARD_WORDS)


def is_possible(name: str, attribute: Attribute) -> None:
    """A custom attribute has a type, isn't required, and its limits are in order."""
    if attribute.get("Required"):
        raise invalid("Required custom attributes are not supported currently.")
    if not attribute.get("AttributeDataType"):
        raise invalid("Invalid AttributeDataType input, consider using the provided AttributeDataType enum.")
    _limits_are_in_order(name, attribute, attribute["AttributeDataType"], _CUSTOM_WORDS)


LIMITS: Final = {
    "String": ("StringAttributeConstraints", "MinLength", "MaxLength"),
    "Number": ("NumberAttributeConstraints", "MinValue", "MaxValue"),
}
"""Where an attribute of a type has its limits, the lower one, and the upper one."""
_STANDARD_WORDS: Final = {
    "String": "user.{name}: Max length cannot be less than min length.",
    "Number": "user.{name}: Max value cannot be less than min value.",
}
_CUSTOM_WORDS: Final = {
    "String": "Attribute {name} cannot have a max length shorter than it's min length",
    "Number": "Attribute {name} cannot have a max value smaller than it's min value",
}


def _limits_are_in_order(name: str, attribute: Attribute, data_type: str, words: Mapping[str, str]) -> None:
    if data_type not in LIMITS:
        return
    constraints, least, most = LIMITS[data_type]
    limits = part(attribute, constraints)
    try:
        low, high = (int(limits[limit]) if limits.get(limit) else None for limit in (least, most))
    except ValueError as error:
        raise invalid(f"Invalid {constraints} for schema attribute {name}") from error
    if data_type == "String":
        lengths = [length for length in (low, high) if length is not None]
        if any(length < 0 for length in lengths):
            raise invalid(f"Invalid {constraints} for schema attribute {name}")
        if any(length > MAX_ATTRIBUTE_LENGTH for length in lengths):
            raise invalid(f"user.{name}: String attributes cannot have a length of more than {MAX_ATTRIBUTE_LENGTH}")
    if low is not None and high is not None and low > high:
        raise invalid(words[data_type].format(name=name))


def _name(attribute: Attribute) -> str:
    if not attribute.get("Name"):
        raise invalid("Every attribute of a user pool schema must have a name.")
    return full_name(attribute["Name"], developer_only=bool(attribute.get("DeveloperOnlyAttribute")))


RULES: Final[Table] = {"CreateUserPool": (schema,), "AddCustomAttributes": (added_attributes,)}
