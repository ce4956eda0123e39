"""Addresses that are verified, and the way back into an account."""

from collections.abc import Iterator
from typing import Final

from cognito_model.shapes import most
from components.checking.keys import (
    Blocks,
    entry,
    table,
)
from components.checking.problems import Problem
from components.checking.view import Known, block, blocks, items

RECOVERY_MECHANISM: Final = table(
    "RecoveryMechanismArgs",
    "One way to recover an account.",
    entry(
        "name",
        "RecoveryOptionNameType",
        "verified_email, verified_phone_number, or admin_only (alone: no self-service).",
        required=True,
        plain=True,
    ),
    entry("priority", "PriorityType", "1 is tried before 2.", required=True),
)

ACCOUNT_RECOVERY_SETTING: Final = table(
    "AccountRecoverySettingArgs",
    "How users recover their account without their password.",
    entry(
        "recovery_mechanisms",
        Blocks(RECOVERY_MECHANISM, unique=("name", "priority")),
        "One or two ways to recover it.",
        required=True,
    ),
)


def phones_are_verified_by_sms(auth: Known) -> Iterator[Problem]:
    """A phone number is verified by SMS, and SMS needs its own configuration (CreateUserPool)."""
    for where, name in items(auth, "auto_verified_attributes", ""):
        if name == "phone_number" and "sms_configuration" not in auth:
            yield Problem(where, "is verified by SMS, which needs sms_configuration", name, "email")


def recovery_mechanisms_differ(auth: Known) -> Iterator[Problem]:
    """`admin_only` means that users can't help themselves, so it stands alone."""
    setting, key = block(auth, "account_recovery_setting"), "recovery_mechanisms"
    names = [mechanism.get("name") for _, mechanism in blocks(setting, key)]
    if "admin_only" in names and len(names) > 1:
        where = f"account_recovery_setting.{key}[{names.index('admin_only')}].name"
        other = "verified_phone_number" if "verified_email" in names else "verified_email"
        yield Problem(where, "must be the only mechanism", "admin_only", other)


def recovery_mechanisms_exist(auth: Known) -> Iterator[Problem]:
    """At least one way, and at most two (RecoveryMechanismsType)."""
    mechanisms = block(auth, "account_recovery_setting").get("recovery_mechanisms")
    if isinstance(mechanisms, list) and not 1 <= len(mechanisms) <= most("RecoveryMechanismsType"):
        path = "account_recovery_setting.recovery_mechanisms"
        yield Problem(path, f"must have 1 or 2 mechanisms, not {len(mechanisms)}")


RULES = (phones_are_verified_by_sms, recovery_mechanisms_differ, recovery_mechanisms_exist)
