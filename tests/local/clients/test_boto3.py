"""boto3's paginators, over several pages each. (`cognito-idp` has no waiters: the model defines none.)"""

import boto3
import pytest
from botocore import xform_name
from botocore.loaders import create_loader

from tests.local.clients.pools import PASSWORD


@pytest.fixture(scope="session")
def full(pool):
    """More of everything than a page holds."""
    for number in range(7):
        pool.cognito.create_group(UserPoolId=pool.user_pool_id, GroupName=f"group-{number}")
        pool.cognito.admin_create_user(
            UserPoolId=pool.user_pool_id, Username=f"user-{number}", MessageAction="SUPPRESS"
        )
        pool.cognito.create_resource_server(UserPoolId=pool.user_pool_id, Identifier=f"api-{number}", Name="api")
        pool.cognito.create_user_pool(PoolName=f"pool-{number}")
        pool.cognito.create_user_pool_client(UserPoolId=pool.user_pool_id, ClientName=f"client-{number}")
        pool.cognito.create_cimd_policy(
            UserPoolId=pool.user_pool_id,
            ClientId=pool.public["ClientId"],
            PolicyName=f"policy-{number}",
            URLPatterns=[f"https://client-{number}.example.com/*"],
        )
        pool.cognito.create_identity_provider(
            UserPoolId=pool.user_pool_id,
            ProviderName=f"provider-{number}",
            ProviderType="OIDC",
            ProviderDetails={
                "client_id": "id",
                "client_secret": "secret",
                "attributes_request_method": "GET",
                "authorize_scopes": "openid",
                "oidc_issuer": "https://accounts.example.com",
                "authorize_url": "https://accounts.example.com/authorize",
                "token_url": "https://accounts.example.com/token",
                "attributes_url": "https://accounts.example.com/userinfo",
                "jwks_uri": "https://accounts.example.com/jwks",
            },
        )
    for number in range(7):
        pool.cognito.admin_add_user_to_group(UserPoolId=pool.user_pool_id, Username="ada", GroupName=f"group-{number}")
        pool.cognito.admin_add_user_to_group(
            UserPoolId=pool.user_pool_id, Username=f"user-{number}", GroupName="group-0"
        )
    return pool


PAGINATED = {
    "list_users": ("Users", "Username", "user-"),
    "list_groups": ("Groups", "GroupName", "group-"),
    "list_user_pools": ("UserPools", "Name", "pool-"),
    "list_user_pool_clients": ("UserPoolClients", "ClientName", "client-"),
    "list_resource_servers": ("ResourceServers", "Identifier", "api-"),
    "list_cimd_policies": ("CIMDPolicies", "PolicyName", "policy-"),
    "list_identity_providers": ("Providers", "ProviderName", "provider-"),
    "admin_list_groups_for_user": ("Groups", "GroupName", "group-"),
    "list_users_in_group": ("Users", "Username", "user-"),
}
OF_THREAT_PROTECTION = "admin_list_user_auth_events"
NOT_HERE = {"list_client_metadata_urls"}
"""Only filled by clients that come with the address of their metadata."""


def test_every_paginator_of_the_model_is_tried():
    pages = create_loader().load_service_model("cognito-idp", "paginators-1")["pagination"]
    assert {xform_name(name) for name in pages} == set(PAGINATED) | NOT_HERE | {OF_THREAT_PROTECTION}


@pytest.mark.parametrize("operation", PAGINATED)
def test_a_paginator_finds_everything_once(full, operation):
    key, name, prefix = PAGINATED[operation]
    arguments = {} if operation == "list_user_pools" else {"UserPoolId": full.user_pool_id}
    arguments |= {"Username": "ada"} if operation == "admin_list_groups_for_user" else {}
    arguments |= {"GroupName": "group-0"} if operation == "list_users_in_group" else {}
    pages = list(full.cognito.get_paginator(operation).paginate(**arguments, PaginationConfig={"PageSize": 3}))
    names = [one[name] for page in pages for one in page[key]]
    assert len(pages) > 1
    assert sorted(one for one in names if one.startswith(prefix)) == [f"{prefix}{number}" for number in range(7)]


def test_a_paginator_finds_every_sign_in_once(engine):
    cognito = engine.aws()
    pool_id = cognito.create_user_pool(
        PoolName="watched", UserPoolTier="PLUS", UserPoolAddOns={"AdvancedSecurityMode": "AUDIT"}
    )["UserPool"]["Id"]
    made = cognito.create_user_pool_client(
        UserPoolId=pool_id, ClientName="web", ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    )
    cognito.admin_create_user(UserPoolId=pool_id, Username="ada", MessageAction="SUPPRESS")
    cognito.admin_set_user_password(UserPoolId=pool_id, Username="ada", Password=PASSWORD, Permanent=True)
    for _ in range(7):
        cognito.initiate_auth(
            ClientId=made["UserPoolClient"]["ClientId"],
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": "ada", "PASSWORD": PASSWORD},
        )
    asked = {"UserPoolId": pool_id, "Username": "ada", "PaginationConfig": {"PageSize": 3}}
    pages = list(cognito.get_paginator(OF_THREAT_PROTECTION).paginate(**asked))
    events = {event["EventId"] for page in pages for event in page["AuthEvents"]}
    assert len(pages) == 3
    assert len(events) == sum(len(page["AuthEvents"]) for page in pages) == 7


def test_there_are_no_waiters_to_try():
    assert boto3.client("cognito-idp", region_name="us-east-1").waiter_names == []
