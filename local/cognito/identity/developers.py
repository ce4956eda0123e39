"""Users of a developer's own provider ("Developer-authenticated identities")."""

from collections.abc import Mapping
from typing import Final

from local.cognito.api import paging
from local.cognito.call import Call, Handler
from local.cognito.errors import CognitoError, invalid, not_found
from local.cognito.identity.finding import conflict, identity_in, pool_of
from local.cognito.identity.linking import MAX_LOGINS
from local.cognito.json_types import JsonObject
from local.cognito.store.identity_pools import Identity, IdentityPool


def lookup_developer_identity(call: Call) -> JsonObject:
    """LookupDeveloperIdentity: the one by the other; both are compared where both are given."""
    pool = pool_of(call)
    identity_id, user = call.get("IdentityId"), call.get("DeveloperUserIdentifier")
    provider = _provider(pool)
    if identity_id is None and user is None:
        raise invalid("Either IdentityId or DeveloperUserIdentifier is required.")
    if user is None:
        identity = identity_in(pool, identity_id)
        users = identity.developer_users.get(provider, [])
        return {"IdentityId": identity.id, **paging.answer(call, users, "DeveloperUserIdentifierList")}
    identity = _identity_of_user(pool, provider, user)
    if identity_id is not None and identity.id != identity_id:
        raise conflict("The developer user identifier is not of that identity.")
    listed = [user] if identity_id is not None else identity.developer_users[provider]
    return {"IdentityId": identity.id, **paging.answer(call, listed, "DeveloperUserIdentifierList")}


def merge_developer_identities(call: Call) -> JsonObject:
    """MergeDeveloperIdentities: the source's identity goes, and all that stands for it is the destination's."""
    pool = pool_of(call)
    provider = _named_provider(call, pool)
    source = _identity_of_user(pool, provider, call["SourceUserIdentifier"])
    destination = _identity_of_user(pool, provider, call["DestinationUserIdentifier"])
    if source is destination:
        return {"IdentityId": destination.id}
    if any(destination.logins.get(name, user) != user for name, user in source.logins.items()):
        raise conflict("The users are different users of the same public provider.")
    if len(source.pairs) + len(destination.pairs) > MAX_LOGINS:
        raise CognitoError("LimitExceededException", f"An identity has {MAX_LOGINS} linked logins at most.")
    call.remove(source)
    with pool.changing(destination):
        destination.logins = {**destination.logins, **source.logins}
        for name, users in source.developer_users.items():
            destination.developer_users.setdefault(name, []).extend(users)
        destination.modified = call.moment
    call.save(destination)
    return {"IdentityId": destination.id}


def unlink_developer_identity(call: Call) -> JsonObject:
    """UnlinkDeveloperIdentity."""
    pool = pool_of(call)
    provider, user = _named_provider(call, pool), call["DeveloperUserIdentifier"]
    identity = identity_in(pool, call["IdentityId"])
    if pool.by_login.get((provider, user)) is not identity:
        raise conflict("The developer user identifier is not of that identity.")
    with pool.changing(identity):
        identity.developer_users[provider].remove(user)
        identity.modified = call.moment
    call.save(identity)
    return {}


def link_developer_user(call: Call, pool: IdentityPool, identity: Identity, provider: str, user: str) -> None:
    """Have a developer's user stand for an identity. Raises CognitoError."""
    if pool.by_login.get((provider, user)) is identity:
        return
    if len(identity.pairs) >= MAX_LOGINS:
        raise CognitoError("LimitExceededException", f"An identity has {MAX_LOGINS} linked logins at most.")
    with pool.changing(identity):
        identity.developer_users.setdefault(provider, []).append(user)
        identity.modified = call.moment
    call.save(identity)


def _provider(pool: IdentityPool) -> str:
    found = pool.settings.get("DeveloperProviderName")
    if not found:
        raise invalid("The identity pool has no developer provider.")
    return str(found)


def _named_provider(call: Call, pool: IdentityPool) -> str:
    if call["DeveloperProviderName"] != pool.settings.get("DeveloperProviderName"):
        raise invalid(f"{call['DeveloperProviderName']} is not the developer provider of this identity pool.")
    return str(call["DeveloperProviderName"])


def _identity_of_user(pool: IdentityPool, provider: str, user: str) -> Identity:
    found = pool.by_login.get((provider, user))
    if found is None:
        raise not_found("Developer user identifier not found.")
    return found


OPERATIONS: Final[Mapping[str, Handler]] = {
    "LookupDeveloperIdentity": lookup_developer_identity,
    "MergeDeveloperIdentities": merge_developer_identities,
    "UnlinkDeveloperIdentity": unlink_developer_identity,
}
