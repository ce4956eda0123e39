"""Rules of the users' attributes: the pool's schema, and whoever names an attribute of it."""

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any, Final

from cognito_model.attributes import SET_BY_COGNITO, STANDARD_ATTRIBUTES, full_name
from cognito_model.resource_quotas import CUSTOM_ATTRIBUTES_OF_A_POOL, MAX_ATTRIBUTE_LENGTH
from components.checking.keys import (
    FLAG,
    Integer,
    entry,
    table,
)
from components.checking.problems import UNKNOWN, Problem
from components.checking.view import Known, block, blocks, is_known, items
from components.effective import default_verified_attributes

NUMBER_ATTRIBUTE_CONSTRAINTS: Final = table(
    "NumberAttributeConstraintsArgs",
    "The limits of a Number attribute.",
    entry("max_value", Integer(), "The largest value.", words="none"),
    entry("min_value", Integer(), "The smallest value.", words="none"),
)

STRING_ATTRIBUTE_CONSTRAINTS: Final = table(
    "StringAttributeConstraintsArgs",
    "The limits of a String attribute.",
    entry("max_length", Integer(0, MAX_ATTRIBUTE_LENGTH), "The most characters, up to 2048.", otherwise=2048),
    entry("min_length", Integer(0, MAX_ATTRIBUTE_LENGTH), "The fewest characters.", otherwise=0),
)

SCHEMA: Final = table(
    "SchemaArgs",
    "An attribute of the pool's users: a standard attribute or a custom one (called `custom:<name>` elsewhere). "
    "Custom attributes can be added later; attributes can't be changed or removed.",
    entry(
        "attribute_data_type",
        "AttributeDataType",
        "String, Number, DateTime or Boolean; fixed for standard attributes.",
        required=True,
    ),
    entry(
        "developer_only_attribute",
        FLAG,
        "Whether only administrators see it (`dev:custom:…`); write_attributes is recommended instead.",
        otherwise=False,
    ),
    entry(
        "mutable",
        FLAG,
        "Whether the value can change; must be true if an identity provider maps to it.",
        words="not for custom ones",
    ),
    entry("name", "CustomAttributeNameType", "The attribute's name, without `custom:`.", required=True, plain=True),
    entry(
        "number_attribute_constraints", NUMBER_ATTRIBUTE_CONSTRAINTS, "The limits of a Number attribute.", words="none"
    ),
    entry(
        "required",
        FLAG,
        "Whether every user must have it; for standard attributes only. Can't change later.",
        otherwise=False,
    ),
    entry(
        "string_attribute_constraints",
        STRING_ATTRIBUTE_CONSTRAINTS,
        "The limits of a String attribute.",
        words="0 to 2048 characters",
    ),
)

USER_ATTRIBUTE_UPDATE_SETTINGS: Final = table(
    "UserAttributeUpdateSettingsArgs",
    "Which attributes keep their old value until a new one is verified.",
    entry(
        "attributes_require_verification_before_updates",
        "AttributesRequireVerificationBeforeUpdateType",
        "email and phone_number, as far as they are in auto_verified_attributes.",
        required=True,
    ),
)


def custom_attributes_are_optional(auth: Known) -> Iterator[Problem]:
    """`Required custom attributes are not supported`, as Cognito says."""
    for path, attribute in blocks(auth, "schemas"):
        if _is_custom(attribute) and attribute.get("required") is True:
            yield Problem(
                f"{path}.required", "must be false; a custom attribute can't be required", value=True, suggestion=False
            )


def names_have_no_prefix(auth: Known) -> Iterator[Problem]:
    """Cognito puts `custom:` in front of a custom attribute's name itself."""
    for path, attribute in blocks(auth, "schemas"):
        name = attribute.get("name", UNKNOWN)
        if name is not UNKNOWN and name.startswith(("custom:", "dev:")):
            bare = name.partition(":")[2] or "tenant"
            yield Problem(f"{path}.name", "must not begin with custom: or dev:; Cognito adds that prefix", name, bare)


def standard_attributes_keep_their_type(auth: Known) -> Iterator[Problem]:
    """A standard attribute's AttributeDataType is given."""
    for path, attribute in blocks(auth, "schemas"):
        kind = STANDARD_ATTRIBUTES.get(_name(attribute), {}).get("AttributeDataType")
        given = attribute.get("attribute_data_type", UNKNOWN)
        if kind and given is not UNKNOWN and given != kind:
            rule = f"must be {kind}, {_name(attribute)} is a standard attribute"
            yield Problem(f"{path}.attribute_data_type", rule, given, kind)


def constraints_fit_the_type(auth: Known) -> Iterator[Problem]:
    """A Number has a smallest and a largest value, a String lengths; the smaller limit comes first."""
    for path, attribute in blocks(auth, "schemas"):
        kind = attribute.get("attribute_data_type", UNKNOWN)
        for key, of_kind, low, high in (
            ("number_attribute_constraints", "Number", "min_value", "max_value"),
            ("string_attribute_constraints", "String", "min_length", "max_length"),
        ):
            if key not in attribute:
                continue
            if kind is not UNKNOWN and kind != of_kind:
                yield Problem(
                    f"{path}.{key}", f"is for the type {of_kind}, and this attribute is a {kind}; leave it out"
                )
            limits = block(attribute, key)
            if is_known(limits, low, high) and low in limits and high in limits and limits[low] > limits[high]:
                rule = f"must not be above {high} ({limits[high]})"
                yield Problem(f"{path}.{key}.{low}", rule, limits[low], limits[high])


def not_too_many(auth: Known) -> Iterator[Problem]:
    """A pool has 50 custom attributes at most (Cognito's quotas)."""
    count = sum(_is_custom(attribute) for _, attribute in blocks(auth, "schemas"))
    if count > CUSTOM_ATTRIBUTES_OF_A_POOL:
        yield Problem("schemas", f"must have at most {CUSTOM_ATTRIBUTES_OF_A_POOL} custom attributes, not {count}")


def verified_before_update(auth: Known) -> Iterator[Problem]:
    """`AttributesRequireVerificationBeforeUpdate` is a subset of the attributes that are verified at all."""
    settings, key = block(auth, "user_attribute_update_settings"), "attributes_require_verification_before_updates"
    if not is_known(auth, "auto_verified_attributes", "username_attributes", "alias_attributes"):
        return
    verified = auto_verified(auth)
    for where, name in items(settings, key, "user_attribute_update_settings"):
        if name not in verified:
            yield Problem(where, "must be one of auto_verified_attributes", name, verified[0] if verified else UNKNOWN)


def auto_verified(auth: Known) -> list[Any]:
    """The attributes that the pool verifies: those named, or e-mail where users sign in with it."""
    if "auto_verified_attributes" in auth:
        return list(auth["auto_verified_attributes"])
    names = auth.get("username_attributes") or auth.get("alias_attributes") or []
    return default_verified_attributes(names)


def clients_name_attributes_that_exist(auth: Known) -> Iterator[Problem]:
    """Clients read and write standard attributes, and custom ones of the pool's schema."""
    if not _schema_is_known(auth):
        return
    names = known_names(auth)
    for path, client in blocks(auth, "clients"):
        for key in ("read_attributes", "write_attributes"):
            for where, name in items(client, key, path):
                if name not in names:
                    yield Problem(where, "must be a standard attribute or one of schemas", name, _near(name, names))
                elif key == "write_attributes" and name in SET_BY_COGNITO:
                    yield Problem(where, "must be writable; only Cognito sets this attribute", name, "email")


def mapped_attributes_can_change(auth: Known) -> Iterator[Problem]:
    """An attribute that an identity provider fills exists, and is mutable (SchemaAttributeType)."""
    if not _schema_is_known(auth):
        return
    mutable = {_full_name(a): a.get("mutable", not _is_custom(a)) for _, a in blocks(auth, "schemas")}
    for path, provider in blocks(auth, "identity_providers"):
        for name in block(provider, "attribute_mapping"):
            where = f"{path}.attribute_mapping[{name!r}]"
            if name not in known_names(auth) and name != "username":
                near = _near(name, {*known_names(auth), "username"})
                yield Problem(where, f"must map a standard attribute or one of schemas, e.g. {near}")
            elif mutable.get(name, True) is False:
                yield Problem(where, "must map a mutable attribute; set mutable to true in schemas")


def known_names(auth: Known) -> set[str]:
    """Every attribute of the pool, by the name that clients and identity providers use."""
    return {*STANDARD_ATTRIBUTES, *(_full_name(attribute) for _, attribute in blocks(auth, "schemas"))}


def _schema_is_known(auth: Known) -> bool:
    return is_known(auth, "schemas") and all("name" in a and is_known(a, "name") for _, a in blocks(auth, "schemas"))


def _near(name: str, names: set[str]) -> str:
    near = get_close_matches(name, sorted(names), n=1)
    return near[0] if near else "email"


def _name(attribute: Known) -> str:
    name = attribute.get("name", UNKNOWN)
    return "" if name is UNKNOWN else str(name)


def _full_name(attribute: Known) -> str:
    return full_name(_name(attribute), developer_only=attribute.get("developer_only_attribute") is True)


def _is_custom(attribute: Known) -> bool:
    return bool(_name(attribute)) and _name(attribute) not in STANDARD_ATTRIBUTES


RULES = (
    custom_attributes_are_optional,
    names_have_no_prefix,
    standard_attributes_keep_their_type,
    constraints_fit_the_type,
    not_too_many,
    verified_before_update,
    clients_name_attributes_that_exist,
    mapped_attributes_can_change,
)
