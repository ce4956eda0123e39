"""Which identity a set of logins is, and what is linked to it on the way ("Identity pools authentication flow")."""

from collections.abc import Sequence
from typing import Final

from local.cognito import ids
from local.cognito.call import Call
from local.cognito.errors import CognitoError, not_authorized
from local.cognito.identity.finding import conflict
from local.cognito.identity.logins import MISMATCH, Login
from local.cognito.store.identity_pools import Identity, IdentityPool

MAX_LOGINS: Final = 20
"""Linked to one identity ("Quotas in Amazon Cognito")."""


def unauthenticated_access_refused() -> CognitoError:
    """The error for a request without logins, where the pool wants some."""
    return not_authorized("Unauthenticated access is not supported for this identity pool.")


def new_identity(call: Call, pool: IdentityPool) -> Identity:
    """A new identity, of nobody yet."""
    identity = Identity(pool.id, f"{pool.region}:{ids.random_uuid()}", call.moment, call.moment)
    call.add(identity)
    return identity


def identity_of_logins(call: Call, pool: IdentityPool, logins: Sequence[Login]) -> Identity:
    """Whose these logins are: an identity that has one of them gets the others; a new one where none has."""
    owners = _owners(pool, logins)
    if len(owners) > 1:
        raise conflict("Logins are linked to different identities.")
    identity = owners[0] if owners else new_identity(call, pool)
    link(call, pool, identity, logins)
    return identity


def signed_in_identity(call: Call, pool: IdentityPool, given: Identity, logins: Sequence[Login]) -> Identity:
    """The identity that a request with an identity's id and logins is about. Raises CognitoError.

    One that nobody has signed in as takes the logins on; where they are another one's already, it is merged into that
    ("the IdentityId returned may not match the one passed on input", GetOpenIdToken).
    """
    if not given.enabled:
        raise not_authorized(f"Identity '{given.id}' is disabled.")
    if not logins:
        if given.is_authenticated:
            raise forbidden(given)
        if not pool.settings.get("AllowUnauthenticatedIdentities"):
            raise unauthenticated_access_refused()
        return given
    owners = _owners(pool, logins)
    if given.is_authenticated:
        if given not in owners:
            raise not_authorized(MISMATCH)
        if len(owners) > 1:
            raise conflict("A login is linked to another identity already.")
        link(call, pool, given, logins)
        return given
    found = identity_of_logins(call, pool, logins) if owners else given
    if found is not given:
        given.enabled, given.modified = False, call.moment
        call.save(given)
    link(call, pool, found, logins)
    return found


def link(call: Call, pool: IdentityPool, identity: Identity, logins: Sequence[Login]) -> None:
    """Have logins stand for an identity. Raises CognitoError."""
    new = [login for login in logins if identity.logins.get(login.provider) != login.subject]
    if not new:
        return
    if any(login.provider in identity.logins for login in new):
        raise conflict("The identity has a login of that provider already.")
    if len(identity.pairs) + len(new) > MAX_LOGINS:
        raise CognitoError("LimitExceededException", f"An identity has {MAX_LOGINS} linked logins at most.")
    with pool.changing(identity):
        identity.logins |= dict(login.pair for login in new)
        identity.modified = call.moment
    call.save(identity)


def forbidden(identity: Identity) -> CognitoError:
    """The error for an identity whose logins the caller doesn't show."""
    return not_authorized(f"Access to Identity '{identity.id}' is forbidden.")


def _owners(pool: IdentityPool, logins: Sequence[Login]) -> list[Identity]:
    found = [pool.by_login[login.pair] for login in logins if login.pair in pool.by_login]
    return list({identity.id: identity for identity in found}.values())
