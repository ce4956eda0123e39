"""Identity pools and identities by the ids that requests have. The store's lock is held."""

from cognito_model.regions import partition_of
from local.cognito import ids
from local.cognito.call import Call
from local.cognito.errors import CognitoError, not_found
from local.cognito.store.identity_pools import Identity, IdentityPool


def pool_of(call: Call) -> IdentityPool:
    """The identity pool that `IdentityPoolId` names. Raises CognitoError."""
    pool_id = str(call["IdentityPoolId"])
    found = call.engine.store.identity_pools.get(pool_id)
    if found is None or (call.region and found.region != call.region):
        raise not_found(f"IdentityPool '{pool_id}' not found.")
    return found


def identity_of(call: Call) -> tuple[IdentityPool, Identity]:
    """The identity that `IdentityId` names, with its pool. Raises CognitoError."""
    identity_id = str(call["IdentityId"])
    found = find_identity(call, identity_id)
    if found is None:
        raise not_found(f"Identity '{identity_id}' not found.")
    return found


def find_identity(call: Call, identity_id: str) -> tuple[IdentityPool, Identity] | None:
    """An identity by its id, with its pool; None where the call's region has none."""
    for pool in call.engine.store.identity_pools.values():
        identity = pool.identities.get(identity_id)
        if identity is not None and (not call.region or pool.region == call.region):
            return pool, identity
    return None


def identity_in(pool: IdentityPool, identity_id: str) -> Identity:
    """An identity of a pool. Raises CognitoError."""
    found = pool.identities.get(identity_id)
    if found is None:
        raise not_found(f"Identity '{identity_id}' not found.")
    return found


def pool_arn(pool: IdentityPool) -> str:
    """An identity pool's ARN."""
    region = pool.region
    return f"arn:{partition_of(region).id}:cognito-identity:{region}:{ids.ACCOUNT_ID}:identitypool/{pool.id}"


def conflict(message: str) -> CognitoError:
    """The error for a login that is another identity's."""
    return CognitoError("ResourceConflictException", message)
