"""Credentials and OpenID tokens of identities: roles, role mappings, principal tags, both flows."""

import base64
import json

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from local.cognito.store.pools import Group
from local.cognito.tokens import jwt
from tests.local.cognito.identity.conftest import ROLES
from tests.local.cognito.world import error_of

ADMIN, READER = "arn:aws:iam::000000000000:role/admin", "arn:aws:iam::000000000000:role/reader"
DEVELOPER = "login.example"
OWN = "cognito-identity.amazonaws.com"


def credentials(identities, identity="", logins=None, **more):
    got = identities.public(
        "GetCredentialsForIdentity",
        IdentityId=identity or identities.identity(),
        Logins=identities.logins() if logins is None else logins,
        **more,
    )
    return got["Credentials"]


def behind(found):
    """What credentials stand for."""
    return json.loads(base64.b64decode(found["SessionToken"]))


def role(identities, **more):
    return behind(credentials(identities, **more))["role_arn"]


def give_group(identities, name, role_arn, precedence=None):
    world = identities.world
    if world.user() is None:
        world.add_user()
    world.engine.store.add(Group(world.pool_id, name, 0, 0, None, role_arn, precedence))
    world.user().groups = [*world.user().groups, name]


def map_roles(identities, resolution="AuthenticatedRole", **more):
    mapping = {"Type": "Token", "AmbiguousRoleResolution": resolution, **more}
    identities.set_roles(RoleMappings={f"{identities.provider}:{identities.world.client_id}": mapping})


def map_rules(identities, *rules, resolution="Deny"):
    names = ("Claim", "MatchType", "Value", "RoleARN")
    map_roles(
        identities,
        resolution,
        Type="Rules",
        RulesConfiguration={"Rules": [dict(zip(names, rule, strict=True)) for rule in rules]},
    )


def test_credentials_look_like_temporary_ones_and_end_after_an_hour(identities):
    found = credentials(identities)
    assert found["AccessKeyId"].startswith("ASIA")
    assert (len(found["AccessKeyId"]), len(found["SecretKey"])) == (20, 40)
    assert (
        found["Expiration"]
        == int(found["Expiration"])
        == pytest.approx(identities.world.engine.clock.now() + 3600, abs=60)
    )


def test_who_is_signed_in_gets_the_authenticated_role_and_a_guest_the_other(identities):
    assert role(identities) == ROLES["authenticated"]
    identities.create(AllowUnauthenticatedIdentities=True)
    identities.set_roles()
    guest = identities.public("GetId", IdentityPoolId=identities.pool_id)["IdentityId"]
    assert role(identities, identity=guest, logins={}) == ROLES["unauthenticated"]


def test_a_guest_from_before_is_refused_once_the_pool_forbids_guests(identities):
    identities.create(AllowUnauthenticatedIdentities=True)
    guest = identities.public("GetId", IdentityPoolId=identities.pool_id)["IdentityId"]
    identities.signed(
        "UpdateIdentityPool",
        IdentityPoolId=identities.pool_id,
        IdentityPoolName="identities",
        AllowUnauthenticatedIdentities=False,
    )
    refused = error_of(credentials, identities, guest, {})
    assert refused == ("NotAuthorizedException", "Unauthenticated access is not supported for this identity pool.")


def test_a_pool_without_roles_gives_no_credentials(identities):
    identities.set_roles(Roles={})
    assert error_of(credentials, identities) == (
        "InvalidIdentityPoolConfigurationException",
        "Invalid identity pool configuration. Check assigned IAM roles for this pool.",
    )


def test_the_tokens_preferred_role_counts(identities):
    give_group(identities, "readers", READER, 2)
    give_group(identities, "admins", ADMIN, 1)
    map_roles(identities)
    assert role(identities) == ADMIN


def test_an_ambiguous_token_gives_the_authenticated_role_or_nothing(identities):
    give_group(identities, "readers", READER)
    give_group(identities, "admins", ADMIN)
    map_roles(identities)
    assert role(identities) == ROLES["authenticated"]
    map_roles(identities, "Deny")
    assert error_of(credentials, identities)[0] == "NotAuthorizedException"


def test_a_role_of_the_token_can_be_asked_for_and_no_other(identities):
    give_group(identities, "readers", READER, 2)
    give_group(identities, "admins", ADMIN, 1)
    map_roles(identities)
    assert role(identities, CustomRoleArn=READER) == READER
    other = "arn:aws:iam::000000000000:role/other"
    assert error_of(role, identities, CustomRoleArn=other)[0] == "NotAuthorizedException"


@pytest.mark.parametrize(
    ("rule", "applies"),
    [
        (("email", "Equals", "ada@example.com"), True),
        (("email", "Equals", "ADA@example.com"), False),
        (("email", "StartsWith", "ada@"), True),
        (("email", "Contains", "@example."), True),
        (("email", "NotEqual", "bob@example.com"), True),
        (("email_verified", "Equals", "true"), True),
        (("cognito:groups", "Contains", "read"), True),
        (("cognito:groups", "NotEqual", "readers"), False),
        (("custom:absent", "NotEqual", "x"), False),
    ],
)
def test_rules_match_claims(identities, rule, applies):
    give_group(identities, "readers", READER)
    map_rules(identities, (*rule, ADMIN), resolution="AuthenticatedRole")
    assert role(identities) == (ADMIN if applies else ROLES["authenticated"])


def test_the_first_rule_that_matches_counts_and_none_denies(identities):
    map_rules(identities, ("email", "Equals", "x", ADMIN), ("email", "Contains", "@", READER))
    assert role(identities) == READER
    map_rules(identities, ("email", "Equals", "x", ADMIN))
    assert error_of(credentials, identities)[0] == "NotAuthorizedException"


def test_claims_become_principal_tags(identities):
    identities.signed(
        "SetPrincipalTagAttributeMap",
        IdentityPoolId=identities.pool_id,
        IdentityProviderName=identities.provider,
        PrincipalTags={"mail": "email", "absent": "custom:absent"},
    )
    assert behind(credentials(identities))["principal_tags"] == {"mail": "ada@example.com"}


def test_the_basic_flows_token_says_who_signed_in_and_lasts_ten_minutes(identities):
    identity = identities.identity()
    got = identities.public("GetOpenIdToken", IdentityId=identity, Logins=identities.logins())
    claims = jwt.claims_of(got["Token"])
    sub = identities.world.user().sub
    assert (claims["sub"], claims["aud"], claims["iss"]) == (identity, identities.pool_id, f"https://{OWN}")
    assert claims["amr"] == ["authenticated", identities.provider, f"{identities.provider}:CognitoSignIn:{sub}"]
    assert claims["exp"] - claims["iat"] == 600


def test_the_basic_flow_is_refused_where_it_is_off_and_beside_role_mappings(identities):
    identities.create(AllowClassicFlow=False)
    refused = error_of(identities.public, "GetOpenIdToken", IdentityId=identities.identity())
    assert refused == (
        "InvalidParameterException",
        "Basic (classic) flow is not enabled, please use enhanced flow.",
    )
    identities.create()
    map_roles(identities)
    refused = error_of(identities.public, "GetOpenIdToken", IdentityId=identities.identity())
    assert refused[1] == "Basic (classic) flow is not supported with RoleMappings, please use enhanced flow."


def developer_token(identities, user="ada", **more):
    return identities.signed(
        "GetOpenIdTokenForDeveloperIdentity", IdentityPoolId=identities.pool_id, Logins={DEVELOPER: user}, **more
    )


@pytest.fixture
def developers(identities):
    identities.create(DeveloperProviderName=DEVELOPER)
    identities.set_roles()
    return identities


def test_a_developers_user_gets_credentials_with_the_token(developers):
    made = developer_token(developers, PrincipalTags={"team": "a"})
    found = behind(credentials(developers, made["IdentityId"], {OWN: made["Token"]}))
    assert (found["role_arn"], found["principal_tags"]) == (ROLES["authenticated"], {"team": "a"})
    assert developer_token(developers)["IdentityId"] == made["IdentityId"]


def test_a_developers_token_is_of_its_identity_alone_and_ends(developers):
    ada, bob = developer_token(developers, "ada"), developer_token(developers, "bob", TokenDuration=30)
    refused = error_of(credentials, developers, ada["IdentityId"], {OWN: bob["Token"]})
    assert refused == ("NotAuthorizedException", f"Access to Identity '{ada['IdentityId']}' is forbidden.")
    developers.world.advance(31)
    refused = error_of(credentials, developers, bob["IdentityId"], {OWN: bob["Token"]})
    assert refused[1].startswith("Invalid login token. Token expired")
    forged = jwt.sign(jwt.claims_of(ada["Token"]), rsa.generate_private_key(65537, 2048), "x")
    assert error_of(credentials, developers, ada["IdentityId"], {OWN: forged})[0] == "NotAuthorizedException"


def test_a_developers_user_is_registered_with_one_identity(developers):
    ada, bob = developer_token(developers, "ada"), developer_token(developers, "bob")
    refused = error_of(developer_token, developers, "ada", IdentityId=bob["IdentityId"])
    assert refused[0] == "DeveloperUserAlreadyRegisteredException"
    developer_token(developers, "ada2", IdentityId=ada["IdentityId"])
    found = developers.signed(
        "LookupDeveloperIdentity", IdentityPoolId=developers.pool_id, IdentityId=ada["IdentityId"]
    )
    assert found["DeveloperUserIdentifierList"] == ["ada", "ada2"]


def test_logins_name_the_pools_developer_provider(developers):
    call = {"IdentityPoolId": developers.pool_id, "Logins": {"other.example": "ada"}}
    refused = error_of(developers.signed, "GetOpenIdTokenForDeveloperIdentity", **call)
    assert refused[0] == "InvalidParameterException"
    assert (
        error_of(developers.public, "GetId", **{**call, "Logins": {DEVELOPER: "ada"}})[0] == "InvalidParameterException"
    )


def test_looking_up_an_identity_that_is_not_the_users_is_a_conflict(developers):
    ada, bob = developer_token(developers, "ada"), developer_token(developers, "bob")
    call = {"IdentityPoolId": developers.pool_id, "DeveloperUserIdentifier": "ada"}
    assert developers.signed("LookupDeveloperIdentity", **call, IdentityId=ada["IdentityId"])
    refused = error_of(developers.signed, "LookupDeveloperIdentity", **call, IdentityId=bob["IdentityId"])
    assert refused[0] == "ResourceConflictException"


def test_merged_users_are_one_identity(developers):
    ada, bob = developer_token(developers, "ada"), developer_token(developers, "bob")
    merged = developers.signed(
        "MergeDeveloperIdentities",
        IdentityPoolId=developers.pool_id,
        DeveloperProviderName=DEVELOPER,
        SourceUserIdentifier="ada",
        DestinationUserIdentifier="bob",
    )
    assert merged == {"IdentityId": bob["IdentityId"]}
    assert developer_token(developers, "ada")["IdentityId"] == bob["IdentityId"]
    assert (
        error_of(developers.signed, "DescribeIdentity", IdentityId=ada["IdentityId"])[0] == "ResourceNotFoundException"
    )


def test_an_unlinked_developers_user_is_a_new_identity(developers):
    ada = developer_token(developers, "ada")
    developers.signed(
        "UnlinkDeveloperIdentity",
        IdentityId=ada["IdentityId"],
        IdentityPoolId=developers.pool_id,
        DeveloperProviderName=DEVELOPER,
        DeveloperUserIdentifier="ada",
    )
    assert developer_token(developers, "ada")["IdentityId"] != ada["IdentityId"]
