"""New users."""

from collections.abc import Mapping
from typing import Final

from local.cognito import ids
from local.cognito.accounts import aliases, names
from local.cognito.accounts.attributes import new_attributes
from local.cognito.call import Call
from local.cognito.errors import not_found
from local.cognito.store.pools import UserPool
from local.cognito.store.users import User

TAKEN: Final = "User account already exists"
"""How an administrator is told that somebody has a name."""


def new_user(call: Call, pool: UserPool, requested: str, given: Mapping[str, str], status: str) -> User:
    """A user who isn't in the pool yet, with a name and attributes as it wants them. Raises CognitoError."""
    names.check_name(pool, requested)
    attribute = names.username_attribute(pool, requested)
    attributes = new_attributes(pool, given)
    if attribute:
        attributes = names.with_username_attribute(pool, attribute, requested, attributes)
    sub, now = ids.sub(), call.moment
    return User(pool.id, sub if attribute else requested, sub, 0, attributes, now, now, status)


def add_user(  # noqa: PLR0913 - whom, where, and what of others
    call: Call, pool: UserPool, user: User, requested: str, *, taken: str = TAKEN, force_alias: bool = False
) -> None:
    """Take a new user in. Raises CognitoError where somebody has the name or, unless it is forced, an alias."""
    check_pool_is_there(call, pool)
    names.check_unused(pool, requested, user.attributes, taken)
    names.check_preferred_name(pool, None, user.attributes)
    if force_alias:
        aliases.take_over(call, pool, None, user.attributes)
    else:
        aliases.check_free(pool, None, user.attributes)
    user.sequence = pool.users.next_sequence()
    call.add(user)


def check_pool_is_there(call: Call, pool: UserPool) -> None:
    """Raise CognitoError where the pool was deleted while a trigger ran."""
    if call.engine.store.pools.get(pool.id) is not pool:
        raise not_found(f"User pool {pool.id} does not exist.")
