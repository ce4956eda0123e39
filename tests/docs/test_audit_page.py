"""docs/audit.md is current, and maps every check that the other tools are known to have."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from auditing.check import CDK_NAG, CFN_NAG, CHECKOV, CONFIG, KICS, PROWLER, SECURITY_HUB, TOOLS
from auditing.checks import CHECKS

ROOT = Path(__file__).resolve().parents[2]


def test_its_generated_parts_are_current() -> None:
    subprocess.run([sys.executable, ROOT / "tools" / "generate_audit.py", "--check"], check=True, timeout=60)


PASSWORD = "cognito_user_pool_password_policy"
KNOWN: Mapping[str, set[str]] = {
    SECURITY_HUB: {f"Cognito.{number}" for number in range(1, 7)},
    CONFIG: {
        "cognito-identity-pool-unauth-access-check",
        "cognito-identity-pool-unauthenticated-logins",
        "cognito-user-pool-advanced-security-enabled",
        "cognito-user-pool-deletion-protection-enabled",
        "cognito-user-pool-mfa-enabled",
        "cognito-user-pool-password-policy-check",
        "cognito-user-pool-tagged",
        "cognito-userpool-cust-auth-threat-full-check",
    },
    PROWLER: {
        "cognito_identity_pool_guest_access_disabled",
        "cognito_user_pool_account_recovery_sms_not_preferred",
        "cognito_user_pool_advanced_security_enabled",
        "cognito_user_pool_blocks_compromised_credentials_sign_in_attempts",
        "cognito_user_pool_blocks_potential_malicious_sign_in_attempts",
        "cognito_user_pool_client_prevent_user_existence_errors",
        "cognito_user_pool_client_token_revocation_enabled",
        "cognito_user_pool_deletion_protection_enabled",
        "cognito_user_pool_mfa_enabled",
        *(f"{PASSWORD}_{what}" for what in ("lowercase", "minimum_length_14", "number", "symbol", "uppercase")),
        "cognito_user_pool_self_registration_disabled",
        "cognito_user_pool_temporary_password_expiration",
        "cognito_user_pool_waf_acl_attached",
    },
    CDK_NAG: {f"AwsSolutions-COG{number}" for number in (1, 2, 3, 7, 8)},
    CHECKOV: {"CKV_AWS_366"},
    KICS: {"74a18d1a-cf02-4a31-8791-ed0967ad7fdc", "ec28bf61-a474-4dbe-b414-6dd3a067d6f0"},
    CFN_NAG: {"F78", "W57"},
}
"""What each has of user pools and identity pools, in the versions that the page names."""


@pytest.mark.parametrize("tool", TOOLS)
def test_all_that_another_tool_checks_is_answered_by_its_id(tool: str) -> None:
    assert {one for check in CHECKS for one in check.answers.get(tool, ())} == KNOWN[tool]


def test_what_security_hub_asks_config_is_answered_with_it() -> None:
    assert all(CONFIG in check.answers for check in CHECKS if SECURITY_HUB in check.answers)
