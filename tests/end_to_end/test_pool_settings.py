"""Settings that Pulumi's provider lacks survive everything that can happen to their pool."""

import json
from typing import Any

import pytest

from local.service import credentials
from tests.components.support import ARTICLE, changed
from tests.components.test_client_settings import POLICY, USE
from tests.components.test_pool_settings import SETTINGS
from tests.end_to_end.checkout import Checkout
from tests.local.cognito import test_launcher

pytestmark = pytest.mark.slow

OF_THE_CLIENT: dict[str, Any] = {
    "clients[0].terms": [{key: USE[key] for key in ("terms_name", "links")}],
    "clients[0].cimd_policies": [POLICY],
    "clients[0].session_configuration": {"sso_session": {"max_validity_minutes": 5}},
    "session_configuration": {"user_session_tracking": "ENABLED", "token_session": {"max_per_user": 3}},
}
ROTATED = {"clients[0].rotate_secret": "2"}
OURS = ("IssuerConfiguration", "KeyConfiguration", "DcrConfiguration", "AcrConfiguration")


def of_ours(cognito: Any, pool_id: str) -> dict[str, Any]:
    """The pool's settings that Pulumi's provider lacks, as Cognito describes them."""
    pool = cognito.describe_user_pool(UserPoolId=pool_id)["UserPool"]
    passkeys = cognito.get_user_pool_mfa_config(UserPoolId=pool_id).get("WebAuthnConfiguration", {})
    trigger = pool.get("LambdaConfig", {}).get("InboundFederation")
    settings = {name: pool.get(name) for name in OURS}
    ids = [one["TermsId"] for one in cognito.list_terms(UserPoolId=pool_id, MaxResults=60)["Terms"]]
    terms = [cognito.describe_terms(UserPoolId=pool_id, TermsId=one)["Terms"]["Links"] for one in ids]
    listed = cognito.list_cimd_policies(UserPoolId=pool_id)["CIMDPolicies"]
    policies = [(one["PolicyName"], one["CacheDuration"]) for one in listed]
    factor = passkeys.get("FactorConfiguration")
    sessions = cognito.get_user_pool_session_configuration(UserPoolId=pool_id)
    tracked = sessions["UserSessionTracking"], sessions["TokenSession"]["MaxPerUser"]
    return {**settings, "trigger": trigger, "factor": factor, "terms": terms, "policies": policies, "sessions": tracked}


def configure(service: Checkout, **changes: Any) -> None:
    content = {"config": {"cognito-access-token:auth": changed(ARTICLE, changes)}}
    (service.root / "Pulumi.settings.yaml").write_text(json.dumps(content))  # JSON is YAML


def secrets_of(cognito: Any, outputs: dict[str, Any]) -> int:
    """How many the first app client has."""
    client = {"UserPoolId": outputs["user_pool_id"], "ClientId": outputs["client_id"]}
    return len(cognito.list_user_pool_client_secrets(**client)["ClientSecrets"])


def insist_on_no_changes(service: Checkout, variables: dict[str, str]) -> None:
    for arguments in (["refresh"], ["up", "--refresh"]):
        plain = service.pulumi(*arguments, "--yes", "--expect-no-changes", variables=variables)
        assert plain.returncode == 0, plain.stdout + plain.stderr


def test_they_survive_a_changed_password_policy_refresh_and_the_plain_cli(service: Checkout) -> None:
    configure(service, **SETTINGS, **OF_THE_CLIENT, **{"clients[0].rotate_secret": "1"})
    try:
        up = service.run("up", "-s", "settings", "-o", "json")
        assert up.returncode == 0, up.stderr
        outputs = json.loads(up.stdout)
        pool_id = outputs["user_pool_id"]
        status = json.loads(service.run("local", "status", "-o", "json").stdout)
        cognito = test_launcher.cognito(status["endpoint_url"], credentials(service.root))
        written = of_ours(cognito, pool_id)
        assert written["IssuerConfiguration"] == {"Type": "UPDATED"}
        assert None not in written.values()
        assert (written["terms"], written["policies"]) == ([USE["links"]], [("agents", 86400)])
        assert written["sessions"] == ("ENABLED", 3)
        assert outputs["issuer"] == f"https://issuer-cognito-idp.us-east-1.amazonaws.com/{pool_id}"
        token = service.run("token", "-s", "settings", "-o", "raw")
        assert token.returncode == 0, token.stderr

        configure(service, **SETTINGS, **OF_THE_CLIENT, **ROTATED, **{"password_policy.minimum_length": 12})
        again = service.run("up", "-s", "settings")
        assert again.returncode == 0, again.stderr
        assert "UserPoolSettings" in again.stderr
        pool = cognito.describe_user_pool(UserPoolId=pool_id)["UserPool"]
        assert pool["Policies"]["PasswordPolicy"]["MinimumLength"] == 12
        assert of_ours(cognito, pool_id) == written

        newest = json.loads(service.run("outputs", "-s", "settings", "-o", "json").stdout)["client_secret"]
        assert newest != outputs["client_secret"]
        assert secrets_of(cognito, outputs) == 2

        variables = service.local_variables("settings")
        untagged = service.pulumi("up", "--yes", "--skip-preview", variables=variables)  # the driver's tags go
        assert "UserPoolSettings" not in untagged.stdout
        insist_on_no_changes(service, variables)
        cognito.update_user_pool(UserPoolId=pool_id, Policies=pool["Policies"])  # by somebody who doesn't know them
        assert of_ours(cognito, pool_id) != written
        repaired = service.pulumi("up", "--refresh", "--yes", "--skip-preview", variables=variables)
        assert repaired.returncode == 0, repaired.stdout + repaired.stderr
        assert of_ours(cognito, pool_id) == written
        exported = service.pulumi("stack", "export", variables=variables).stdout
        assert not any(secret in exported for secret in (credentials(service.root).secret_key, newest))

        configure(service)
        variables = service.local_variables("settings")
        without = service.pulumi("up", "--yes", "--skip-preview", variables=variables)
        assert without.returncode == 0, without.stdout + without.stderr
        assert "pulumi-python:dynamic:" not in service.pulumi("stack", "export", variables=variables).stdout
        reset = {"terms": [], "policies": [], "sessions": ("DISABLED", 20), "IssuerConfiguration": {"Type": "ORIGINAL"}}
        assert of_ours(cognito, pool_id).items() >= reset.items()
        assert secrets_of(cognito, outputs) == 1
        gone = service.run("destroy", "-s", "settings")
        assert gone.returncode == 0, gone.stderr
    finally:
        (service.root / "Pulumi.settings.yaml").unlink()
