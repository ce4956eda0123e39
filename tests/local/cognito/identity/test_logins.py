"""Identities of logins: tokens of user pools, verified; who isn't signed in; what is linked."""

import pytest

from local.cognito.tokens import jwt
from local.cognito.tokens.pool_keys import signing_key
from tests.local.cognito.world import KEY, error_of

UNSUPPORTED = "Token is not from a supported provider of this identity pool."
MISMATCH = "Logins don't match. Please include at least one valid login for this identity or identity pool."


def get_id(identities, logins):
    return identities.public("GetId", IdentityPoolId=identities.pool_id, Logins=logins)


def refusal(identities, token):
    code, message = error_of(get_id, identities, {identities.provider: token})
    assert code == "NotAuthorizedException"
    return message


def test_a_user_has_the_same_identity_at_every_sign_in_and_others_have_another(identities):
    first = identities.identity("ada")
    identities.world.advance(60)
    assert identities.identity("ada") == first
    assert identities.identity("bob") != first


def test_an_identity_is_described_with_its_providers_names(identities):
    identity = identities.identity()
    found = identities.signed("DescribeIdentity", IdentityId=identity)
    assert (found["IdentityId"], found["Logins"]) == (identity, [identities.provider])


def test_who_is_not_signed_in_has_an_identity_only_where_the_pool_allows_it(identities):
    refused = error_of(identities.public, "GetId", IdentityPoolId=identities.pool_id)
    assert refused == ("NotAuthorizedException", "Unauthenticated access is not supported for this identity pool.")
    identities.create(AllowUnauthenticatedIdentities=True)
    first, second = (identities.public("GetId", IdentityPoolId=identities.pool_id) for _ in range(2))
    assert first != second


def test_an_access_token_is_no_login(identities):
    token = identities.token(use="AccessToken")
    assert refusal(identities, token) == "Invalid login token. Missing a required claim: aud"


def test_an_access_token_for_a_resource_is_no_login_either(identities):
    token = identities.token(use="AccessToken", resource=identities.world.client_id, hosted=True)
    assert refusal(identities, token) == "Invalid login token. Couldn't verify signed token."


@pytest.mark.parametrize("token", ["abc", "a.b.c", "..", "x" * 3000])
def test_what_is_no_token_is_no_login(identities, token):
    assert refusal(identities, token) == "Invalid login token. Not a valid OpenId Connect identity token."


def test_a_token_that_somebody_else_signed_is_refused(identities):
    genuine = identities.token()
    forged = ".".join([*genuine.split(".")[:2], identities.token("bob").split(".")[2]])
    assert refusal(identities, forged) == "Invalid login token. Couldn't verify signed token."


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ({"iss": "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_other"}, "Issuer doesn't match providerName"),
        ({"iss": 7}, "Issuer doesn't match providerName"),
        ({"token_use": "access"}, "Not a valid OpenId Connect identity token."),
    ],
    ids=["another issuer", "no issuer", "another use"],
)
def test_claims_are_those_of_an_id_token_of_the_pool(identities, claims, expected):
    world = identities.world
    _, kid = signing_key(world.engine, world.pool, "id")
    made = jwt.sign({**jwt.claims_of(identities.token()), **claims}, KEY, kid)
    assert refusal(identities, made) == f"Invalid login token. {expected}"


def test_an_expired_token_is_refused(identities):
    token = identities.token()
    identities.world.advance(3601)
    assert refusal(identities, token).startswith("Invalid login token. Token expired: ")


def test_a_token_of_an_app_client_that_the_pool_does_not_trust_is_refused(identities):
    identities.world.client_id = identities.world.add_client()["ClientId"]
    assert refusal(identities, identities.token()) == UNSUPPORTED


def test_a_provider_that_the_pool_does_not_trust_is_refused(identities):
    assert error_of(get_id, identities, {"accounts.google.com": "x"}) == ("NotAuthorizedException", UNSUPPORTED)


def test_a_trusted_provider_elsewhere_is_refused_by_name(identities):
    identities.create(SupportedLoginProviders={"accounts.google.com": "app"})
    code, message = error_of(get_id, identities, {"accounts.google.com": "x"})
    assert code == "ExternalServiceException"
    assert "sends nothing to other machines" in message


def sign_out(world, user):
    user.sign_outs += 1
    user.signed_out_at = world.engine.clock.now() + 1


def disable(world, user):
    with world.pool.users.changing(user):
        user.enabled = False


def delete(world, user):
    world.engine.store.remove(user)


@pytest.mark.parametrize("end", [sign_out, disable, delete])
def test_the_server_side_check_refuses_who_is_signed_out_disabled_or_gone(identities, end):
    token = identities.token()
    end(identities.world, identities.world.user())
    assert refusal(identities, token).startswith("Invalid login token. Token is revoked")


def test_without_the_server_side_check_a_token_counts_until_it_expires(identities):
    trusted = {"ProviderName": identities.provider, "ClientId": identities.world.client_id}
    identities.create(CognitoIdentityProviders=[trusted])
    token = identities.token()
    sign_out(identities.world, identities.world.user())
    assert get_id(identities, {identities.provider: token})["IdentityId"]


def test_a_guest_who_signs_in_keeps_the_identity(identities):
    identities.create(AllowUnauthenticatedIdentities=True)
    identities.set_roles()
    guest = identities.public("GetId", IdentityPoolId=identities.pool_id)["IdentityId"]
    got = identities.public("GetCredentialsForIdentity", IdentityId=guest, Logins=identities.logins())
    assert (got["IdentityId"], identities.identity()) == (guest, guest)


def test_a_guest_who_signs_in_as_somebody_known_becomes_that_identity(identities):
    identities.create(AllowUnauthenticatedIdentities=True)
    identities.set_roles()
    known = identities.identity()
    guest = identities.public("GetId", IdentityPoolId=identities.pool_id)["IdentityId"]
    got = identities.public("GetCredentialsForIdentity", IdentityId=guest, Logins=identities.logins())
    assert got["IdentityId"] == known
    listed = identities.signed("ListIdentities", IdentityPoolId=identities.pool_id, MaxResults=60, HideDisabled=True)
    assert [one["IdentityId"] for one in listed["Identities"]] == [known]


def test_somebody_elses_login_opens_no_identity(identities):
    ada, bob = identities.identity("ada"), identities.logins("bob")
    identities.public("GetId", IdentityPoolId=identities.pool_id, Logins=bob)
    refused = error_of(identities.public, "GetCredentialsForIdentity", IdentityId=ada, Logins=bob)
    assert refused == ("NotAuthorizedException", MISMATCH)


def test_a_signed_in_identity_without_its_login_is_forbidden(identities):
    identities.create(AllowUnauthenticatedIdentities=True)
    ada = identities.identity("ada")
    refused = error_of(identities.public, "GetCredentialsForIdentity", IdentityId=ada)
    assert refused == ("NotAuthorizedException", f"Access to Identity '{ada}' is forbidden.")


def test_an_unlinked_login_is_a_new_identity_the_next_time(identities):
    first = identities.identity()
    identities.public(
        "UnlinkIdentity", IdentityId=first, Logins=identities.logins(), LoginsToRemove=[identities.provider]
    )
    assert identities.identity() != first


def test_only_who_shows_a_login_of_an_identity_may_unlink_it(identities):
    ada = identities.identity("ada")
    refused = error_of(
        identities.public,
        "UnlinkIdentity",
        IdentityId=ada,
        Logins=identities.logins("bob"),
        LoginsToRemove=[identities.provider],
    )
    assert refused == ("NotAuthorizedException", MISMATCH)


def test_deleted_identities_are_gone_and_unknown_ones_are_told(identities):
    identity, unknown = identities.identity(), "us-east-1:00000000-0000-4000-8000-000000000000"
    answer = identities.signed("DeleteIdentities", IdentityIdsToDelete=[identity, unknown])
    assert answer == {"UnprocessedIdentityIds": [{"IdentityId": unknown, "ErrorCode": "AccessDenied"}]}
    assert error_of(identities.signed, "DescribeIdentity", IdentityId=identity)[0] == "ResourceNotFoundException"
    assert identities.identity() != identity


def test_with_the_local_issuer_a_login_is_named_as_on_aws(identities):
    object.__setattr__(identities.world.engine.settings, "issuer_is_local", True)
    assert identities.identity().startswith("us-east-1:")
