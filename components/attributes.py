"""The attributes of a pool's users."""

from typing import Any

import pulumi

from cognito_model.attributes import STANDARD_ATTRIBUTES
from cognito_model.resource_quotas import MAX_ATTRIBUTE_LENGTH
from components.arguments import SchemaArgs


def schemas(wanted: list[SchemaArgs] | None) -> list[dict[str, Any]] | None:
    """Attributes as the API takes them: limits as text, and none left out.

    A String without limits would come back from the API with some, and the next deployment would replace the pool.
    """
    return [_schema(attribute) for attribute in wanted] if wanted else None


def _schema(attribute: SchemaArgs) -> dict[str, Any]:
    schema: dict[str, Any] = {**attribute}
    schema.setdefault("mutable", attribute["name"] in STANDARD_ATTRIBUTES)
    if "number_attribute_constraints" in schema:
        schema["number_attribute_constraints"] = _as_text(schema["number_attribute_constraints"])
    if schema["attribute_data_type"] == "String":
        limits = schema.get("string_attribute_constraints")
        if limits != {}:  # an empty object: the attribute has none, as one that was made without them
            limits = {"min_length": 0, "max_length": MAX_ATTRIBUTE_LENGTH, **(limits or {})}
        schema["string_attribute_constraints"] = _as_text(limits)
    return schema


def _as_text(limits: dict[str, Any]) -> dict[str, Any]:
    return {key: pulumi.Output.from_input(limit).apply(lambda n: str(int(n))) for key, limit in (limits or {}).items()}
