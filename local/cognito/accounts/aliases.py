"""Addresses and numbers by which users sign in: each is verified for one user only ("Aliases")."""

from collections.abc import Mapping

from cognito_model.attributes import VERIFIED_FLAGS
from local.cognito.accounts.names import alias_exists
from local.cognito.call import Call
from local.cognito.store.pools import UserPool
from local.cognito.store.users import User


def holders(pool: UserPool, user: User | None, attributes: Mapping[str, str]) -> dict[str, User]:
    """Who else has the aliases that these attributes are for a user, by attribute: verified addresses and numbers.

    In a pool with UsernameAttributes they are names whether they are verified or not.
    """
    found: dict[str, User] = {}
    for attribute, value in pool.users.naming.aliases(dict(attributes)):
        holder = pool.users.by_alias(attribute, value)
        if holder is not None and holder is not user:
            found[attribute] = holder
    return found


def check_free(pool: UserPool, user: User | None, attributes: Mapping[str, str]) -> None:
    """Raise CognitoError where somebody else has one of the aliases."""
    for attribute in holders(pool, user, attributes):
        raise alias_exists(attribute)


def take_over(call: Call, pool: UserPool, user: User | None, attributes: Mapping[str, str]) -> None:
    """Have others lose the aliases, whose addresses and numbers are unverified from then on.

    Raises CognitoError for what can't be moved: names.
    """
    found = holders(pool, user, attributes)
    for attribute in found:
        if attribute not in VERIFIED_FLAGS or attribute in pool.users.naming.username_attributes:
            raise alias_exists(attribute)
    for attribute, holder in found.items():
        with pool.users.changing(holder):
            holder.attributes = {**holder.attributes, VERIFIED_FLAGS[attribute]: "false"}
        holder.modified = call.moment
        call.save(holder)
