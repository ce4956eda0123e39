"""All checks, in the order of reports. A new one is an entry of its module's `CHECKS`."""

from collections.abc import Mapping, Sequence
from typing import Final

from auditing.check import Check
from auditing.checks import (
    attributes,
    callbacks,
    clients,
    federation,
    identity_pools,
    messages,
    passwords,
    protection,
    registration,
    second_factors,
    threat_protection,
    token_lifetimes,
)

CHECKS: Final[Sequence[Check]] = (
    *passwords.CHECKS,
    *second_factors.CHECKS,
    *threat_protection.CHECKS,
    *protection.CHECKS,
    *registration.CHECKS,
    *messages.CHECKS,
    *attributes.CHECKS,
    *clients.CHECKS,
    *callbacks.CHECKS,
    *token_lifetimes.CHECKS,
    *federation.CHECKS,
    *identity_pools.CHECKS,
)
BY_ID: Final[Mapping[str, Check]] = {check.id: check for check in CHECKS}
