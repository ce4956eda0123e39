"""Identity pools that trust the user pool: guests, and how credentials are given."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from auditing.check import CDK_NAG, CFN_NAG, CHECKOV, CONFIG, PROWLER, SECURITY_HUB, Check, Finding, Fix, Severity
from auditing.checks.common import GUIDE
from auditing.pool import DescribedPool, Part, Words

_UPDATE: Final = "aws cognito-identity update-identity-pool --identity-pool-id ID --identity-pool-name NAME"


def _each(pool: DescribedPool, is_wrong: Callable[[Words], bool], text: str) -> Iterator[Finding]:
    for identity_pool in pool.identity_pools:
        if is_wrong(identity_pool):
            yield Finding(f"identity pool {identity_pool.get('IdentityPoolName')}", text)


def _guests(pool: DescribedPool) -> Iterator[Finding]:
    return _each(
        pool,
        lambda one: bool(one.get("AllowUnauthenticatedIdentities")),
        "Anybody gets AWS credentials without signing in.",
    )


def _classic(pool: DescribedPool) -> Iterator[Finding]:
    return _each(
        pool, lambda one: bool(one.get("AllowClassicFlow")), "The classic flow lets callers choose the role themselves."
    )


def _unchecked(pool: DescribedPool) -> Iterator[Finding]:
    return _each(
        pool,
        lambda one: any(
            not provider.get("ServerSideTokenCheck") for provider in one.get("CognitoIdentityProviders") or []
        ),
        "Users who were disabled or signed out everywhere still get credentials until their token expires.",
    )


CHECKS: Final[Sequence[Check]] = (
    Check(
        id="guests",
        title="Nobody gets AWS credentials without signing in",
        severity=Severity.HIGH,
        why="A guest is anybody on the internet, with credentials for your account. Whatever the guest role allows, "
        "everybody is allowed.",
        documentation=f"{GUIDE}identity-pools.html",
        fix=Fix(
            "identity_pool: {allow_unauthenticated_identities: false}",
            f"{_UPDATE} --no-allow-unauthenticated-identities",
            "allow_unauthenticated_identities = false",
        ),
        find=_guests,
        needs=(Part.IDENTITY_POOLS,),
        answers={
            SECURITY_HUB: ["Cognito.2"],
            CONFIG: ["cognito-identity-pool-unauth-access-check", "cognito-identity-pool-unauthenticated-logins"],
            PROWLER: ["cognito_identity_pool_guest_access_disabled"],
            CDK_NAG: ["AwsSolutions-COG7"],
            CHECKOV: ["CKV_AWS_366"],
            CFN_NAG: ["W57"],
        },
    ),
    Check(
        id="classic-flow",
        title="Callers don't choose their role",
        severity=Severity.MEDIUM,
        why="In the classic flow, the caller names the role for AssumeRoleWithWebIdentity. It can be any role "
        "whose trust policy names the identity pool.",
        documentation=f"{GUIDE}authentication-flow.html",
        fix=Fix(
            "identity_pool: {allow_classic_flow: false}",
            f"{_UPDATE} --no-allow-classic-flow",
            "allow_classic_flow = false",
        ),
        find=_classic,
        needs=(Part.IDENTITY_POOLS,),
    ),
    Check(
        id="server-side-token-check",
        title="Identity pools check whether a user is still signed in",
        severity=Severity.LOW,
        why="A token is valid until it expires, even if its user was disabled. With the check, the identity pool "
        "asks the user pool first.",
        documentation="https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_CognitoIdentityProvider.html",
        fix=Fix(
            "identity_pool: {server_side_token_check: true}",
            f"{_UPDATE} --cognito-identity-providers ProviderName=NAME,ClientId=CLIENT_ID,ServerSideTokenCheck=true",
            "cognito_identity_providers { server_side_token_check = true }",
        ),
        find=_unchecked,
        needs=(Part.IDENTITY_POOLS,),
    ),
)
