"""The end of users."""

from local.cognito.call import Call
from local.cognito.store.pools import UserPool
from local.cognito.store.users import User


def delete_user(call: Call, pool: UserPool, user: User) -> None:
    """Let a user go, with devices, sign-ins, links and sessions under way; groups let go of their member.

    Refresh tokens, codes and hosted sessions name the user's sub, which nobody has again.
    """
    families = [pool.families[origin] for origin in pool.families_of.get(user.sub, ())]
    sessions = [session for session in pool.sessions.values() if session.username == user.username]
    links = [link for link in pool.provider_links.values() if link.sub == user.sub] if user.identities else []
    call.remove(*pool.devices_of(user).values(), *families, *sessions, *links, user)
    pool.devices.pop(user.sub, None)
    pool.families_of.pop(user.sub, None)
