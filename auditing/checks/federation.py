"""Clients of other identity providers, and groups with roles."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from auditing.check import Check, Finding, Fix, Severity
from auditing.checks.common import GUIDE, UPDATE_CLIENT
from auditing.pool import DescribedPool, Part

_POWERFUL: Final = re.compile(r"admin|poweruser|fullaccess|root", re.IGNORECASE)


def _native_too(pool: DescribedPool) -> Iterator[Finding]:
    for name, client in pool.client_names():
        providers = list(client.get("SupportedIdentityProviders") or [])
        others = [provider for provider in providers if provider != "COGNITO"]
        if others and "COGNITO" in providers:
            yield Finding(name, f"Besides {', '.join(others)}, users can sign in with a password of the user pool.")


def is_powerful(role: str) -> bool:
    """Whether a role's ARN has a name as administrators' roles have."""
    return bool(_POWERFUL.search(role.rpartition("/")[2]))


def _powerful_groups(pool: DescribedPool) -> Iterator[Finding]:
    for group in pool.groups:
        role = str(group.get("RoleArn") or "")
        if is_powerful(role):
            yield Finding(f"group {group.get('GroupName')}", f"Its members can get the role {role}.")


CHECKS: Final[Sequence[Check]] = (
    Check(
        id="federated-with-passwords",
        title="Clients with an identity provider don't accept the pool's own users",
        severity=Severity.LOW,
        why="People who leave an organisation lose their account at its provider, but not one in the user pool. "
        "COGNITO among the providers is a way around the organisation's rules.",
        documentation=f"{GUIDE}cognito-user-pools-identity-federation.html",
        fix=Fix(
            "clients: [{supported_identity_providers: [PROVIDER]}]",
            f"{UPDATE_CLIENT} --supported-identity-providers PROVIDER",
            'supported_identity_providers = ["PROVIDER"]',
        ),
        find=_native_too,
        needs=(Part.CLIENTS,),
    ),
    Check(
        id="group-roles",
        title="Groups don't have administrator roles",
        severity=Severity.MEDIUM,
        why="Through an identity pool, every member of a group can assume the group's role. The check only looks at "
        "the role's name, since IAM defines what the role allows.",
        documentation=f"{GUIDE}cognito-user-pools-user-groups.html",
        fix=Fix(
            "groups: [{name: GROUP, role_arn: ROLE_ARN}]",
            "aws cognito-idp update-group --user-pool-id ID --group-name GROUP --role-arn ROLE_ARN",
            "resource aws_cognito_user_group { role_arn = ROLE_ARN }",
        ),
        find=_powerful_groups,
        needs=(Part.GROUPS,),
    ),
)
