import pytest

from tests.local.cognito.sign_in_world import SignInWorld
from tests.local.cognito.srp_client import Client
from tests.local.cognito.world import error_of, make_engine


class Restarting:
    """An engine that keeps its state, and is started again."""

    def __init__(self, folder):
        self.folder = folder
        self.world = SignInWorld.with_pool(make_engine(state_folder=folder))
        self.world.add_user()

    def restart(self):
        self.world.engine.close()
        self.world.engine = make_engine(state_folder=self.folder)
        return self.world


@pytest.fixture
def restarting(tmp_path):
    found = Restarting(tmp_path)
    yield found
    found.world.engine.close()


def test_tokens_are_good_after_it(restarting):
    result = restarting.world.tokens()
    world = restarting.restart()
    assert world.call("GetUser", AccessToken=result["AccessToken"])["Username"] == "ada"
    assert world.of_client("GetTokensFromRefreshToken", RefreshToken=result["RefreshToken"])["AuthenticationResult"]


def test_what_was_revoked_signed_out_or_rotated_stays_so(restarting):
    world = restarting.world
    revoked = world.tokens()["RefreshToken"]
    world.of_client("RevokeToken", Token=revoked)
    world.add_user("bob", email="bob@example.com")
    signed_out = world.tokens("bob")["RefreshToken"]
    world.admin("AdminUserGlobalSignOut", "bob")
    rotated = world.tokens()["RefreshToken"]
    rotation = {"Feature": "ENABLED", "RetryGracePeriodSeconds": 0}
    flows = ["ALLOW_USER_PASSWORD_AUTH"]
    named = {"UserPoolId": world.pool_id, "ClientId": world.client_id}
    world.call("UpdateUserPoolClient", RefreshTokenRotation=rotation, ExplicitAuthFlows=flows, **named)
    world.of_client("GetTokensFromRefreshToken", RefreshToken=rotated)
    world = restarting.restart()
    for token, code in (
        (revoked, "NotAuthorizedException"),
        (signed_out, "NotAuthorizedException"),
        (rotated, "RefreshTokenReuseException"),
    ):
        assert error_of(world.of_client, "GetTokensFromRefreshToken", RefreshToken=token)[0] == code


def test_a_challenge_is_answered_after_it(restarting):
    world = restarting.world
    world.call(
        "SetUserPoolMfaConfig",
        UserPoolId=world.pool_id,
        MfaConfiguration="OPTIONAL",
        SoftwareTokenMfaConfiguration={"Enabled": True},
    )
    token = world.tokens()["AccessToken"]
    secret = world.call("AssociateSoftwareToken", AccessToken=token)["SecretCode"]
    world.call("VerifySoftwareToken", AccessToken=token, UserCode=world.totp(secret))
    world.admin("AdminSetUserMFAPreference", SoftwareTokenMfaSettings={"Enabled": True, "PreferredMfa": True})
    challenge = world.start()
    world = restarting.restart()
    code = world.totp(secret)
    assert "AuthenticationResult" in world.answer(challenge, SOFTWARE_TOKEN_MFA_CODE=code)
    world = restarting.restart()
    refused = error_of(world.answer, world.start(), SOFTWARE_TOKEN_MFA_CODE=code)
    assert refused == ("ExpiredCodeException", "Your software token has already been used once.")


def test_an_srp_exchange_goes_on_after_it(restarting):
    client = Client(restarting.world)
    challenge = client.start()
    restarting.restart()
    assert "AuthenticationResult" in client.prove(challenge)
