"""Client ID metadata documents: which addresses a pool takes for clients, and what it has cached of them."""

from collections.abc import Mapping
from typing import Final

from local.cognito import ids
from local.cognito.api import paging
from local.cognito.call import Call, Handler
from local.cognito.errors import CognitoError, not_found
from local.cognito.json_types import JsonObject, copied
from local.cognito.store.pools import UserPool

SETTINGS: Final = ("ClientId", "PolicyName", "CacheDuration", "URLPatterns")
LISTED: Final = ("CIMDPolicyId", "ClientId", "PolicyName", "CacheDuration", "CreationDate", "LastModifiedDate")
ID_LENGTH: Final = 26


def create_cimd_policy(call: Call) -> JsonObject:
    """CreateCIMDPolicy: for an app client of the pool."""
    pool, now = call.pool, call.moment
    policy = {
        "UserPoolId": pool.id,
        "CIMDPolicyId": ids.random_text(ids.LOWER_CASE_AND_DIGITS, ID_LENGTH),
        "CreationDate": now,
        **_given(call),
        "ClientId": call.client.id,
        "LastModifiedDate": now,
    }
    pool.cimd_policies.append(policy)
    call.save(pool)
    return {"CIMDPolicy": _described(pool, policy)}


def update_cimd_policy(call: Call) -> JsonObject:
    """UpdateCIMDPolicy: name and duration stay where none is given."""
    pool, policy = call.pool, _policy(call)
    policy |= {**_given(call), "ClientId": call.client.id, "LastModifiedDate": call.moment}
    call.save(pool)
    return {"CIMDPolicy": _described(pool, policy)}


def describe_cimd_policy(call: Call) -> JsonObject:
    """DescribeCIMDPolicy."""
    return {"CIMDPolicy": _described(call.pool, _policy(call))}


def delete_cimd_policy(call: Call) -> JsonObject:
    """DeleteCIMDPolicy: what was cached under it goes too."""
    pool, policy = call.pool, _policy(call)
    pool.cimd_policies.remove(policy)
    for url in _urls(pool, policy):
        del pool.client_metadata_urls[url]
    call.save(pool)
    return {}


def list_cimd_policies(call: Call) -> JsonObject:
    """ListCIMDPolicies."""
    pool = call.pool

    def listed(policy: JsonObject) -> JsonObject:
        return {name: value for name, value in _described(pool, policy).items() if name in LISTED}

    return paging.answer(call, pool.cimd_policies, "CIMDPolicies", listed)


def list_client_metadata_urls(call: Call) -> JsonObject:
    """ListClientMetadataURLs: addresses whose documents were asked for, with how long they are cached."""
    pool, policy = call.pool, _policy(call)
    return paging.answer(call, list(_urls(pool, policy).items()), "ClientMetadataURLs", _listed_url)


def update_client_metadata_url_state(call: Call) -> JsonObject:
    """UpdateClientMetadataURLState: INVALIDATE forgets a document; REFRESH has it retrieved again when it is needed."""
    pool, policy = call.pool, _policy(call)
    kept = _urls(pool, policy).get(call["URL"])
    if kept is None:
        raise CognitoError("CachedCIMDURLDoesNotExistException", f"There is no cached document for {call['URL']}.")
    del pool.client_metadata_urls[call["URL"]]
    if call["Action"] == "REFRESH":
        pool.client_metadata_urls[call["URL"]] = {"CIMDPolicyId": policy["CIMDPolicyId"], "ExpirationDate": call.now}
    call.save(pool)
    return {}


def _listed_url(cached: tuple[str, JsonObject]) -> JsonObject:
    url, kept = cached
    return {"URL": url, **{name: round(kept[name], 3) for name in ("CachedDate", "ExpirationDate") if name in kept}}


def _given(call: Call) -> JsonObject:
    return {name: copied(call[name]) for name in SETTINGS if call.get(name) is not None}


def _policy(call: Call) -> JsonObject:
    for policy in call.pool.cimd_policies:
        if policy["CIMDPolicyId"] == call["CIMDPolicyId"]:
            return policy
    raise not_found(f"CIMD policy {call['CIMDPolicyId']} does not exist.")


def _urls(pool: UserPool, policy: JsonObject) -> dict[str, JsonObject]:
    policy_id = policy["CIMDPolicyId"]
    return {url: kept for url, kept in pool.client_metadata_urls.items() if kept.get("CIMDPolicyId") == policy_id}


def _described(pool: UserPool, policy: JsonObject) -> JsonObject:
    """A policy; "Amazon Cognito omits this value [ClientId] when the app client no longer exists" (CIMDPolicyType)."""
    gone = policy["ClientId"] not in pool.clients
    return {name: copied(value) for name, value in policy.items() if not (gone and name == "ClientId")}


OPERATIONS: Final[Mapping[str, Handler]] = {
    "CreateCIMDPolicy": create_cimd_policy,
    "UpdateCIMDPolicy": update_cimd_policy,
    "DescribeCIMDPolicy": describe_cimd_policy,
    "DeleteCIMDPolicy": delete_cimd_policy,
    "ListCIMDPolicies": list_cimd_policies,
    "ListClientMetadataURLs": list_client_metadata_urls,
    "UpdateClientMetadataURLState": update_client_metadata_url_state,
}
