"""Users as people know them: by what they sign in with, where their name is one that the engine made."""

from local.cognito.store.pools import UserPool
from local.cognito.store.users import User

KNOWN_BY = ("preferred_username", "email", "phone_number")


def shown_name(pool: UserPool, user: User) -> tuple[str, str]:
    """A user's name, and below it Cognito's own name where that is another."""
    if user.username == user.sub or user.username.startswith(user.sub):
        for attribute in (*pool.users.naming.username_attributes, *KNOWN_BY):
            if user.attributes.get(attribute):
                return user.attributes[attribute], user.username
    return user.username, ""


def shown_username(pool: UserPool | None, username: str) -> str:
    """A name that a request had, as people know it; the name itself where it is nobody's."""
    user = pool.users.by_name(username) if pool is not None and username else None
    return shown_name(pool, user)[0] if pool is not None and user is not None else username
