"""A user pool's attributes: what may be added, and that nothing may be changed."""

from collections.abc import Mapping
from typing import Any, Final

from local.former import state
from local.former.strictness.rules.rule import Parameters, Table, invalid, part

Attribute = Mapping[str, Any]


def full_name(attribute: Attribute) -> str:
    """The name under which the pool has it: standard ones as they are, others with a prefix."""
    name = str(attribute.get("Name") or "")
    if name in state.standard_attributes() or name.startswith(("custom:", "dev:")):
        return name
    return f"dev:custom:{name}" if attribute.get("DeveloperOnlyAttribute") else f"custom:{name}"


def schema(parameters: Parameters) -> None:
    """The attributes with which a pool is created."""
    seen = set()
    for attribute in parameters.get("Schema") or ():
        name = full_name(attribute)
        if name in state.standard_attributes():
            keeps_its_type(name, attribute)
        else:
            is_possible(name, attribute)
        if name in seen:
            kind = "custom " if ":" in name else ""
            raise invalid(f"Duplicate {kind}attribute names {name} are not allowed in a user pool schema.")
        seen.add(name)


def added_attributes(parameters: Parameters) -> None:
    """Attributes that a pool gets later: existing ones can't be modified."""
    pool = state.pool(parameters["UserPoolId"])
    existing = {attribute["Name"] for attribute in pool.get("SchemaAttributes", ())} if pool else set()
    for attribute in parameters["CustomAttributes"]:
        name = full_name(attribute)
        is_possible(name, attribute)
        if name in existing:
            raise invalid(f"{name}: Existing attribute already has name {name}.")
        existing.add(name)


def keeps_its_type(name: str, attribute: Attribute) -> None:
    """A standard attribute can be made required or immutable, and nothing else."""
    kind = attribute.get("AttributeDataType") or state.standard_attributes()[name]["AttributeDataType"]
    if kind != state.standard_attributes()[name]["AttributeDataType"] or attribute.get("DeveloperOnlyAttribute"):
        raise invalid(
            "You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute " + name
        )


def is_possible(name: str, attribute: Attribute) -> None:
    """A custom attribute has a type, isn't required, and its limits are in order."""
    if attribute.get("Required"):
        raise invalid("Required custom attributes are not supported currently.")
    if not attribute.get("AttributeDataType"):
        raise invalid("Invalid AttributeDataType input, consider using the provided AttributeDataType enum.")
    for constraints, least, most, words in (
        ("StringAttributeConstraints", "MinLength", "MaxLength", ("max length shorter", "min length")),
        ("NumberAttributeConstraints", "MinValue", "MaxValue", ("max value smaller", "min value")),
    ):
        limits = part(attribute, constraints)
        try:
            low, high = (int(limits[limit]) if limits.get(limit) else None for limit in (least, most))
        except ValueError as error:
            raise invalid(f"Attribute {name} has a {words[1]} or max that is not a number.") from error
        if low is not None and high is not None and low > high:
            raise invalid(f"Attribute {name} cannot have a {words[0]} than it's {words[1]}")


RULES: Final[Table] = {"CreateUserPool": (schema,), "AddCustomAttributes": (added_attributes,)}
