"""`profile: production` and the audit of what it makes are one thing: what one refuses, the other finds."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from auditing.audit import Selection, Status, audit
from auditing.checks import BY_ID, CHECKS
from auditing.production import DEMANDS, LEVEL, UNSAID, accepted_by
from automation.audits.configuration import describe_configuration
from components.checking.structure import checked_block
from components.schema import AUTH, problems_in
from components.schema.production import unmet
from components.schema.requirements import REQUIREMENTS
from components.settings import read_settings
from tests.components.support import ARTICLE, changed

pytestmark = pytest.mark.unmeasured

ROOT = Path(__file__).resolve().parents[3]
VALID = [
    case
    for case in yaml.safe_load((ROOT / "tests" / "components" / "valid_configurations.yaml").read_text("utf-8"))
    if "user_pool_id" not in case  # of a pool that is there already a configuration says too little
]
PROD: dict[str, Any] = read_settings(ROOT / "Pulumi.prod.yaml")  # type: ignore[assignment]  # a plain dictionary
ROLE = "arn:aws:iam::123456789012:role"
RISK = "risk_configuration"
CHANGES: list[dict[str, Any]] = [
    {"password_policy.minimum_length": 13},
    {"password_policy.minimum_length": 14},
    {"password_policy.require_symbols": False},
    {"mfa_configuration": "OFF", "software_token_mfa_configuration": None, RISK: None},
    {"admin_create_user_config.allow_admin_create_user_only": True},
    {"deletion_protection": "INACTIVE"},
    {"dcr_configuration": {"allowed_scopes": ["openid"]}},
    {"dcr_configuration": {"open_dcr_enabled": True}},
    {"dcr_configuration": {"open_dcr_enabled": True, "enable_status": "Disabled"}},
    {"user_attribute_update_settings": None},
    {"auto_verified_attributes": None, "user_attribute_update_settings": None},
    {"account_recovery_setting": None},
    {"email_configuration": None},
    {"user_pool_add_ons.advanced_security_mode": "AUDIT"},
    {f"{RISK}.account_takeover_risk_configuration.actions.high_action.event_action": "MFA_IF_CONFIGURED"},
    {f"{RISK}.account_takeover_risk_configuration": None},
    {f"{RISK}.compromised_credentials_risk_configuration.actions.event_action": "NO_ACTION"},
    {f"{RISK}.compromised_credentials_risk_configuration.event_filters": ["SIGN_UP"]},
    {
        f"clients[0].{RISK}": {
            "compromised_credentials_risk_configuration": {"actions": {"event_action": "NO_ACTION"}}
        }
    },
    {"clients[0].explicit_auth_flows": ["ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]},
    {
        "clients[0].explicit_auth_flows": ["ALLOW_CUSTOM_AUTH"],
        "user_pool_add_ons.advanced_security_additional_flows": {"custom_auth_mode": "ENFORCED"},
    },
    {"clients[0].explicit_auth_flows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH"]},
    {"clients[0].access_token_validity": "61 minutes"},
    {"clients[0].access_token_validity": "1 hour"},
    {"clients[0].id_token_validity": "1 day"},
    {"clients[0].refresh_token_validity": "30 days"},
    {"clients[0].refresh_token_validity": "31 days"},
    {"clients[0].enable_token_revocation": False},
    {"clients[0].prevent_user_existence_errors": "LEGACY"},
    {"clients[0].allowed_oauth_flows": ["code", "implicit"]},
    {"clients[0].allowed_oauth_scopes": ["openid", "aws.cognito.signin.user.admin"]},
    {"clients[0].write_attributes": ["email", "custom:tenant"], "schemas": [
        {"name": "tenant", "attribute_data_type": "String", "mutable": True}]},
    {"clients[0].callback_urls": ["http://localhost:8585"]},
    {"clients[0].callback_urls": ["https://localhost/callback"]},
    {"clients[0].callback_urls": ["https://preview.vercel.app/callback"]},
    {"clients[0].callback_urls": ["myapp://callback"]},
    {"clients[0].callback_urls": ["myapp://callback"], "clients[0].generate_secret": False},
    {
        "clients[0].callback_urls": ["myapp://callback"],
        "clients[0].generate_secret": False,
        "clients[0].allowed_oauth_flows": ["implicit"],
    },
    {"clients[0].logout_urls": ["http://localhost:8585"]},
    {"groups": [{"name": "ops", "role_arn": f"{ROLE}/AdministratorAccess"}]},
    {"groups": [{"name": "ops", "role_arn": f"{ROLE}/readers"}]},
    {"identity_pool": {"allow_unauthenticated_identities": True, "roles": {"unauthenticated": f"{ROLE}/guests"}}},
    {"identity_pool": {"allow_classic_flow": True, "roles": {"authenticated": f"{ROLE}/members"}}},
    {
        "software_token_mfa_configuration": None,
        "sms_configuration": {"external_id": "webapp-sms", "sns_caller_arn": f"{ROLE}/sms"},
    },
    {
        "sms_configuration": {"external_id": "webapp-sms", "sns_caller_arn": f"{ROLE}/sms"},
        "account_recovery_setting": {
            "recovery_mechanisms": [
                {"name": "verified_email", "priority": 2},
                {"name": "verified_phone_number", "priority": 1},
            ]
        },
    },
    {"sign_in_policy": {"allowed_first_auth_factors": ["PASSWORD", "WEB_AUTHN"]}, "mfa_configuration": "OFF",
     "software_token_mfa_configuration": None, RISK: None},
]  # fmt: skip
CONFIGURATIONS = [changed(PROD, one) for one in CHANGES] + [changed(ARTICLE, one) for one in VALID]


def named(configuration: dict[str, Any]) -> str:
    number = CONFIGURATIONS.index(configuration)
    return ", ".join(CHANGES[number] if number < len(CHANGES) else VALID[number - len(CHANGES)])[:80]


@pytest.mark.parametrize("configuration", CONFIGURATIONS, ids=named)
def test_what_the_profile_refuses_is_what_the_audit_finds(configuration: dict[str, Any]) -> None:
    settings: Any = read_settings({**configuration, "profile": "development", "exceptions": {}})
    sound, _ = checked_block(settings, AUTH, "")
    refused = {name for name, _ in unmet(sound)}
    failed = {
        result.check.id
        for result in audit(describe_configuration("it", settings, "us-east-1")).of(Status.FAILED)
        if result.check.id not in UNSAID
    }
    assert {name for name, demand in DEMANDS.items() if failed & set(demand.checks)} == refused
    assert {check for check in failed if BY_ID[check].severity >= LEVEL} <= {
        check for name in refused for check in DEMANDS[name].checks
    }


@pytest.mark.parametrize("configuration", CONFIGURATIONS, ids=named)
def test_what_the_profile_passes_has_no_finding_without_a_reason(configuration: dict[str, Any]) -> None:
    unexcepted = {**configuration, "profile": "production", "exceptions": {}}
    sound, _ = checked_block(unexcepted, AUTH, "")
    reasons = {name: "it is only a test of the profile" for name, _ in unmet(sound)}
    settings: Any = {**unexcepted, "exceptions": reasons}
    assert problems_in(settings) == []
    report = audit(describe_configuration("it", settings, "us-east-1"), Selection().accepting(accepted_by(reasons)))
    assert not report.fails(LEVEL)
    assert {reason for result in report.results for _, reason in result.accepted} <= set(reasons.values())


def test_every_check_of_the_profiles_level_is_asked_for_or_cant_be_said() -> None:
    asked = [check for demand in DEMANDS.values() for check in demand.checks]
    assert len(asked) == len(set(asked))
    assert {check.id for check in CHECKS if check.severity >= LEVEL} <= {*asked, *UNSAID}
    assert not set(asked) & set(UNSAID)
    assert {*asked, *UNSAID} <= set(BY_ID)
    assert set(REQUIREMENTS) == set(DEMANDS)


def test_the_production_environment_has_no_finding_of_its_level_without_a_reason() -> None:
    exceptions = PROD["exceptions"]
    pool = describe_configuration("Pulumi.prod.yaml", PROD, "us-east-1")
    report = audit(pool, Selection().accepting(accepted_by(exceptions)))
    assert not report.fails(LEVEL)
    assert set(exceptions) == {"self_registration"}
