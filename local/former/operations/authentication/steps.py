"""What comes after each passed factor, until there are tokens."""

import json
from dataclasses import replace
from typing import Final

from local.former.errors import CognitoError
from local.former.operations.authentication import device_keys, lockout, mfa, ministack, passwords, tokens
from local.former.operations.authentication.attempt import Answer, Attempt
from local.former.operations.types import Result

PREFIX: Final = "userAttributes."
"""Of attributes in NEW_PASSWORD_REQUIRED's parameters and answers."""


def after_password(attempt: Attempt) -> Result:
    """The password was right: a temporary one is to be replaced, then comes the second factor."""
    if attempt.user.get("UserStatus") != "FORCE_CHANGE_PASSWORD":
        return after_first_factor(attempt)
    found = ministack.attributes(attempt.user)
    shown = {name: value for name, value in found.items() if name != "sub"}
    return attempt.challenge(
        "NEW_PASSWORD_REQUIRED",
        {
            "USER_ID_FOR_SRP": attempt.user["Username"],
            "requiredAttributes": json.dumps([PREFIX + name for name in _missing(attempt)]),
            "userAttributes": json.dumps(shown),
        },
    )


def answer_new_password(answer: Answer) -> Result:
    """The permanent password, with the attributes that were missing."""
    attempt = answer.attempt
    password = answer["NEW_PASSWORD"]
    check_new_password(attempt, password)
    given = {name.removeprefix(PREFIX): value for name, value in answer.responses.items() if name.startswith(PREFIX)}
    for name in _missing(attempt):
        if not given.get(name):
            raise CognitoError("InvalidParameterException", f"Invalid attributes given, {name} is missing")
    required = {one["Name"] for one in attempt.pool.get("SchemaAttributes", []) if one.get("Required")}
    if any(name in required and name in ministack.attributes(attempt.user) for name in given):
        raise CognitoError("NotAuthorizedException", "Cannot modify an already provided email")
    passwords.replace(attempt.pool, attempt.user, password)
    ministack.set_attributes(attempt.user, given)
    ministack.note_event(attempt.pool, attempt.user, "PasswordChange", passed=True)
    return after_first_factor(replace(attempt, trigger=tokens.NEW_PASSWORD))


def check_new_password(attempt: Attempt, password: str) -> None:
    """Raise CognitoError where a password breaks the pool's policy, or is one of the user's last ones."""
    problems = ministack.password_problems(attempt.pool, password)
    if problems:
        raise CognitoError("InvalidPasswordException", f"Password did not conform with policy: {'; '.join(problems)}")
    passwords.check_unused(attempt.pool, attempt.user, password)


def after_first_factor(attempt: Attempt) -> Result:
    """A remembered device, or MFA, or tokens.

    A remembered device stands for MFA where the pool says so (DeviceConfigurationType, ChallengeRequiredOnNewDevice).
    """
    device = device_keys.remembered(attempt.pool, attempt.user, attempt.device_key)
    if device and attempt.pool["DeviceConfiguration"].get("ChallengeRequiredOnNewDevice"):
        return _device_challenge(attempt)
    return mfa.challenge(attempt) or after_second_factor(attempt)


def after_second_factor(attempt: Attempt) -> Result:
    """A remembered device, or tokens."""
    if device_keys.remembered(attempt.pool, attempt.user, attempt.device_key):
        return _device_challenge(attempt)
    return complete(attempt)


def complete(attempt: Attempt, device_key: str = "") -> Result:
    """Tokens; and a new device's key where the pool tracks devices and none has proved itself."""
    lockout.passed(attempt.user)
    ministack.note_event(attempt.pool, attempt.user, "SignIn", passed=True)
    new = device_keys.new(attempt.pool) if device_keys.tracks(attempt.pool) and not device_key else ""
    result = tokens.issue(
        attempt.pool,
        attempt.client,
        attempt.user,
        device_key=device_key or new,
        trigger_source=attempt.trigger,
        client_metadata=dict(attempt.metadata),
    )
    if new:
        result["NewDeviceMetadata"] = {"DeviceKey": new, "DeviceGroupKey": device_keys.group(new)}
    return {"ChallengeParameters": {}, "AuthenticationResult": result}


def _device_challenge(attempt: Attempt) -> Result:
    username = attempt.user["Username"]
    return attempt.challenge("DEVICE_SRP_AUTH", {"DEVICE_KEY": attempt.device_key, "USERNAME": username})


def _missing(attempt: Attempt) -> list[str]:
    """The attributes that the pool requires and the user lacks; the sub is Cognito's to give."""
    found = ministack.attributes(attempt.user)
    schema = attempt.pool.get("SchemaAttributes", [])
    return [
        one["Name"] for one in schema if one.get("Required") and one["Name"] != "sub" and not found.get(one["Name"])
    ]
