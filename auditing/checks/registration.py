"""Who can make an account or a client: sign-up, dynamic client registration, clients by a metadata document."""

from collections.abc import Iterator, Sequence
from typing import Final
from urllib.parse import urlsplit

from auditing.check import PROWLER, Check, Finding, Fix, Severity
from auditing.checks.common import GUIDE, POOL, UPDATE_POOL
from auditing.pool import DescribedPool, Part


def _self_registration(pool: DescribedPool) -> Iterator[Finding]:
    if not pool.at("AdminCreateUserConfig", "AllowAdminCreateUserOnly"):
        yield Finding(POOL, "Anybody on the internet can create an account.")


def _open_clients(pool: DescribedPool) -> Iterator[Finding]:
    configured = pool.at("DcrConfiguration") or {}
    if configured.get("EnableStatus", "Enabled") == "Enabled" and configured.get("OpenDcrEnabled"):
        yield Finding(POOL, "Anybody on the internet can register an app client with their own callback URLs.")


def is_of_any_host(pattern: str) -> bool:
    """Whether an address pattern leaves the host, or a part of its name, open."""
    return "*" in (urlsplit(pattern).netloc or pattern)


def _wildcards(pool: DescribedPool) -> Iterator[Finding]:
    for policy in pool.metadata_policies:
        wide = [pattern for pattern in policy.get("URLPatterns") or [] if is_of_any_host(pattern)]
        if wide:
            name = policy.get("PolicyName") or policy.get("CIMDPolicyId")
            yield Finding(
                f"client metadata policy {name}", f"Any host that matches a pattern can be a client: {', '.join(wide)}."
            )


CHECKS: Final[Sequence[Check]] = (
    Check(
        id="self-registration",
        title="People can't sign up themselves",
        severity=Severity.MEDIUM,
        why="An account that a stranger creates is a way in, and costs money. If anybody is meant to sign up, "
        "accept this finding with that reason.",
        documentation=f"{GUIDE}signing-up-users-in-your-app.html",
        fix=Fix(
            "admin_create_user_config: {allow_admin_create_user_only: true}",
            f"{UPDATE_POOL} --admin-create-user-config AllowAdminCreateUserOnly=true",
            "admin_create_user_config { allow_admin_create_user_only = true }",
        ),
        find=_self_registration,
        answers={PROWLER: ["cognito_user_pool_self_registration_disabled"]},
    ),
    Check(
        id="open-client-registration",
        title="Strangers can't register app clients",
        severity=Severity.HIGH,
        why="A client that a stranger registers sends your users' codes to the stranger's address. With an initial "
        "access token, only those who were given one can register.",
        documentation=f"{GUIDE}cognito-user-pools-dynamic-client-registration.html",
        fix=Fix(
            "",
            f"{UPDATE_POOL} --dcr-configuration EnableStatus=Enabled,OpenDcrEnabled=false",
            "",
        ),
        find=_open_clients,
        needs=(Part.POOL, Part.CLIENT_REGISTRATION),
    ),
    Check(
        id="client-metadata-wildcards",
        title="Client metadata policies name their hosts",
        severity=Severity.HIGH,
        why="Whoever can publish a document at a URL that the policy allows can be a client. A wildcard in the host "
        "allows every subdomain, including forgotten ones.",
        documentation=f"{GUIDE}cognito-user-pools-client-id-metadata.html",
        fix=Fix(
            "clients: [{cimd_policies: [{url_patterns: [https://client.example.com/metadata.json]}]}]",
            "aws cognito-idp update-cimd-policy --user-pool-id ID --cimd-policy-id POLICY_ID --url-patterns "
            "https://client.example.com/metadata.json",
            "",
        ),
        find=_wildcards,
        needs=(Part.METADATA_POLICIES,),
    ),
)
