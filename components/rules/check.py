"""All rules over one configuration."""

import re
from collections.abc import Mapping
from typing import Any

from components.rules import (
    attributes,
    clients,
    domain,
    federation,
    identity_pool,
    managed_login,
    messages,
    pool,
    production,
    threat_protection,
)
from components.rules.keys import AUTH
from components.rules.problems import LATER, Problem
from components.rules.structure import checked_block

_ROOMS = (
    attributes,
    clients,
    domain,
    federation,
    identity_pool,
    managed_login,
    messages,
    pool,
    production,
    threat_protection,
)
BETWEEN_ARGUMENTS = tuple(rule for room in _ROOMS for rule in room.RULES)


def problems_in(auth: Mapping[str, Any]) -> list[Problem]:
    """Every rule that a configuration breaks, in the order of the paths.

    Args:
        auth: the plain `cognito-access-token:auth` object, or the component's arguments with `LATER` for each Output.

    """
    # First each value by itself. What is wrong there is LATER for the rules between arguments, so that nothing is
    # said twice and no rule meets a value of an unexpected type.
    sound, problems = checked_block(auth, AUTH, "")
    for rule in BETWEEN_ARGUMENTS if sound is not LATER else ():
        problems.extend(rule(sound))
    return sorted(problems, key=_in_natural_order)


def _in_natural_order(problem: Problem) -> list[tuple[int, str]]:
    """`clients[2]` before `clients[10]`."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", problem.path)]
