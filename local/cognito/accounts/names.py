"""What users are called ("Customizing sign-in attributes").

In a pool with UsernameAttributes people sign up with an address or number, and the name is their sub. In a pool with
AliasAttributes they have a name, and sign in with verified addresses, numbers and preferred names as well.
"""

from collections.abc import Callable, Mapping
from typing import Final

from local.cognito.accounts.addresses import is_email, is_phone_number
from local.cognito.errors import CognitoError, invalid
from local.cognito.store.pools import UserPool
from local.cognito.store.users import User

FORMATS: Final[Mapping[str, Callable[[str], bool]]] = {"email": is_email, "phone_number": is_phone_number}
WORDS: Final = {"email": "email", "phone_number": "phone number"}
PREFERRED: Final = "preferred_username"


def username_attribute(pool: UserPool, requested: str) -> str | None:
    """The attribute that a requested name is; None in a pool that has names. Raises CognitoError."""
    allowed = pool.users.naming.username_attributes
    if not allowed:
        return None
    for attribute in allowed:
        if FORMATS[attribute](requested):
            return attribute
    if len(allowed) > 1:
        raise invalid("Username should be either an email or a phone number.")
    raise invalid(f"Username should be {'an email' if allowed[0] == 'email' else 'a phone number'}.")


def check_name(pool: UserPool, requested: str) -> None:
    """Raise CognitoError where a name looks like another user's alias."""
    for attribute in pool.users.naming.alias_attributes:
        if attribute in FORMATS and FORMATS[attribute](requested):
            words = WORDS[attribute]
            raise invalid(f"Username cannot be of {words} format, since user pool is configured for {words} alias.")


def with_username_attribute(
    pool: UserPool, attribute: str, requested: str, attributes: Mapping[str, str]
) -> dict[str, str]:
    """A new user's attributes with the one that the requested name is. Raises CognitoError where they differ."""
    given = attributes.get(attribute)
    normal = pool.users.naming.normal
    if given and normal(given) != normal(requested):
        raise invalid(
            f"User {WORDS[attribute]} should be empty or same as username, since username attribute is {attribute}."
        )
    return {**attributes, attribute: requested}


def check_unused(pool: UserPool, requested: str, attributes: Mapping[str, str], taken: str) -> None:
    """Raise CognitoError where somebody has a new user's name; `taken` is how the operation says so.

    In a pool with UsernameAttributes every one of these is a name, verified or not.
    """
    naming = pool.users.naming
    for attribute in naming.username_attributes:
        value = attributes.get(attribute)
        if value and pool.users.by_alias(attribute, value):
            raise CognitoError("UsernameExistsException", f"An account with the given {attribute} already exists.")
    if naming.username_attributes:
        return
    if is_taken(pool, None, requested):
        raise CognitoError("UsernameExistsException", taken)


def check_preferred_name(pool: UserPool, user: User | None, attributes: Mapping[str, str]) -> None:
    """Raise CognitoError where somebody else has a preferred name that is to become an alias."""
    value = attributes.get(PREFERRED)
    if not value or PREFERRED not in pool.users.naming.alias_attributes:
        return
    if is_taken(pool, user, value):
        raise alias_exists(PREFERRED)


def is_taken(pool: UserPool, user: User | None, name: str) -> bool:
    """Whether a name names somebody else already: as a name, as a sub, or as a preferred name that is an alias."""
    users = pool.users
    holders = [users.by_name(name), users.by_sub(name)]
    if PREFERRED in users.naming.alias_attributes:
        holders.append(users.by_alias(PREFERRED, name))
    return any(holder is not None and holder is not user for holder in holders)


def alias_exists(attribute: str) -> CognitoError:
    """The error for what somebody else signs in with."""
    return CognitoError("AliasExistsException", f"An account with the given {attribute} already exists.")
