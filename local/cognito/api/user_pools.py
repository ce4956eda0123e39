"""User pools: made, changed, described, listed, deleted."""

from collections.abc import Mapping
from typing import Final

from local.cognito import ids
from local.cognito.api import paging
from local.cognito.call import Call, Handler
from local.cognito.configuration.pool_settings import factors, new_settings, updated_settings
from local.cognito.configuration.schema import pool_schema
from local.cognito.errors import invalid
from local.cognito.json_types import JsonObject, copied
from local.cognito.store.pools import UserPool


def create_user_pool(call: Call) -> JsonObject:
    """CreateUserPool."""
    now, tags = call.moment, dict(call.get("UserPoolTags", {}))
    pool = UserPool(
        _new_id(call, tags.get(ids.CUSTOM_ID_TAG)) or _known_id(call) or ids.user_pool_id(call.region),
        call.region,
        call["PoolName"],
        now,
        now,
        new_settings(call.parameters, call.region),
        pool_schema(call.get("Schema", [])),
        tags,
    )
    pool.mfa = factors(pool, {})
    call.add(pool)
    return {"UserPool": described(pool)}


def update_user_pool(call: Call) -> JsonObject:
    """UpdateUserPool."""
    pool = call.pool
    pool.settings = updated_settings(pool.settings, call.parameters, pool.region)
    pool.mfa = factors(pool, pool.mfa)
    pool.name = call.get("PoolName", pool.name)
    if call.get("UserPoolTags") is not None:
        pool.tags = dict(call["UserPoolTags"])
    pool.modified = call.moment
    call.save(pool)
    return {}


def describe_user_pool(call: Call) -> JsonObject:
    """DescribeUserPool."""
    return {"UserPool": described(call.pool)}


def list_user_pools(call: Call) -> JsonObject:
    """ListUserPools: those of the region."""
    pools = [pool for pool in list(call.engine.store.pools.values()) if pool.region == call.region]
    return paging.answer(call, pools, "UserPools", _listed)


def _listed(pool: UserPool) -> JsonObject:
    """A pool as UserPoolDescriptionType."""
    return {
        "Id": pool.id,
        "Name": pool.name,
        "LambdaConfig": copied(pool.triggers),
        "LastModifiedDate": pool.modified,
        "CreationDate": pool.created,
    }


def delete_user_pool(call: Call) -> JsonObject:
    """DeleteUserPool: everything that belongs to it goes with it."""
    from local.cognito.user_import import files

    pool, *owned = call.engine.store.records_of(call.pool)
    for job in call.pool.import_jobs.values():
        files.let_go(call.engine.settings, job)
    call.remove(*reversed(owned), pool)
    return {}


def described(pool: UserPool) -> JsonObject:
    """A pool as UserPoolType."""
    prefix = next((domain.name for domain in pool.domains if not domain.custom), None)
    custom = next((domain.name for domain in pool.domains if domain.custom), None)
    return {
        "Id": pool.id,
        "Name": pool.name,
        "Arn": ids.user_pool_arn(pool.region, pool.id),
        "CreationDate": pool.created,
        "LastModifiedDate": pool.modified,
        "SchemaAttributes": copied(pool.schema),
        "EstimatedNumberOfUsers": len(pool.users),
        "UserPoolTags": dict(pool.tags),
        **({"Domain": prefix} if prefix else {}),
        **({"CustomDomain": custom} if custom else {}),
        **copied(pool.settings),
    }


def _known_id(call: Call) -> str | None:
    """The id that a pool of this name is known to have, where it is free."""
    known = call.engine.known_ids.user_pools.get(call["PoolName"])
    free = known is not None and known not in call.engine.store.pools and known.startswith(f"{call.region}_")
    return known if free else None


def _new_id(call: Call, asked_for: str | None) -> str | None:
    """The id that a pool's tag asks for, with the region in front or without; None where it asks for none."""
    if not asked_for:
        return None
    pool_id = asked_for if "_" in asked_for else f"{call.region}_{asked_for}"
    region, _, rest = pool_id.rpartition("_")
    if region != call.region or not rest.isascii() or not rest.isalnum() or len(pool_id) > ids.MAX_POOL_ID_LENGTH:
        raise invalid(
            f"{asked_for} can't be the ID of a user pool in {call.region}. This would pass: {call.region}_Example1"
        )
    if pool_id in call.engine.store.pools:
        raise invalid(f"There is a user pool {pool_id} already.")
    return pool_id


OPERATIONS: Final[Mapping[str, Handler]] = {
    "CreateUserPool": create_user_pool,
    "UpdateUserPool": update_user_pool,
    "DescribeUserPool": describe_user_pool,
    "ListUserPools": list_user_pools,
    "DeleteUserPool": delete_user_pool,
}
