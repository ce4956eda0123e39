"""Identity pools themselves."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Final

from local.cognito import ids
from local.cognito.api import paging
from local.cognito.call import Call, Handler
from local.cognito.errors import invalid
from local.cognito.identity.finding import pool_of
from local.cognito.identity.tags import check_tags
from local.cognito.json_types import JsonObject
from local.cognito.store.identity_pools import IdentityPool

SETTINGS: Final = (
    "AllowUnauthenticatedIdentities",
    "AllowClassicFlow",
    "SupportedLoginProviders",
    "DeveloperProviderName",
    "OpenIdConnectProviderARNs",
    "CognitoIdentityProviders",
    "SamlProviderARNs",
)
"""Members of IdentityPool that are given. Those that are empty are not answered."""


def create_identity_pool(call: Call) -> JsonObject:
    """CreateIdentityPool."""
    tags = dict(call.get("IdentityPoolTags", {}))
    check_tags(tags)
    settings = _settings(call)
    pool_id = f"{call.region}:{ids.random_uuid()}"
    pool = IdentityPool(pool_id, call.region, call["IdentityPoolName"], settings, tags, created=call.moment)
    call.add(pool)
    return described(pool)


def update_identity_pool(call: Call) -> JsonObject:
    """UpdateIdentityPool: what isn't given gets its default value, tags and the developer provider's name apart.

    "Once you have set a developer provider name, you cannot change it" (CreateIdentityPool, DeveloperProviderName).
    """
    pool, settings = pool_of(call), _settings(call)
    former, wanted = pool.settings.get("DeveloperProviderName"), settings.get("DeveloperProviderName")
    if former and wanted and wanted != former:
        raise invalid("The developer provider name of an identity pool can't be changed once it is set.")
    if former:
        settings["DeveloperProviderName"] = former
    tags = call.get("IdentityPoolTags")
    if tags is not None:
        check_tags(tags)
        pool.tags = dict(tags)
    pool.name, pool.settings = call["IdentityPoolName"], settings
    call.save(pool)
    return described(pool)


def describe_identity_pool(call: Call) -> JsonObject:
    """DescribeIdentityPool."""
    return described(pool_of(call))


def delete_identity_pool(call: Call) -> JsonObject:
    """DeleteIdentityPool: with its identities."""
    pool = pool_of(call)
    call.remove(*list(pool.identities.values()), pool)
    return {}


def list_identity_pools(call: Call) -> JsonObject:
    """ListIdentityPools: those of the region."""
    pools = [pool for pool in call.engine.store.identity_pools.values() if pool.region == call.region]
    listed = [{"IdentityPoolId": pool.id, "IdentityPoolName": pool.name} for pool in pools]
    return paging.answer(call, listed, "IdentityPools")


def described(pool: IdentityPool) -> JsonObject:
    """A pool as IdentityPool; without what is empty."""
    return {
        "IdentityPoolId": pool.id,
        "IdentityPoolName": pool.name,
        **deepcopy(pool.settings),
        **({"IdentityPoolTags": dict(pool.tags)} if pool.tags else {}),
    }


def _settings(call: Call) -> JsonObject:
    """The settings that a request has, checked; what is empty counts as not given. Raises CognitoError."""
    given = {name: deepcopy(call.get(name)) for name in SETTINGS}
    providers = given["CognitoIdentityProviders"] or []
    for provider in providers:
        if not provider.get("ProviderName") or not provider.get("ClientId"):
            raise invalid("ProviderName and ClientId are required of each Cognito identity provider.")
        provider.setdefault("ServerSideTokenCheck", False)
    pairs = [(provider["ProviderName"], provider["ClientId"]) for provider in providers]
    if len(set(pairs)) < len(pairs):
        raise invalid("A Cognito identity provider is given twice.")
    return {name: value for name, value in given.items() if value is False or value}


OPERATIONS: Final[Mapping[str, Handler]] = {
    "CreateIdentityPool": create_identity_pool,
    "UpdateIdentityPool": update_identity_pool,
    "DescribeIdentityPool": describe_identity_pool,
    "DeleteIdentityPool": delete_identity_pool,
    "ListIdentityPools": list_identity_pools,
}
