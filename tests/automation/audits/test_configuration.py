"""What a configuration would make is audited without deploying anything."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from auditing.audit import Status, audit
from auditing.pool import DescribedPool, Part
from automation.audits.configuration import describe_configuration
from components.settings import FULL_KEY, read_settings

ROOT = Path(__file__).resolve().parents[3]


def described(stack: str) -> DescribedPool:
    file = ROOT / f"Pulumi.{stack}.yaml"
    return describe_configuration(
        file.name, read_settings(yaml.safe_load(file.read_text())["config"][FULL_KEY]), "us-east-1"
    )


def failed(pool: DescribedPool) -> set[str]:
    return {result.check.id for result in audit(pool).of(Status.FAILED)}


def test_the_articles_environment_is_no_production() -> None:
    assert {"mfa", "password-length", "deletion-protection", "callback-localhost"} <= failed(described("dev"))


def test_the_production_environment_has_nothing_of_high_or_medium_severity_but_sign_up() -> None:
    worse = {result.check.id for result in audit(described("prod")).of(Status.FAILED) if result.check.severity > 1}
    assert worse == {"self-registration"}


def test_what_a_configuration_doesnt_say_is_neither_passed_nor_failed() -> None:
    pool = described("dev")
    assert not any(absence.refused for absence in pool.absent.values())
    assert Part.WEB_ACL in pool.absent
    assert {result.check.id for result in audit(pool).of(Status.UNSEEN)} == {
        "web-acl",
        "old-secrets",
    }


@pytest.fixture
def rich() -> dict[str, Any]:
    return {
        "pool_name": "rich",
        "clients": [
            {
                "name": "web",
                "callback_urls": ["https://a.example.com/cb"],
                "write_attributes": ["custom:tenant"],
                "cimd_policies": [{"policy_name": "agents", "url_patterns": ["https://*.example.com/*"]}],
            }
        ],
        "schemas": [{"name": "tenant", "attribute_data_type": "String", "mutable": True}],
        "groups": [{"name": "ops", "role_arn": "arn:aws:iam::123456789012:role/Admin"}],
        "identity_pool": {
            "allow_unauthenticated_identities": True,
            "roles": {"unauthenticated": "arn:aws:iam::123456789012:role/guests"},
        },
        "resource_servers": [
            {
                "identifier": "orders",
                "scopes": [{"scope_name": "read", "scope_description": "Read"}],
            }
        ],
        "user_pool_tier": "PLUS",
        "user_pool_add_ons": {"advanced_security_mode": "ENFORCED"},
        "risk_configuration": {
            "compromised_credentials_risk_configuration": {"actions": {"event_action": "NO_ACTION"}}
        },
    }


def test_everything_that_belongs_to_the_pool_is_described(rich: dict[str, Any]) -> None:
    pool = describe_configuration("rich", read_settings(rich), "us-east-1")
    assert {"writable-attributes", "group-roles", "guests", "compromised-credentials"} <= failed(pool)
    assert "client-metadata-wildcards" in failed(pool)
    assert [server["Identifier"] for server in pool.resource_servers] == ["orders"]
    assert pool.clients[0]["PreventUserExistenceErrors"] == "ENABLED"
