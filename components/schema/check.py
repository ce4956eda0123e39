"""All rules over one configuration."""

import re
from collections.abc import Mapping
from typing import Any

from components.checking.problems import UNKNOWN, Problem
from components.checking.structure import checked_block
from components.schema import (
    attributes,
    auth,
    client_metadata,
    clients,
    domain,
    federation,
    identity_pool,
    issuer,
    logs,
    managed_login,
    messages,
    mfa,
    production,
    recovery,
    registration,
    sessions,
    sign_in,
    threat_protection,
    tiers,
    triggers,
)

RULE_MODULES = (
    attributes,
    auth,
    client_metadata,
    clients,
    domain,
    federation,
    identity_pool,
    issuer,
    logs,
    managed_login,
    messages,
    mfa,
    production,
    recovery,
    registration,
    sessions,
    sign_in,
    threat_protection,
    tiers,
    triggers,
)
BETWEEN_ARGUMENTS = tuple(rule for module in RULE_MODULES for rule in module.RULES)


def problems_in(configuration: Mapping[str, Any]) -> list[Problem]:
    """Every rule that a configuration breaks, in the order of the paths.

    Args:
        configuration: the plain `cognito-access-token:auth` object, or the component's arguments with `UNKNOWN` for
            each Output.

    """
    # First each value by itself. What is wrong there is UNKNOWN for the rules between arguments, so that nothing is
    # said twice and no rule meets a value of an unexpected type.
    sound, problems = checked_block(configuration, auth.AUTH, "")
    if sound is not UNKNOWN:
        seen = auth.with_the_existing_pool(sound)
        for rule in BETWEEN_ARGUMENTS:
            problems.extend(rule(sound if rule is auth.a_pool_is_named else seen))
    return sorted(problems, key=_in_natural_order)


def _in_natural_order(problem: Problem) -> list[tuple[int, str]]:
    """`clients[2]` before `clients[10]`."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", problem.path)]
