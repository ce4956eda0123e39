"""A pool's attributes and password policy, as its pages ask for them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from local.cognito.accounts import password_policy
from local.cognito.pages.problems import Problem
from local.cognito.store.pools import UserPool

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
RULES: Final = (
    ("RequireLowercase", "a lower-case letter"),
    ("RequireUppercase", "an upper-case letter"),
    ("RequireNumbers", "a number"),
    ("RequireSymbols", "a special character"),
)


@dataclass(frozen=True, slots=True)
class Field:
    """One attribute that a page asks for."""

    name: str
    label: str
    type: str
    autocomplete: str
    hint: str

    @property
    def sign_up_name(self) -> str:
        """What the field is called on the sign-up page, as on Cognito's."""
        return f"requiredAttributes[{self.name}]"


def field_of(name: str) -> Field:
    """How a page asks for an attribute."""
    label = LABELS.get(name) or name.removeprefix("custom:").replace("_", " ").capitalize()
    return Field(name, label, TYPES.get(name, "text"), AUTOCOMPLETE.get(name, "off"), HINTS.get(name, ""))


def username_label(pool: UserPool) -> str:
    """What the pool's users sign in with: a user name, or what its UsernameAttributes say instead of one."""
    named = pool.users.naming.username_attributes
    return " or ".join(ALIASES[name] for name in named).capitalize() or "Username"


def sign_up_fields(pool: UserPool) -> list[Field]:
    """The required attributes, and those that a confirmation code is sent to; the one that is the user name apart."""
    named = pool.users.naming.username_attributes
    asked = [schema["Name"] for schema in pool.schema if schema.get("Required")]
    asked += [name for name in pool.settings.get("AutoVerifiedAttributes") or [] if not named]
    only = named[0] if len(named) == 1 else None
    return [field_of(name) for name in dict.fromkeys(asked) if name not in {"sub", only}]


def as_attributes(values: Mapping[str, str]) -> list[dict[str, str]]:
    """Cognito's form of attributes; what was left empty isn't sent."""
    return [{"Name": name, "Value": value} for name, value in values.items() if value]


def password_rules(pool: UserPool) -> list[str]:
    """The pool's password policy, a line each."""
    policy = password_policy.policy_of(pool)
    asked = [f"at least {password_policy.minimum_length(pool)} characters"]
    return asked + [words for name, words in RULES if policy.get(name)]


def new_password_problems(pool: UserPool, form: Mapping[str, str], name: str) -> Iterable[Problem]:
    """All that is wrong with a new password, which the form has under `name` and as `confirm_password`."""
    password = form.get(name, "")
    for words in password_policy.problems(pool, password):
        yield Problem(f"{words}.", name)
    if password != form.get("confirm_password", ""):
        yield Problem("The passwords don't match.", "confirm_password")
