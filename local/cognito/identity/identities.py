"""Identities: made, looked at, let go of."""

from collections.abc import Mapping
from typing import Final

from local.cognito.api import paging
from local.cognito.call import Call, Handler
from local.cognito.errors import not_authorized
from local.cognito.identity.finding import find_identity, identity_of, pool_of
from local.cognito.identity.linking import identity_of_logins, new_identity, unauthenticated_access_refused
from local.cognito.identity.logins import MISMATCH, verified_logins
from local.cognito.json_types import JsonObject
from local.cognito.store.identity_pools import Identity


def get_id(call: Call) -> JsonObject:
    """GetId: the identity of logins; a new one of nobody, where the pool allows that, without any."""
    pool = pool_of(call)
    given = call.get("Logins", {})
    if not given:
        if not pool.settings.get("AllowUnauthenticatedIdentities"):
            raise unauthenticated_access_refused()
        return {"IdentityId": new_identity(call, pool).id}
    logins = verified_logins(call, pool, given)
    if not logins:
        raise not_authorized(MISMATCH)
    return {"IdentityId": identity_of_logins(call, pool_of(call), logins).id}


def describe_identity(call: Call) -> JsonObject:
    """DescribeIdentity."""
    return _described(identity_of(call)[1])


def list_identities(call: Call) -> JsonObject:
    """ListIdentities: without those that were merged into others, where HideDisabled says so."""
    pool = pool_of(call)
    hides = call.get("HideDisabled", False)
    listed = [_described(one) for one in pool.identities.values() if one.enabled or not hides]
    return {"IdentityPoolId": pool.id, **paging.answer(call, listed, "Identities")}


def delete_identities(call: Call) -> JsonObject:
    """DeleteIdentities: those that there aren't are answered as unprocessed."""
    unprocessed = []
    for identity_id in dict.fromkeys(call["IdentityIdsToDelete"]):
        found = find_identity(call, identity_id)
        if found is None:
            unprocessed.append({"IdentityId": identity_id, "ErrorCode": "AccessDenied"})
        else:
            call.remove(found[1])
    return {"UnprocessedIdentityIds": unprocessed}


def unlink_identity(call: Call) -> JsonObject:
    """UnlinkIdentity: by whoever shows one of its logins."""
    pool, _ = identity_of(call)
    shown = verified_logins(call, pool, call["Logins"])
    pool, identity = identity_of(call)
    if not any(pool.by_login.get(login.pair) is identity for login in shown):
        raise not_authorized(MISMATCH)
    with pool.changing(identity):
        for provider in call["LoginsToRemove"]:
            identity.logins.pop(provider, None)
        identity.modified = call.moment
    call.save(identity)
    return {}


def _described(identity: Identity) -> JsonObject:
    names = list(dict.fromkeys(provider for provider, _ in identity.pairs))
    return {
        "IdentityId": identity.id,
        **({"Logins": names} if names else {}),
        "CreationDate": identity.created,
        "LastModifiedDate": identity.modified,
    }


OPERATIONS: Final[Mapping[str, Handler]] = {
    "GetId": get_id,
    "DescribeIdentity": describe_identity,
    "ListIdentities": list_identities,
    "DeleteIdentities": delete_identities,
    "UnlinkIdentity": unlink_identity,
}
