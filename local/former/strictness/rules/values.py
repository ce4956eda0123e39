"""Users' attributes: those that their pool has, within its limits, and changed only where it lets them change."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from local.former import state
from local.former.strictness.rules.rule import Parameters, Table, invalid, part

ADDRESSES: Final = ("email", "phone_number")
LIMITS: Final = {"String": ("MinLength", "MaxLength"), "Number": ("MinValue", "MaxValue")}
UNITS: Final = {"String": " characters long", "Number": ""}
NOT_CONFORMING: Final = "Attributes did not conform to the schema"


def new_attributes(parameters: Parameters) -> None:
    """Those that a user is created with."""
    pool = state.pool(parameters.get("UserPoolId")) or state.pool_of_client(parameters.get("ClientId"))
    if pool:
        conform(parameters, pool, creation_problems)


def attributes_of_a_sign_up(parameters: Parameters) -> None:
    """Who signs up has every attribute that is required; an administrator may leave them to the first sign-in."""
    pool = state.pool_of_client(parameters["ClientId"])
    if not pool:
        return
    # The user name is the address where users sign in with one, and Cognito sets the attribute.
    known = {*values(parameters), "sub", *(ADDRESSES if pool.get("UsernameAttributes") else ())}
    required = [attribute["Name"] for attribute in pool.get("SchemaAttributes", ()) if attribute.get("Required")]
    missing = [f"{name}: The attribute is required\n" for name in required if name not in known]
    if missing:
        raise invalid(f"{NOT_CONFORMING}: {''.join(missing)}")


def changed_by_an_administrator(parameters: Parameters) -> None:
    """Those that an administrator changes."""
    if pool := state.pool(parameters["UserPoolId"]):
        conform(parameters, pool, change_problems)


def changed_by_the_user(parameters: Parameters) -> None:
    """Those that a user changes."""
    issuer = str(state.token_claims(parameters["AccessToken"]).get("iss", ""))
    if pool := state.pool_anywhere(issuer.rpartition("/")[2]):
        conform(parameters, pool, change_problems)


Problems = Callable[[str, Mapping[str, Any] | None], Iterator[str]]
"""What is wrong with an attribute's being there, by its name and what the schema says of it."""


def conform(parameters: Parameters, pool: state.Pool, problems: Problems) -> None:
    """Raise CognitoError for every attribute that isn't as the schema has it."""
    schema = {attribute["Name"]: attribute for attribute in pool.get("SchemaAttributes", ())}
    for name, value in values(parameters).items():
        for problem in (*problems(name, schema.get(name)), *value_problems(name, value, schema.get(name, {}))):
            raise invalid(problem)


def creation_problems(name: str, attribute: Mapping[str, Any] | None) -> Iterator[str]:
    """An attribute of a new user exists."""
    if attribute is None:
        yield f"{NOT_CONFORMING}: Type for attribute {{{name}}} could not be determined"


def change_problems(name: str, attribute: Mapping[str, Any] | None) -> Iterator[str]:
    """A changed attribute exists and can be changed."""
    if attribute is None:
        yield f"user.{name}: Attribute does not exist in the schema.\n"
    elif not attribute.get("Mutable"):
        yield f"user.{name}: Attribute cannot be updated.\n"


def value_problems(name: str, value: str, attribute: Mapping[str, Any]) -> Iterator[str]:
    """A value is within its attribute's limits. One that is empty takes the attribute away."""
    if not value:
        return
    kind = "Number" if attribute.get("AttributeDataType") == "Number" else "String"
    try:
        measure = float(value) if kind == "Number" else len(value)
    except ValueError:
        yield f"{NOT_CONFORMING}: {name}: Value is not a number"
        return
    limits, (least, most) = part(attribute, f"{kind}AttributeConstraints"), LIMITS[kind]
    if limits.get(most) and measure > int(limits[most]):
        yield f"{NOT_CONFORMING}: {name}: {kind} must be at most {limits[most]}{UNITS[kind]}"
    if limits.get(least) and measure < int(limits[least]):
        yield f"{NOT_CONFORMING}: {name}: {kind} must be at least {limits[least]}{UNITS[kind]}"


def values(parameters: Parameters) -> dict[str, str]:
    """The attributes that a request names."""
    return {one["Name"]: one.get("Value") or "" for one in parameters.get("UserAttributes") or ()}


RULES: Final[Table] = {
    "SignUp": (new_attributes, attributes_of_a_sign_up),
    "AdminCreateUser": (new_attributes,),
    "AdminUpdateUserAttributes": (changed_by_an_administrator,),
    "UpdateUserAttributes": (changed_by_the_user,),
}
