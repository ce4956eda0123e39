"""Passwords: length, characters, history, and how long temporary ones live."""

from collections.abc import Iterator, Sequence
from typing import Final

from auditing.check import CDK_NAG, CONFIG, PROWLER, SECURITY_HUB, Check, Finding, Fix, Severity
from auditing.checks.common import GUIDE, POOL, UPDATE_POOL, only_federated
from auditing.pool import DescribedPool, Part

MIN_LENGTH: Final = 14
MAX_TEMPORARY_DAYS: Final = 7
_PAGE: Final = f"{GUIDE}managing-users-passwords.html"
_CLASSES: Final = {
    "RequireLowercase": "lower-case letter",
    "RequireUppercase": "upper-case letter",
    "RequireNumbers": "digit",
    "RequireSymbols": "symbol",
}
_COMMAND: Final = f'{UPDATE_POOL} --policies \'{{"PasswordPolicy": '
_NEEDS: Final = (Part.POOL, Part.CLIENTS)


def _length(pool: DescribedPool) -> Iterator[Finding]:
    shortest = pool.at("Policies", "PasswordPolicy", "MinimumLength") or 8
    if shortest < MIN_LENGTH:
        yield Finding(POOL, f"Passwords of {shortest} characters are accepted; the minimum should be {MIN_LENGTH}.")


def _classes(pool: DescribedPool) -> Iterator[Finding]:
    missing = [name for key, name in _CLASSES.items() if not pool.at("Policies", "PasswordPolicy", key)]
    if missing:
        yield Finding(POOL, f"Passwords need no {', no '.join(missing)}.")


def _history(pool: DescribedPool) -> Iterator[Finding]:
    if not pool.at("Policies", "PasswordPolicy", "PasswordHistorySize"):
        yield Finding(POOL, "A password can be changed back to a previous one.")


def _temporary(pool: DescribedPool) -> Iterator[Finding]:
    days = pool.at("Policies", "PasswordPolicy", "TemporaryPasswordValidityDays")
    if days is not None and days > MAX_TEMPORARY_DAYS:
        yield Finding(
            POOL, f"Temporary passwords are valid for {days} days; the maximum should be {MAX_TEMPORARY_DAYS}."
        )


CHECKS: Final[Sequence[Check]] = (
    Check(
        id="password-length",
        title=f"Passwords have at least {MIN_LENGTH} characters",
        severity=Severity.MEDIUM,
        why="Short passwords can be guessed, and are found in lists of leaked passwords. Length matters more than "
        "any other password rule.",
        documentation=_PAGE,
        fix=Fix(
            "password_policy: {minimum_length: 14}",
            f'{_COMMAND}{{"MinimumLength": 14, …}}}}\'',
            "password_policy { minimum_length = 14 }",
        ),
        find=_length,
        needs=_NEEDS,
        exempt=only_federated,
        answers={
            SECURITY_HUB: ["Cognito.3"],
            CONFIG: ["cognito-user-pool-password-policy-check"],
            PROWLER: ["cognito_user_pool_password_policy_minimum_length_14"],
            CDK_NAG: ["AwsSolutions-COG1"],
        },
    ),
    Check(
        id="password-classes",
        title="Passwords have all four kinds of characters",
        severity=Severity.MEDIUM,
        why="Passwords with one kind of characters are found sooner by a search that knows the kind. Scanners and "
        "many organisations' rules require all four kinds.",
        documentation=_PAGE,
        fix=Fix(
            "password_policy: {require_lowercase: true, require_uppercase: true, require_numbers: true, "
            "require_symbols: true}",
            f'{_COMMAND}{{"RequireLowercase": true, "RequireUppercase": true, "RequireNumbers": true, '
            '"RequireSymbols": true, …}}\'',
            "password_policy { require_lowercase = true, require_uppercase = true, require_numbers = true, "
            "require_symbols = true }",
        ),
        find=_classes,
        needs=_NEEDS,
        exempt=only_federated,
        answers={
            SECURITY_HUB: ["Cognito.3"],
            CONFIG: ["cognito-user-pool-password-policy-check"],
            PROWLER: [
                "cognito_user_pool_password_policy_lowercase",
                "cognito_user_pool_password_policy_uppercase",
                "cognito_user_pool_password_policy_number",
                "cognito_user_pool_password_policy_symbol",
            ],
            CDK_NAG: ["AwsSolutions-COG1"],
        },
    ),
    Check(
        id="password-history",
        title="A new password isn't a previous one",
        severity=Severity.LOW,
        why="A user who changes a leaked password must not go back to it. Cognito remembers up to 24 passwords, "
        "with the Essentials plan or higher.",
        documentation=_PAGE,
        fix=Fix(
            "password_policy: {password_history_size: 5}",
            f'{_COMMAND}{{"PasswordHistorySize": 5, …}}}}\'',
            "password_policy { password_history_size = 5 }",
        ),
        find=_history,
        needs=_NEEDS,
        exempt=only_federated,
    ),
    Check(
        id="temporary-passwords",
        title=f"Temporary passwords are valid for at most {MAX_TEMPORARY_DAYS} days",
        severity=Severity.LOW,
        why="A temporary password stays in a mailbox until it is used. The longer it is valid, the more likely it "
        "is that somebody else uses it.",
        documentation=_PAGE,
        fix=Fix(
            "password_policy: {temporary_password_validity_days: 7}",
            f'{_COMMAND}{{"TemporaryPasswordValidityDays": 7, …}}}}\'',
            "password_policy { temporary_password_validity_days = 7 }",
        ),
        find=_temporary,
        needs=_NEEDS,
        exempt=only_federated,
        answers={
            SECURITY_HUB: ["Cognito.3"],
            CONFIG: ["cognito-user-pool-password-policy-check"],
            PROWLER: ["cognito_user_pool_temporary_password_expiration"],
        },
    ),
)
