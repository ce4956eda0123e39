"""Attributes that every user pool has (developer guide, "Working with user attributes")."""

from collections.abc import Mapping
from typing import Any, Final

CUSTOM_PREFIX: Final = "custom:"
DEVELOPER_PREFIX: Final = "dev:custom:"
"""Of custom attributes that only administrators see (DeveloperOnlyAttribute)."""


def _attribute(name: str, data_type: str = "String", *, mutable: bool = True, **constraints: Any) -> dict[str, Any]:
    return {
        "Name": name,
        "AttributeDataType": data_type,
        "DeveloperOnlyAttribute": False,
        "Mutable": mutable,
        "Required": name == "sub",
        **constraints,
    }


def _text(name: str, least: int = 0, most: int = 2048) -> dict[str, Any]:
    return _attribute(
        name,
        mutable=name != "sub",
        StringAttributeConstraints={"MinLength": str(least), "MaxLength": str(most)},
    )


STANDARD_ATTRIBUTES: Final[Mapping[str, Mapping[str, Any]]] = {
    attribute["Name"]: attribute
    for attribute in (
        _text("sub", 1),
        *(_text(name) for name in ("name", "given_name", "family_name", "middle_name", "nickname")),
        *(_text(name) for name in ("preferred_username", "profile", "picture", "website", "email")),
        _attribute("email_verified", "Boolean"),
        _text("gender"),
        _text("birthdate", 10, 10),
        *(_text(name) for name in ("zoneinfo", "locale", "phone_number")),
        _attribute("phone_number_verified", "Boolean"),
        _text("address"),
        _attribute("updated_at", "Number", NumberAttributeConstraints={"MinValue": "0"}),
    )
}
"""SchemaAttributeType as DescribeUserPool answers it for a new pool, by name and in its order."""
VERIFIED_FLAGS: Final[Mapping[str, str]] = {"email": "email_verified", "phone_number": "phone_number_verified"}
"""Attributes that are verified, and those that say so."""
SET_BY_COGNITO: Final = frozenset({"sub", "identities", *VERIFIED_FLAGS.values()})
"""Attributes that no app client can write; `identities` is there from a pool's first identity provider on."""


def full_name(name: str, *, developer_only: bool = False) -> str:
    """The name under which a pool has an attribute that a schema names: standard ones as they are."""
    if name in STANDARD_ATTRIBUTES or name.startswith((CUSTOM_PREFIX, "dev:")):
        return name
    return f"{DEVELOPER_PREFIX if developer_only else CUSTOM_PREFIX}{name}"
