"""What was wrong with a form, each with the field that it is about."""

from dataclasses import dataclass
from typing import Final

from local.cognito.errors import CognitoError

FIELDS: Final = {
    "UsernameExistsException": "username",
    "UserNotFoundException": "username",
    "InvalidPasswordException": "password",
    "PasswordHistoryPolicyViolationException": "password",
    "CodeMismatchException": "code",
    "ExpiredCodeException": "code",
    "EnableSoftwareTokenMFAException": "code",
}
"""What errors of Cognito are about."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that was wrong."""

    text: str
    """A sentence."""
    field: str = ""
    """The field's name; empty where it is about none, or all."""


def problem_of(error: CognitoError, **names: str) -> Problem:
    """Cognito's refusal as a problem; `names` are those of the form's fields where they aren't Cognito's words."""
    about = FIELDS.get(error.code, "")
    return Problem(error.message, names.get(about, about))
