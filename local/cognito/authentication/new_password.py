"""NEW_PASSWORD_REQUIRED: a temporary password is replaced, and required attributes are completed."""

import json
from dataclasses import replace
from typing import Final

from local.cognito.accounts import aliases, attributes
from local.cognito.accounts.password_policy import check_policy, check_unused
from local.cognito.accounts.passwords import make_permanent
from local.cognito.authentication import auth_events
from local.cognito.authentication.attempt import Attempt
from local.cognito.authentication.requests import Answer
from local.cognito.errors import invalid, not_authorized
from local.cognito.json_types import JsonObject
from local.cognito.tokens import issuing

NEW_PASSWORD_REQUIRED: Final = "NEW_PASSWORD_REQUIRED"  # noqa: S105 - a challenge
PREFIX: Final = "userAttributes."
"""Of attributes in the challenge's parameters and its answer."""


def challenge(attempt: Attempt) -> JsonObject:
    """Ask for a permanent password."""
    user = attempt.user
    missing = attributes.missing_attributes(attempt.pool, user.attributes)
    return attempt.challenge(
        NEW_PASSWORD_REQUIRED,
        {
            "USER_ID_FOR_SRP": user.username,
            "requiredAttributes": json.dumps([PREFIX + name for name in missing], separators=(",", ":")),
            "userAttributes": json.dumps(user.attributes, separators=(",", ":")),
        },
    )


def answered(answer: Answer) -> Attempt:
    """The permanent password, with the attributes that were missing. Raises CognitoError."""
    attempt, password = answer.attempt, answer["NEW_PASSWORD"]
    call, pool, user = attempt.call, attempt.pool, attempt.user
    check_policy(pool, password)
    check_unused(pool, user, password)
    changed = _attributes(answer)
    answer.take()
    if changed:
        with pool.users.changing(user):
            user.attributes = {**user.attributes, **changed}
    make_permanent(call, pool, user, password)
    auth_events.note(call, pool, user, "PasswordChange", passed=True)
    return replace(attempt, trigger_source=issuing.NEW_PASSWORD)


def _attributes(answer: Answer) -> dict[str, str]:
    """The attributes that the answer gives. Raises CognitoError."""
    attempt = answer.attempt
    pool, user = attempt.pool, attempt.user
    values = answer.request.values
    given = {name.removeprefix(PREFIX): value for name, value in values.items() if name.startswith(PREFIX)}
    for name in attributes.missing_attributes(pool, user.attributes):
        if not given.get(name):
            raise invalid(f"Invalid attributes given, {name} is missing")
    required = {attribute["Name"] for attribute in pool.schema if attribute.get("Required")}
    for name in given:
        if name in required and user.attributes.get(name):
            raise not_authorized(f"Cannot modify an already provided {name}")
    attributes.check_writable(pool, attempt.client, given)
    changed = attributes.new_attributes(pool, given)
    aliases.check_free(pool, user, {**user.attributes, **changed})
    return changed
