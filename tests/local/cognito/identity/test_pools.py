"""Identity pools: created, changed, described, tagged, with roles and principal tags."""

from importlib import import_module

import pytest

from cognito_model.model import IDENTITY_POOLS, service_model
from local.cognito.engine import Engine
from local.cognito.identity import IDENTITY_OPERATIONS, SUBJECTS
from tests.local.cognito.identity.conftest import ROLES
from tests.local.cognito.world import error_of, make_engine

ARN = "arn:aws:cognito-identity:us-east-1:000000000000:identitypool/"


def test_every_operation_of_the_service_is_answered():
    assert set(IDENTITY_OPERATIONS) == set(service_model(IDENTITY_POOLS).operations)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_subjects_module_has_the_operations_that_it_is_asked_for(subject):
    assert set(import_module(f"local.cognito.identity.{subject}").OPERATIONS) == set(SUBJECTS[subject])


def test_a_pool_is_described_as_it_was_made_without_what_is_empty(identities):
    pool_id = identities.create(OpenIdConnectProviderARNs=[], IdentityPoolTags={"a": "one"}, AllowClassicFlow=False)
    assert identities.signed("DescribeIdentityPool", IdentityPoolId=pool_id) == {
        "IdentityPoolId": pool_id,
        "IdentityPoolName": "identities",
        "AllowUnauthenticatedIdentities": False,
        "AllowClassicFlow": False,
        "CognitoIdentityProviders": [
            {
                "ProviderName": identities.provider,
                "ClientId": identities.world.client_id,
                "ServerSideTokenCheck": True,
            }
        ],
        "IdentityPoolTags": {"a": "one"},
    }


def test_an_update_resets_what_it_does_not_give_but_keeps_tags_and_the_developer_provider(identities):
    pool_id = identities.create(
        DeveloperProviderName="login.example", AllowClassicFlow=True, IdentityPoolTags={"a": "one"}
    )
    updated = identities.signed(
        "UpdateIdentityPool", IdentityPoolId=pool_id, IdentityPoolName="renamed", AllowUnauthenticatedIdentities=True
    )
    assert updated == {
        "IdentityPoolId": pool_id,
        "IdentityPoolName": "renamed",
        "AllowUnauthenticatedIdentities": True,
        "DeveloperProviderName": "login.example",
        "IdentityPoolTags": {"a": "one"},
    }
    refused = error_of(
        identities.signed,
        "UpdateIdentityPool",
        IdentityPoolId=pool_id,
        IdentityPoolName="renamed",
        AllowUnauthenticatedIdentities=True,
        DeveloperProviderName="other.example",
    )
    assert refused[0] == "InvalidParameterException"


def test_pools_are_listed_page_by_page_in_their_own_region(identities):
    second = identities.create()
    first_page = identities.signed("ListIdentityPools", MaxResults=1)
    second_page = identities.signed("ListIdentityPools", MaxResults=1, NextToken=first_page["NextToken"])
    assert second_page == {"IdentityPools": [{"IdentityPoolId": second, "IdentityPoolName": "identities"}]}
    elsewhere = identities.world.engine.call(
        "ListIdentityPools", {"MaxResults": 60}, region="eu-west-1", service=IDENTITY_POOLS
    )
    assert elsewhere == {"IdentityPools": []}


def test_a_deleted_pool_is_gone_with_its_identities(identities):
    identity = identities.identity()
    identities.signed("DeleteIdentityPool", IdentityPoolId=identities.pool_id)
    refused = error_of(identities.signed, "DescribeIdentityPool", IdentityPoolId=identities.pool_id)
    assert refused == ("ResourceNotFoundException", f"IdentityPool '{identities.pool_id}' not found.")
    refused = error_of(identities.public, "GetCredentialsForIdentity", IdentityId=identity)
    assert refused == ("ResourceNotFoundException", f"Identity '{identity}' not found.")


def test_what_is_tagged_later_is_described_and_listed_beside_what_was_tagged_at_first(identities):
    pool_id = identities.create(IdentityPoolTags={"team": "a", "old": "x"})

    identities.signed("TagResource", ResourceArn=ARN + pool_id, Tags={"stage": "dev"})
    identities.signed("UntagResource", ResourceArn=ARN + pool_id, TagKeys=["old"])

    tags = {"team": "a", "stage": "dev"}
    assert identities.signed("ListTagsForResource", ResourceArn=ARN + pool_id) == {"Tags": tags}
    assert identities.signed("DescribeIdentityPool", IdentityPoolId=pool_id)["IdentityPoolTags"] == tags


@pytest.mark.parametrize(
    ("tags", "why"),
    [({"aws:cloudformation": "x"}, "aws:"), ({f"k{number}": "x" for number in range(51)}, "50 tags")],
    ids=["aws's own", "too many"],
)
def test_tags_that_there_may_not_be_are_refused(identities, tags, why):
    code, message = error_of(identities.signed, "TagResource", ResourceArn=ARN + identities.pool_id, Tags=tags)
    assert (code, why in message) == ("InvalidParameterException", True)


def test_roles_replace_those_that_there_were(identities):
    mapping = {"Type": "Token", "AmbiguousRoleResolution": "Deny"}
    identities.set_roles(RoleMappings={"graph.facebook.com": mapping})
    assert identities.signed("GetIdentityPoolRoles", IdentityPoolId=identities.pool_id) == {
        "IdentityPoolId": identities.pool_id,
        "Roles": ROLES,
        "RoleMappings": {"graph.facebook.com": mapping},
    }
    identities.set_roles(Roles={})
    found = identities.signed("GetIdentityPoolRoles", IdentityPoolId=identities.pool_id)
    assert found == {"IdentityPoolId": identities.pool_id}


@pytest.mark.parametrize(
    "mapping",
    [
        {"Type": "Token"},
        {"Type": "Rules", "AmbiguousRoleResolution": "Deny"},
    ],
    ids=["without a resolution", "rules without rules"],
)
def test_role_mappings_that_say_too_little_are_refused(identities, mapping):
    assert error_of(identities.set_roles, RoleMappings={"x.example": mapping})[0] == "InvalidParameterException"


def test_principal_tags_are_the_defaults_or_ones_own(identities):
    name = {"IdentityPoolId": identities.pool_id, "IdentityProviderName": identities.provider}
    unset = identities.signed("GetPrincipalTagAttributeMap", **name)
    assert unset == {**name, "UseDefaults": False, "PrincipalTags": {}}
    own = identities.signed("SetPrincipalTagAttributeMap", **name, PrincipalTags={"department": "custom:dept"})
    assert own == {**name, "UseDefaults": False, "PrincipalTags": {"department": "custom:dept"}}
    identities.signed("SetPrincipalTagAttributeMap", **name, UseDefaults=True)
    assert identities.signed("GetPrincipalTagAttributeMap", **name)["UseDefaults"] is True


def test_pools_and_identities_outlive_a_restart(tmp_path, identities):
    def engine() -> Engine:
        return make_engine(state_folder=tmp_path)

    first = engine()
    identities.world.engine = first
    identities.create(AllowUnauthenticatedIdentities=True, DeveloperProviderName="login.example", AllowClassicFlow=True)
    made = identities.signed(
        "GetOpenIdTokenForDeveloperIdentity", IdentityPoolId=identities.pool_id, Logins={"login.example": "ada"}
    )
    first.close()
    identities.world.engine = second = engine()
    found = identities.signed(
        "LookupDeveloperIdentity", IdentityPoolId=identities.pool_id, DeveloperUserIdentifier="ada"
    )
    assert found == {"IdentityId": made["IdentityId"], "DeveloperUserIdentifierList": ["ada"]}
    identities.set_roles()
    logins = {"cognito-identity.amazonaws.com": made["Token"]}
    identities.public("GetCredentialsForIdentity", IdentityId=made["IdentityId"], Logins=logins)
    second.close()
