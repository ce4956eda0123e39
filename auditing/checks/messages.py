"""Recovering an account, changing an address, and the mail that both depend on."""

from collections.abc import Iterator, Sequence
from typing import Final

from auditing.check import PROWLER, Check, Finding, Fix, Severity
from auditing.checks.common import GUIDE, POOL, UPDATE_POOL, only_federated
from auditing.pool import DescribedPool, Part, Words


def _sms_first(pool: DescribedPool) -> Iterator[Finding]:
    mechanisms = pool.at("AccountRecoverySetting", "RecoveryMechanisms") or []
    first: Words = min(mechanisms, key=lambda mechanism: mechanism.get("Priority", 1), default={})
    if first.get("Name") == "verified_phone_number":
        yield Finding(POOL, "A forgotten password is recovered by SMS first.")


def _unverified(pool: DescribedPool) -> Iterator[Finding]:
    verified = pool.at("UserAttributeUpdateSettings", "AttributesRequireVerificationBeforeUpdate") or []
    missing = [name for name in pool.at("AutoVerifiedAttributes") or [] if name not in verified]
    if missing:
        yield Finding(POOL, f"A new {' and a new '.join(missing)} replaces the old one before it is verified.")


def _shared_sender(pool: DescribedPool) -> Iterator[Finding]:
    if (pool.at("EmailConfiguration", "EmailSendingAccount") or "COGNITO_DEFAULT") == "COGNITO_DEFAULT":
        yield Finding(POOL, "Cognito's own sender stops after 50 messages a day.")


def _no_mail(pool: DescribedPool) -> str:
    if pool.at("LambdaConfig", "CustomEmailSender"):
        return "A trigger sends the e-mail (CustomEmailSender)."
    return only_federated(pool)


def _case_matters(pool: DescribedPool) -> Iterator[Finding]:
    if pool.at("UsernameConfiguration", "CaseSensitive") is not False:
        yield Finding(POOL, "Ann@example.com and ann@example.com can be two different users.")


CHECKS: Final[Sequence[Check]] = (
    Check(
        id="recovery-by-sms",
        title="Passwords aren't recovered by SMS first",
        severity=Severity.MEDIUM,
        why="Whoever takes over a phone number takes over the account. A mailbox is better protected than a phone "
        "number.",
        documentation=f"{GUIDE}managing-users-passwords.html",
        fix=Fix(
            "account_recovery_setting: {recovery_mechanisms: [{name: verified_email, priority: 1}]}",
            f"{UPDATE_POOL} --account-recovery-setting 'RecoveryMechanisms=[{{Priority=1,Name=verified_email}}]'",
            'account_recovery_setting { recovery_mechanism { name = "verified_email", priority = 1 } }',
        ),
        find=_sms_first,
        needs=(Part.POOL, Part.CLIENTS),
        exempt=only_federated,
        answers={PROWLER: ["cognito_user_pool_account_recovery_sms_not_preferred"]},
    ),
    Check(
        id="unverified-address-changes",
        title="A new address is only used once it is verified",
        severity=Severity.MEDIUM,
        why="Until a new address is verified, a user's token can claim somebody else's address. A mistyped address "
        "can also lock users out.",
        documentation=f"{GUIDE}user-pool-settings-email-phone-verification.html",
        fix=Fix(
            "user_attribute_update_settings: {attributes_require_verification_before_updates: [email]}",
            f"{UPDATE_POOL} --user-attribute-update-settings AttributesRequireVerificationBeforeUpdate=email",
            'user_attribute_update_settings { attributes_require_verification_before_update = ["email"] }',
        ),
        find=_unverified,
    ),
    Check(
        id="email-sender",
        title="E-mail is sent by your own sender",
        severity=Severity.LOW,
        why="Cognito's own sender is shared by all customers and limited to 50 messages a day. After that, nobody "
        "can sign up or recover an account.",
        documentation=f"{GUIDE}user-pool-email.html",
        fix=Fix(
            "email_configuration: {email_sending_account: DEVELOPER, source_arn: SES_IDENTITY_ARN}",
            f"{UPDATE_POOL} --email-configuration EmailSendingAccount=DEVELOPER,SourceArn=SES_IDENTITY_ARN",
            'email_configuration { email_sending_account = "DEVELOPER", source_arn = SES_IDENTITY_ARN }',
        ),
        find=_shared_sender,
        needs=(Part.POOL, Part.CLIENTS),
        exempt=_no_mail,
    ),
    Check(
        id="case-sensitive-names",
        title="User names aren't case-sensitive",
        severity=Severity.LOW,
        why="Two accounts whose names differ only in case are easily confused. The setting can't be changed later; "
        "that needs a new user pool.",
        documentation=f"{GUIDE}user-pool-case-sensitivity.html",
        fix=Fix(
            "username_configuration: {case_sensitive: false}",
            "aws cognito-idp create-user-pool --username-configuration CaseSensitive=false --pool-name NAME",
            "username_configuration { case_sensitive = false }",
        ),
        find=_case_matters,
    ),
)
