"""What Cognito asks of a request's members together, and of the request together with what exists.

A module per subject exports `RULES`, a table from operations to rules. A rule is a function that raises CognitoError.
Messages are Cognito's own where they are known from public error reports; the rest speak as Cognito does. What doesn't
exist is left to the operation, which knows how Cognito says so.
"""

from itertools import chain
from typing import Final

from local.former.strictness.rules import (
    branding,
    clients,
    domains,
    federation,
    lifetimes,
    limits,
    mfa,
    oauth,
    pools,
    schema,
    sms,
    tiers,
    values,
)
from local.former.strictness.rules.rule import Parameters, Rule

SUBJECTS: Final = (
    pools,
    schema,
    mfa,
    sms,
    tiers,
    domains,
    branding,
    clients,
    oauth,
    lifetimes,
    federation,
    values,
    limits,
)
RULES: Final[dict[str, tuple[Rule, ...]]] = {
    operation: tuple(chain.from_iterable(subject.RULES.get(operation, ()) for subject in SUBJECTS))
    for operation in chain.from_iterable(subject.RULES for subject in SUBJECTS)
}
"""Every rule of an operation, in the order in which they are asked."""


def check(operation: str, parameters: Parameters) -> None:
    """Raise the first CognitoError that a rule of the operation has; the members' form must have been checked."""
    for rule in RULES.get(operation, ()):
        rule(parameters)
