"""What Cognito asks of a request's members together, and of the request together with what exists.

A module a subject exports `RULES`, a table from operations to rules. A rule is a function that takes the call and
raises CognitoError. Messages are Cognito's own where they are known from public error reports; the rest speak as
Cognito does. What doesn't exist is left to the operation, which knows how Cognito says so.
"""

from collections.abc import Mapping
from itertools import chain
from types import ModuleType
from typing import Final

from local.cognito.call import Call
from local.cognito.validation.rules import (
    app_clients,
    arns,
    branding,
    domains,
    identity_providers,
    limits,
    log_delivery,
    mfa,
    oauth,
    schema,
    tiers,
    token_validity,
    user_pools,
)
from local.cognito.validation.rules.rule import Rule

RULE_MODULES: Final[tuple[ModuleType, ...]] = (
    user_pools,
    schema,
    mfa,
    arns,
    tiers,
    log_delivery,
    domains,
    branding,
    app_clients,
    oauth,
    token_validity,
    identity_providers,
    limits,
)
"""In the order in which they are asked."""


def _by_operation() -> Mapping[str, tuple[Rule, ...]]:
    operations = dict.fromkeys(chain.from_iterable(module.RULES for module in RULE_MODULES))
    return {
        operation: tuple(chain.from_iterable(module.RULES.get(operation, ()) for module in RULE_MODULES))
        for operation in operations
    }


RULES: Final = _by_operation()
"""Every rule of an operation, in the order in which they are asked."""


def check_rules(call: Call) -> None:
    """Raise the first CognitoError that a rule of the operation has; the members' form has been checked."""
    for rule in RULES.get(call.operation, ()):
        rule(call)
