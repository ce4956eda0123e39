"""Second factors."""

from collections.abc import Iterator, Sequence
from typing import Final

from auditing.check import CDK_NAG, CFN_NAG, CONFIG, KICS, PROWLER, SECURITY_HUB, Check, Finding, Fix, Severity
from auditing.checks.common import GUIDE, POOL, only_federated
from auditing.pool import DescribedPool, Part, member

_PAGE: Final = f"{GUIDE}user-pool-settings-mfa.html"
_SET: Final = "aws cognito-idp set-user-pool-mfa-config --user-pool-id ID"
_NEEDS: Final = (Part.POOL, Part.MFA, Part.CLIENTS)


def _mode(pool: DescribedPool) -> str:
    return str(pool.mfa.get("MfaConfiguration") or pool.at("MfaConfiguration") or "OFF")


def _exempt(pool: DescribedPool) -> str:
    factors = set(pool.at("Policies", "SignInPolicy", "AllowedFirstAuthFactors") or ["PASSWORD"])
    if factors - {"PASSWORD"}:
        return f"Users can sign in without a password: {', '.join(sorted(factors - {'PASSWORD'}))}."
    return only_federated(pool)


def _off(pool: DescribedPool) -> Iterator[Finding]:
    if _mode(pool) == "OFF":
        yield Finding(POOL, "A password is enough to sign in: MFA is off.")


def _optional(pool: DescribedPool) -> Iterator[Finding]:
    if _mode(pool) != "ON":
        yield Finding(POOL, f"A second factor isn't required: MFA is {_mode(pool)}.")


def _sms_only(pool: DescribedPool) -> Iterator[Finding]:
    has_others = member(pool.mfa, "SoftwareTokenMfaConfiguration", "Enabled") or pool.mfa.get("EmailMfaConfiguration")
    if _mode(pool) != "OFF" and member(pool.mfa, "SmsMfaConfiguration", "SmsConfiguration") and not has_others:
        yield Finding(POOL, "Codes by SMS are the only second factor.")


CHECKS: Final[Sequence[Check]] = (
    Check(
        id="mfa",
        title="Users can have a second factor",
        severity=Severity.HIGH,
        why="Passwords leak and are reused. With a second factor, a password alone isn't enough to sign in.",
        documentation=_PAGE,
        fix=Fix(
            'mfa_configuration: "OPTIONAL", software_token_mfa_configuration: {enabled: true}',
            f"{_SET} --mfa-configuration OPTIONAL --software-token-mfa-configuration Enabled=true",
            'mfa_configuration = "OPTIONAL", software_token_mfa_configuration { enabled = true }',
        ),
        find=_off,
        needs=_NEEDS,
        exempt=_exempt,
        answers={
            SECURITY_HUB: ["Cognito.5"],
            CONFIG: ["cognito-user-pool-mfa-enabled"],
            KICS: ["74a18d1a-cf02-4a31-8791-ed0967ad7fdc", "ec28bf61-a474-4dbe-b414-6dd3a067d6f0"],
            CFN_NAG: ["F78"],
        },
    ),
    Check(
        id="mfa-required",
        title="Users must have a second factor",
        severity=Severity.LOW,
        why="Few users set up an optional second factor. If every account is worth protecting, require MFA.",
        documentation=_PAGE,
        fix=Fix(
            'mfa_configuration: "ON", software_token_mfa_configuration: {enabled: true}',
            f"{_SET} --mfa-configuration ON --software-token-mfa-configuration Enabled=true",
            'mfa_configuration = "ON", software_token_mfa_configuration { enabled = true }',
        ),
        find=_optional,
        needs=_NEEDS,
        exempt=_exempt,
        answers={PROWLER: ["cognito_user_pool_mfa_enabled"], CDK_NAG: ["AwsSolutions-COG2"]},
    ),
    Check(
        id="mfa-by-sms-alone",
        title="There is a second factor other than SMS",
        severity=Severity.MEDIUM,
        why="SMS can be intercepted, and phone numbers can be taken over. An authenticator app costs nothing and "
        "doesn't depend on a phone company.",
        documentation=f"{GUIDE}user-pool-settings-mfa-totp.html",
        fix=Fix(
            "software_token_mfa_configuration: {enabled: true}",
            f"{_SET} --mfa-configuration OPTIONAL --software-token-mfa-configuration Enabled=true",
            "software_token_mfa_configuration { enabled = true }",
        ),
        find=_sms_only,
        needs=_NEEDS,
        exempt=only_federated,
    ),
)
