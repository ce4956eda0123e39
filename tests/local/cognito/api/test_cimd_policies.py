"""API reference: Create-, Update-, Describe-, Delete- and ListCIMDPolicies, ListClientMetadataURLs,
UpdateClientMetadataURLState.
"""

from typing import Any

from tests.local.cognito.world import World, error_of

URL = "https://app.example.com/client.json"
POLICY: dict[str, Any] = {"PolicyName": "all apps", "URLPatterns": ["https://*.example.com/*"]}


def create(world: World, **settings: Any) -> dict[str, Any]:
    return dict(world.of_pool("CreateCIMDPolicy", ClientId=world.client_id, **POLICY, **settings)["CIMDPolicy"])


def cache(world: World, policy: dict[str, Any], url: str = URL) -> None:
    """As the authorization endpoint does when it has retrieved a document."""
    now = world.engine.clock.now()
    dates = {"CachedDate": now, "ExpirationDate": now + 86_400}
    world.pool.client_metadata_urls[url] = {"CIMDPolicyId": policy["CIMDPolicyId"], **dates, "Document": {}}


def test_a_policy_is_described_as_it_was_made(world: World) -> None:
    made = create(world, CacheDuration=86_400)
    assert made.items() >= {**POLICY, "UserPoolId": world.pool_id, "ClientId": world.client_id}.items()
    assert made["CacheDuration"] == 86_400
    assert world.of_pool("DescribeCIMDPolicy", CIMDPolicyId=made["CIMDPolicyId"])["CIMDPolicy"] == made
    (listed,) = world.of_pool("ListCIMDPolicies")["CIMDPolicies"]
    assert listed == {name: value for name, value in made.items() if name not in {"UserPoolId", "URLPatterns"}}


def test_an_update_keeps_name_and_duration_where_none_is_given(world: World) -> None:
    made = create(world, CacheDuration=86_400)
    world.advance(1)
    changed = {"ClientId": world.client_id, "URLPatterns": ["https://a.example.com/*"]}
    updated = world.of_pool("UpdateCIMDPolicy", CIMDPolicyId=made["CIMDPolicyId"], **changed)["CIMDPolicy"]
    assert updated == {**made, **changed, "LastModifiedDate": updated["LastModifiedDate"]}
    assert updated["LastModifiedDate"] > made["LastModifiedDate"]


def test_a_policys_client_is_left_out_once_it_is_gone(world: World) -> None:
    made = create(world)
    world.of_pool("DeleteUserPoolClient", ClientId=world.client_id)
    described = world.of_pool("DescribeCIMDPolicy", CIMDPolicyId=made["CIMDPolicyId"])["CIMDPolicy"]
    assert "ClientId" not in described


def test_a_policy_has_a_client_of_the_pool(world: World) -> None:
    refused = error_of(world.of_pool, "CreateCIMDPolicy", ClientId="nowhere", **POLICY)
    assert refused[0] == "ResourceNotFoundException"


def test_addresses_are_listed_refreshed_and_forgotten(world: World) -> None:
    policy, other = create(world), create(world)
    cache(world, policy)
    cache(world, other, URL + "2")
    named = {"CIMDPolicyId": policy["CIMDPolicyId"]}
    (listed,) = world.of_pool("ListClientMetadataURLs", **named)["ClientMetadataURLs"]
    assert listed["URL"] == URL
    assert listed["ExpirationDate"] - listed["CachedDate"] == 86_400
    world.of_pool("UpdateClientMetadataURLState", **named, URL=URL, Action="REFRESH")
    assert "Document" not in world.pool.client_metadata_urls[URL]
    world.of_pool("UpdateClientMetadataURLState", **named, URL=URL, Action="INVALIDATE")
    assert world.of_pool("ListClientMetadataURLs", **named) == {"ClientMetadataURLs": []}
    missing = error_of(world.of_pool, "UpdateClientMetadataURLState", **named, URL=URL, Action="INVALIDATE")
    assert missing[0] == "CachedCIMDURLDoesNotExistException"


def test_a_deleted_policy_is_gone_with_what_was_cached(world: World) -> None:
    policy = create(world)
    cache(world, policy)
    named = {"CIMDPolicyId": policy["CIMDPolicyId"]}
    world.of_pool("DeleteCIMDPolicy", **named)
    assert world.pool.client_metadata_urls == {}
    for operation in ("DescribeCIMDPolicy", "DeleteCIMDPolicy", "ListClientMetadataURLs"):
        assert error_of(world.of_pool, operation, **named)[0] == "ResourceNotFoundException"
