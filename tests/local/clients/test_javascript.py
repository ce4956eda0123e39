"""amazon-cognito-identity-js, aws-amplify and aws-jwt-verify from npm, unmodified, in Node.js."""

import pytest

from local.cognito.settings import EngineSettings
from local.cognito.thread import EngineThread
from tests.credentials import CREDENTIALS
from tests.local.clients.pools import EMAIL, PASSWORD, make_pool
from tests.local.gateway.test_load_balancer import ARN, a_visit

pytestmark = [pytest.mark.end_to_end, pytest.mark.slow]
WRONG, CHANGED = "Wrong-h0rse", "Changed-h0rse1"


def settings(pool, username):
    return {
        "endpoint": pool.endpoint_url,
        "userPoolId": pool.user_pool_id,
        "clientId": pool.public["ClientId"],
        "username": username,
        "email": f"{username}@example.com",
        "password": PASSWORD,
        "wrongPassword": WRONG,
        "newPassword": CHANGED,
    }


def code(pool):
    return lambda about: pool.engine.code_for(about["destination"])


@pytest.fixture(scope="session")
def identity(pool, programs):
    return programs.run("amazon_cognito_identity", settings(pool, "grace"), code=code(pool))


def test_amazon_cognito_identity_signs_up_and_confirms_with_the_code_from_the_inbox(identity):
    assert identity["medium"] == "EMAIL"
    assert identity["confirmed"] == "SUCCESS"
    assert identity["email"] == "grace@example.com"


def test_amazon_cognito_identity_sees_cognitos_own_refusals(identity):
    assert identity["unconfirmed"]["name"] == "UserNotConfirmedException"
    assert identity["unconfirmed"]["message"] == "User is not confirmed."
    assert identity["wrongCode"]["name"] == "CodeMismatchException"
    assert identity["wrong"]["name"] == identity["stale"]["name"] == "NotAuthorizedException"
    assert identity["wrong"]["message"] == "Incorrect username or password."


def test_amazon_cognito_identity_changes_and_resets_a_password_and_signs_out_everywhere(identity):
    assert identity["changed"] == identity["reset"] == identity["signedOut"] == "SUCCESS"
    assert identity["ended"]["name"] == "NotAuthorizedException"


def test_aws_jwt_verify_accepts_each_token_for_what_it_is_and_nothing_else(pool, programs, identity):
    found = programs.run(
        "aws_jwt_verify",
        {
            "userPoolId": pool.user_pool_id,
            "clientId": pool.public["ClientId"],
            "otherClientId": pool.web["ClientId"],
            "issuer": pool.issuer,
            "jwksUri": pool.jwks_uri,
            "accessToken": identity["accessToken"],
            "idToken": identity["idToken"],
        },
    )
    assert found["access"]["sub"] == found["id"]["sub"] == found["byIssuer"]["sub"] == identity["sub"]
    assert found["id"]["aud"] == found["access"]["client_id"] == pool.public["ClientId"]
    assert found["swapped"]["type"] == "CognitoJwtInvalidTokenUseError"
    assert found["foreign"]["type"] == "CognitoJwtInvalidClientIdError"
    assert found["altered"]["type"] == "JwtInvalidSignatureError"


def test_aws_jwt_verify_accepts_what_the_gateway_says_as_a_load_balancer_and_nothing_else(programs):
    with EngineThread(EngineSettings(CREDENTIALS)) as engine, a_visit(engine) as visit:
        visit.sign_in()
        data = visit.told()["x-amzn-oidc-data"]
        visit.clock.ahead_s = -180
        found = programs.run(
            "alb_jwt_verify",
            {
                "data": data,
                "otherData": visit.told()["x-amzn-oidc-data"],
                "albArn": ARN,
                "issuer": visit.pool.issuer,
                "clientId": visit.pool.web["ClientId"],
                "publicKeysUrl": visit.gateway.public_keys_url,
            },
        )
    assert found["claims"]["email"] == EMAIL
    assert found["otherLoadBalancer"]["type"] == "AlbJwtInvalidSignerError"
    assert found["otherClient"]["type"] == "AlbJwtInvalidClientIdError"
    assert found["otherIssuer"]["type"] == "JwtInvalidIssuerError"
    assert found["altered"]["type"] == "JwtInvalidSignatureError"
    assert found["expired"]["type"] == "JwtExpiredError"


def test_amplify_signs_up_signs_in_by_itself_refreshes_and_signs_out(pool, programs):
    found = programs.run("amplify", settings(pool, "amplify"), code=code(pool))
    check_amplify(found, pool, "amplify")


def test_amplify_signs_in_by_itself_with_nothing_but_the_session_of_its_sign_up(engine, programs):
    # Where people may sign in with a code by e-mail, the one that confirmed them was such a code.
    pool = make_pool(engine, first_factors=("PASSWORD", "EMAIL_OTP"))
    found = programs.run("amplify", {**settings(pool, "amplify"), "authFlowType": "USER_AUTH"}, code=code(pool))
    check_amplify(found, pool, "amplify")


def check_amplify(found, pool, name):
    """What each step of `amplify_flows.mjs` has to come to."""
    assert found["signUpSteps"] == ["CONFIRM_SIGN_UP", "COMPLETE_AUTO_SIGN_IN"]
    assert found["automatic"] == {"isSignedIn": True, "nextStep": {"signInStep": "DONE"}}
    assert found["current"] == name
    assert found["claims"]["sub"] == found["sub"]
    assert found["claims"]["iss"] == pool.issuer
    assert found["claims"]["email_verified"] is True
    assert found["afterSignOut"]["name"] == "UserUnAuthenticatedException"
    assert found["wrong"] == {"name": "NotAuthorizedException", "message": "Incorrect username or password."}
    assert found["stale"] == found["wrong"]
    assert found["signedIn"] == "DONE"
    assert found["attributes"]["email"] == f"{name}@example.com"
    assert found["renewed"]
    assert found["refreshedClaims"]["client_id"] == pool.public["ClientId"]
    assert found["reset"] == "CONFIRM_RESET_PASSWORD_WITH_CODE"
    assert found["again"]
