"""Users' attributes: those that their pool has, in the form that it asks for ("Working with user attributes")."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from cognito_model.attributes import DEVELOPER_PREFIX, SET_BY_COGNITO, VERIFIED_FLAGS
from local.cognito.accounts.addresses import is_email, is_phone_number
from local.cognito.errors import CognitoError, invalid, not_authorized
from local.cognito.json_types import JsonObject
from local.cognito.store.pools import AppClient, UserPool

NOT_CONFORMING: Final = "Attributes did not conform to the schema"
UNAUTHORIZED: Final = "A client attempted to write unauthorized attribute"
NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?")
BOOLEANS: Final = frozenset({"true", "false"})
Schema = Mapping[str, JsonObject]


def given_attributes(listed: Iterable[Mapping[str, Any]] | None) -> dict[str, str]:
    """AttributeListType by name; a value that is left out is empty."""
    return {one["Name"]: str(one.get("Value") or "") for one in listed or ()}


def listed_attributes(attributes: Mapping[str, str]) -> list[JsonObject]:
    """AttributeListType."""
    return [{"Name": name, "Value": value} for name, value in attributes.items()]


def schema_of(pool: UserPool) -> Schema:
    """A pool's attributes by name."""
    return {attribute["Name"]: attribute for attribute in pool.schema}


def new_attributes(pool: UserPool, given: Mapping[str, str]) -> dict[str, str]:
    """The attributes of a new user, as they are kept: those that are given empty are none. Raises CognitoError."""
    schema = schema_of(pool)
    for name in given:
        if name == "sub":
            raise invalid("Cannot modify the non-mutable attribute sub")
        if name not in schema:
            raise invalid(f"{NOT_CONFORMING}: Type for attribute {{{name}}} could not be determined")
    kept = _normal({name: value for name, value in given.items() if value})
    _check_values(schema, kept)
    return kept


def changed_attributes(pool: UserPool, given: Mapping[str, str]) -> dict[str, str]:
    """Attributes that are to change, as they are kept: one that is given empty is taken away. Raises CognitoError."""
    schema = schema_of(pool)
    check_removal(pool, [name for name, value in given.items() if not value])
    for name in given:
        _check_mutable(schema, name)
    changed = _normal(given)
    _check_values(schema, changed)
    return changed


def check_removal(pool: UserPool, names: Iterable[str]) -> None:
    """Raise CognitoError for an attribute that has to stay."""
    schema = schema_of(pool)
    for name in names:
        _check_mutable(schema, name)
        if schema[name].get("Required"):
            raise invalid(f"user.{name}: Attribute is required and cannot be deleted.")


def check_required(pool: UserPool, attributes: Mapping[str, str]) -> None:
    """Raise CognitoError where an attribute that every user has is missing."""
    missing = missing_attributes(pool, attributes)
    if missing:
        lines = "".join(f"{name}: The attribute is required\n" for name in missing)
        raise invalid(f"{NOT_CONFORMING}: {lines}")


def missing_attributes(pool: UserPool, attributes: Mapping[str, str]) -> list[str]:
    """The required attributes that somebody doesn't have."""
    required = (attribute["Name"] for attribute in pool.schema if attribute.get("Required"))
    return [name for name in required if name != "sub" and not attributes.get(name)]


def check_writable(pool: UserPool, client: AppClient, names: Iterable[str]) -> None:
    """Raise CognitoError for an attribute that a client's users may not write.

    Without WriteAttributes that is none of the pool's; required attributes are always writable.
    """
    allowed = client.settings.get("WriteAttributes")
    for name in names:
        if name in SET_BY_COGNITO or name.startswith(DEVELOPER_PREFIX):
            raise not_authorized(UNAUTHORIZED)
        if allowed and name not in allowed and not schema_of(pool).get(name, {}).get("Required"):
            raise not_authorized(UNAUTHORIZED)


def readable_attributes(client: AppClient, attributes: Mapping[str, str]) -> dict[str, str]:
    """Those of a user's attributes that a client's users may read, and the sub; all, without ReadAttributes."""
    allowed = client.settings.get("ReadAttributes")
    if not allowed:
        return dict(attributes)
    return {name: value for name, value in attributes.items() if name == "sub" or name in allowed}


def without_flags(names: Iterable[str]) -> set[str]:
    """What goes when attributes are taken away: what says that they are verified goes as well."""
    gone = set(names)
    return gone | {flag for name, flag in VERIFIED_FLAGS.items() if name in gone}


def _check_mutable(schema: Schema, name: str) -> None:
    if name not in schema:
        raise invalid(f"user.{name}: Attribute does not exist in the schema.\n")
    if not schema[name].get("Mutable", True):
        raise invalid(f"user.{name}: Attribute cannot be updated.\n")


def _normal(attributes: Mapping[str, str]) -> dict[str, str]:
    """What says that something is verified is written in lower case, as Python's `True` isn't."""
    flags = set(VERIFIED_FLAGS.values())
    return {name: value.lower() if name in flags else value for name, value in attributes.items()}


def _check_values(schema: Schema, attributes: Mapping[str, str]) -> None:
    for name, value in attributes.items():
        for problem in _problems(name, value, schema[name]) if value else ():
            raise problem


def _problems(name: str, value: str, attribute: JsonObject) -> Iterator[CognitoError]:
    if name == "email" and not is_email(value):
        yield invalid("Invalid email address format.")
    if name == "phone_number" and not is_phone_number(value):
        yield invalid("Invalid phone number format.")
    check = CHECKS[attribute["AttributeDataType"]]
    yield from (invalid(f"{NOT_CONFORMING}: {name}: {problem}") for problem in check(value, attribute))


def _of_text(value: str, attribute: JsonObject) -> Iterator[str]:
    limits = attribute.get("StringAttributeConstraints") or {}
    if limits.get("MaxLength") and len(value) > int(limits["MaxLength"]):
        yield f"String must be at most {limits['MaxLength']} characters long"
    if limits.get("MinLength") and len(value) < int(limits["MinLength"]):
        yield f"String must be at least {limits['MinLength']} characters long"


def _of_number(value: str, attribute: JsonObject) -> Iterator[str]:
    if not NUMBER.fullmatch(value):
        yield "Value is not a number"
        return
    limits = attribute.get("NumberAttributeConstraints") or {}
    if limits.get("MaxValue") and float(value) > float(limits["MaxValue"]):
        yield f"Number must be at most {limits['MaxValue']}"
    if limits.get("MinValue") and float(value) < float(limits["MinValue"]):
        yield f"Number must be at least {limits['MinValue']}"


def _of_boolean(value: str, _: JsonObject) -> Iterator[str]:
    if value.lower() not in BOOLEANS:
        yield "Value is not a boolean"


def _of_date_time(value: str, _: JsonObject) -> Iterator[str]:
    """ISO 8601, or seconds since the epoch: the form isn't documented."""
    if NUMBER.fullmatch(value):
        return
    try:
        datetime.fromisoformat(value)
    except ValueError:
        yield "Value is not a date and time"


CHECKS: Final[Mapping[str, Callable[[str, JsonObject], Iterator[str]]]] = {
    "String": _of_text,
    "Number": _of_number,
    "Boolean": _of_boolean,
    "DateTime": _of_date_time,
}
"""What is wrong with a value, by AttributeDataType."""
