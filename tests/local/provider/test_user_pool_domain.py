"""What an update of a domain says, and what it leaves out."""

from typing import Any

import pytest

from tests.local.provider.harness import Endpoint, Engine

DOMAIN = "aws:cognito/userPoolDomain:UserPoolDomain"
POOL_ID = "us-east-1_1"


def certificate(number: int) -> str:
    return f"arn:aws:acm:us-east-1:000000000000:certificate/{number}"


@pytest.mark.parametrize(
    ("domain", "old", "new", "said"),
    [
        (
            "auth.example.com",
            {"certificateArn": certificate(1), "managedLoginVersion": 1},
            {"certificateArn": certificate(1), "managedLoginVersion": 2},
            # Without the certificate: "Cannot convert custom domain to prefix domain" (terraform-provider-aws #43248).
            {"CustomDomainConfig": {"CertificateArn": certificate(1)}, "ManagedLoginVersion": 2},
        ),
        (
            "auth.example.com",
            {"certificateArn": certificate(1), "managedLoginVersion": 2},
            {"certificateArn": certificate(2), "managedLoginVersion": 2},
            {"CustomDomainConfig": {"CertificateArn": certificate(2)}},
        ),
        ("prefix", {"managedLoginVersion": 1}, {"managedLoginVersion": 2}, {"ManagedLoginVersion": 2}),
    ],
    ids=["a custom domain's version", "a certificate", "a prefix domain's version"],
)
def test_an_update_says_what_changes_and_the_certificate(
    alone: tuple[Endpoint, Engine], domain: str, old: dict[str, Any], new: dict[str, Any], said: dict[str, Any]
) -> None:
    endpoint, engine = alone
    described: dict[str, Any] = {"Domain": domain, "UserPoolId": POOL_ID, "Status": "ACTIVE"}

    def keep(request: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        described.update(request)
        return 200, {}

    endpoint.answers |= {
        "CreateUserPoolDomain": keep,
        "UpdateUserPoolDomain": keep,
        "DescribeUserPoolDomain": lambda _request: (200, {"DomainDescription": described}),
    }
    named = {"domain": domain, "userPoolId": POOL_ID}
    held = engine.create(DOMAIN, "domain", {**named, **old})
    endpoint.changing()
    updated = engine.update(held, {**named, **new})
    assert endpoint.changing() == [("UpdateUserPoolDomain", {"Domain": domain, "UserPoolId": POOL_ID, **said})]
    assert engine.changes(updated, {**named, **new}) == {}
