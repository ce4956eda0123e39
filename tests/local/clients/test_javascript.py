"""amazon-cognito-identity-js and aws-jwt-verify from npm, unmodified."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.local.clients.conftest import PASSWORD, USERNAME
from tests.node import node_variables

pytestmark = pytest.mark.end_to_end
SIGN_IN = Path(__file__).with_name("javascript") / "sign_in.js"


def run_javascript(pool, password):
    variables = {
        **os.environ,
        **node_variables(),
        "ENDPOINT": pool.endpoint_url,
        "POOL_ID": pool.user_pool_id,
        "CLIENT_ID": pool.public["ClientId"],
        "JWKS_URI": pool.jwks_uri,
        "USERNAME": USERNAME,
        "PASSWORD": password,
    }
    return subprocess.run(["node", SIGN_IN], env=variables, capture_output=True, text=True, timeout=60, check=False)


def test_srp_refresh_and_both_verifications_work(pool):
    finished = run_javascript(pool, PASSWORD)
    assert finished.returncode == 0, finished.stderr
    found = json.loads(finished.stdout)
    assert found["email"] == "ada@example.com"
    assert found["access"]["sub"] == found["id"]["sub"]
    assert found["id"]["aud"] == found["access"]["client_id"] == pool.public["ClientId"]
    assert found["swapped"] == "CognitoJwtInvalidTokenUseError"


def test_a_wrong_password_has_cognitos_error(pool):
    finished = run_javascript(pool, "Wrong-h0rse")
    assert "NotAuthorizedException Incorrect username or password." in finished.stderr
