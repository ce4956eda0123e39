"""A pool's attributes and password policy, as its pages ask for them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from local.former import state

ALIASES: Final = {"email": "Email", "phone_number": "Phone number"}
LABELS: Final = {
    **ALIASES,
    "address": "Address",
    "birthdate": "Birthdate",
    "family_name": "Family name",
    "gender": "Gender",
    "given_name": "Given name",
    "locale": "Locale",
    "middle_name": "Middle name",
    "name": "Name",
    "nickname": "Nickname",
    "picture": "Picture URL",
    "preferred_username": "Preferred username",
    "profile": "Profile URL",
    "updated_at": "Updated at",
    "website": "Website",
    "zoneinfo": "Time zone",
}
TYPES: Final = {"email": "email", "phone_number": "tel", "birthdate": "date", "picture": "url", "website": "url"}
AUTOCOMPLETE: Final = {
    "email": "email",
    "phone_number": "tel",
    "birthdate": "bday",
    "family_name": "family-name",
    "given_name": "given-name",
    "middle_name": "additional-name",
    "name": "name",
    "nickname": "nickname",
    "address": "street-address",
    "website": "url",
    "gender": "sex",
}
"""HTML's autofill names of the standard attributes (HTML standard, Autofill)."""
HINTS: Final = {"phone_number": "With + and country code, as in +14155550123.", "birthdate": "YYYY-MM-DD"}


@dataclass(frozen=True)
class Field:
    """One attribute that a page asks for."""

    name: str
    label: str
    type: str
    autocomplete: str
    hint: str


def field_of(name: str) -> Field:
    """How a page asks for an attribute."""
    label = LABELS.get(name) or name.removeprefix("custom:").replace("_", " ").capitalize()
    return Field(name, label, TYPES.get(name, "text"), AUTOCOMPLETE.get(name, "off"), HINTS.get(name, ""))


def username_label(pool: state.Pool) -> str:
    """What the pool's users sign in with: a user name, or what its UsernameAttributes say instead of one."""
    return " or ".join(ALIASES[name] for name in pool.get("UsernameAttributes") or []).capitalize() or "Username"


def sign_up_fields(pool: state.Pool) -> list[Field]:
    """The required attributes, and those that a confirmation code is sent to; the one that is the user name apart."""
    named = pool.get("UsernameAttributes") or []
    asked = [schema["Name"] for schema in pool.get("SchemaAttributes") or [] if schema.get("Required")]
    asked += [name for name in pool.get("AutoVerifiedAttributes") or [] if not named]
    only = named[0] if len(named) == 1 else None
    return [field_of(name) for name in dict.fromkeys(asked) if name not in {"sub", only}]


def as_attributes(values: Mapping[str, str]) -> list[dict[str, str]]:
    """Cognito's form of attributes; what was left empty isn't sent."""
    return [{"Name": name, "Value": value} for name, value in values.items() if value]


def password_rules(pool: state.Pool) -> list[str]:
    """The pool's password policy, a line each."""
    policy: Mapping[str, Any] = (pool.get("Policies") or {}).get("PasswordPolicy") or {}
    asked = [f"at least {policy.get('MinimumLength', 8)} characters"]
    rules: Iterable[tuple[str, str]] = (
        ("RequireLowercase", "a lower-case letter"),
        ("RequireUppercase", "an upper-case letter"),
        ("RequireNumbers", "a number"),
        ("RequireSymbols", "a special character"),
    )
    return asked + [words for name, words in rules if policy.get(name, True)]


def new_password_problems(pool: state.Pool, password: str, confirmed: str) -> list[str]:
    """All that is wrong with a new password, a sentence each."""
    problems = [f"{words}." for words in state.password_problems(pool, password)]
    return [*problems, *(["The passwords don't match."] if password != confirmed else [])]
