"""`token` as its users call it: each flow from a stack set up for it, and the messages where an ingredient is wrong."""

import json
import stat
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from tests.end_to_end.checkout import Checkout

STACK = "flows"
AUTH: dict[str, Any] = {
    "pool_name": "flows",
    "user_pool_tier": "ESSENTIALS",
    "sign_in_policy": {"allowed_first_auth_factors": ["PASSWORD", "EMAIL_OTP"]},
    "email_configuration": {
        "email_sending_account": "DEVELOPER",
        "source_arn": "arn:aws:ses:us-east-1:123456789012:identity/example.com",
    },
    "resource_servers": [
        {"identifier": "orders", "scopes": [{"scope_name": "read", "scope_description": "See orders"}]}
    ],
    "domain": {"prefix": "flows-end-to-end"},
    "clients": [
        {
            "name": "app",
            "generate_secret": True,
            "callback_urls": ["http://localhost:8585/back"],
            "allowed_oauth_flows": ["code"],
            "allowed_oauth_scopes": ["openid", "email", "orders/read"],
            "supported_identity_providers": ["COGNITO"],
            "explicit_auth_flows": [
                "ALLOW_ADMIN_USER_PASSWORD_AUTH",
                "ALLOW_USER_PASSWORD_AUTH",
                "ALLOW_USER_SRP_AUTH",
                "ALLOW_USER_AUTH",
                "ALLOW_REFRESH_TOKEN_AUTH",
            ],
        },
        {"name": "strict", "explicit_auth_flows": ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]},
        {
            "name": "machine",
            "generate_secret": True,
            "allowed_oauth_flows": ["client_credentials"],
            "allowed_oauth_scopes": ["orders/read"],
        },
    ],
}


class Deployed:
    """A kept stack, and `token` on it."""

    def __init__(self, checkout: Checkout) -> None:
        self.checkout = checkout
        self.file = checkout.root / f"Pulumi.{STACK}.yaml"

    def up(self, **changes: Any) -> dict[str, Any]:
        content = {"config": {"aws:region": "us-east-1", "cognito-access-token:auth": {**AUTH, **changes}}}
        self.file.write_text(yaml.safe_dump(content))
        finished = self.checkout.run("up", "--stack", STACK, "-o", "json")
        assert finished.returncode == 0, finished.stderr
        outputs: dict[str, Any] = json.loads(finished.stdout)
        return outputs

    def token(self, *options: str, text_in: str = "") -> subprocess.CompletedProcess[str]:
        return self.checkout.run("token", "--stack", STACK, "-o", "json", *options, text_in=text_in)

    def tokens(self, *options: str, text_in: str = "") -> dict[str, Any]:
        finished = self.token(*options, text_in=text_in)
        assert finished.returncode == 0, finished.stderr
        found: dict[str, Any] = json.loads(finished.stdout)
        return found


@pytest.fixture
def deployed(service: Checkout) -> Iterator[Deployed]:
    made = Deployed(service)
    try:
        yield made
    finally:
        service.run("destroy", "--stack", STACK)
        made.file.unlink(missing_ok=True)


def test_each_flow_gives_a_verified_token_and_each_wrong_ingredient_is_named(deployed: Deployed):
    deployed.up()
    subject = deployed.tokens()["claims"]["access_token"]["sub"]
    flows = [
        ("--flow", "password"),
        ("--flow", "srp"),
        ("--flow", "user-auth"),
        ("--flow", "user-auth", "--first-factor", "password-srp"),
        ("--flow", "user-auth", "--first-factor", "email-otp"),
        ("--flow", "code"),
        ("--flow", "srp", "--client", "strict"),
    ]
    for options in flows:
        assert deployed.tokens(*options)["claims"]["access_token"]["sub"] == subject, options

    scoped = deployed.tokens("--scope", "orders/read")
    assert scoped["claims"]["access_token"]["scope"] == "orders/read"
    assert scoped["claims"]["access_token"]["sub"] == subject
    machine = deployed.tokens("--client", "machine", "--client-auth", "post")
    assert machine["claims"]["access_token"]["scope"] == "orders/read"
    assert machine["refresh_token"] is None
    for where in ("api", "endpoint"):
        refreshed = deployed.tokens(
            "--flow", "refresh", "--refresh-token", "-", "--refresh-at", where, text_in=scoped["refresh_token"]
        )
        assert refreshed["claims"]["access_token"]["sub"] == subject
        assert refreshed["access_token"] != scoped["access_token"]

    stranger = ("--user", "nobody@example.com", "--password", "-")
    wrong = [
        (("--flow", "password", "--client", "strict"), 2, "needs ALLOW_USER_PASSWORD_AUTH"),
        (("--flow", "srp", "--scope", "orders/read"), 2, "Flows that get scopes and a resource: code"),
        (("--scope", "orders/write"), 2, "doesn't allow the scope orders/write"),
        (
            ("--flow", "code", "--redirect-uri", "http://localhost:1"),
            2,
            "Its callback_urls: http://localhost:8585/back",
        ),
        (("--flow", "refresh"), 2, "--refresh-token"),
        (("--flow", "srp", *stranger), 1, "has no user nobody@example.com"),
        (
            ("--flow", "code", "--user", "nobody@example.com", "--password", "-"),
            1,
            "has no user nobody@example.com",
        ),
        (("--flow", "user-auth", "--first-factor", "email-otp", "--code", "00000000"), 1, "The code is wrong"),
        (("--flow", "user-auth", "--first-factor", "web-authn"), 1, "doesn't offer"),
        (("--flow", "refresh", "--refresh-token", "-"), 1, "A refresh token stops working when"),
    ]
    for options, code, words in wrong:
        refused = deployed.token(*options, text_in="Wr0ng-pass\n")
        assert (refused.returncode, words in refused.stderr) == (code, True), (options, refused.stderr)
        assert "Wr0ng-pass" not in refused.stderr
        assert json.loads(refused.stdout or '{"error": {}}').keys() == {"error"}


def test_a_pool_that_demands_an_authenticator_is_signed_in_to_again_and_again(deployed: Deployed):
    deployed.up(mfa_configuration="ON", software_token_mfa_configuration={"enabled": True}, sign_in_policy=None)

    first = deployed.tokens("--flow", "code")
    second = deployed.tokens("--flow", "srp")
    third = deployed.tokens("--flow", "admin")

    assert len({one["claims"]["access_token"]["sub"] for one in (first, second, third)}) == 1
    (users,) = deployed.checkout.root.glob(f".environments/local/*{STACK}*/users.json")
    assert json.loads(users.read_text())[0]["totp_secret"]
    assert stat.S_IMODE(users.stat().st_mode) == 0o600
