"""How calling a function fails, and what Cognito makes of it.

The texts are those of public reports: "PreSignUp failed with error X.", "PostAuthentication invocation failed due to
error Socket timeout while invoking Lambda function.", "PreTokenGeneration invocation failed due to error
AccessDeniedException.", "Unrecognizable lambda output", "Invalid lambda function output : Invalid JSON".
"""

from typing import Final

from local.cognito.errors import CognitoError

UNRECOGNIZABLE: Final = "Unrecognizable lambda output"
INVALID_JSON: Final = "Invalid lambda function output : Invalid JSON"
SOCKET_TIMEOUT: Final = "Socket timeout while invoking Lambda function"
ACCESS_DENIED: Final = "AccessDeniedException"
TOO_MANY_REQUESTS: Final = "TooManyRequestsException"
NO_LONGER_SERVED: Final = "the function is no longer served"


class FunctionRaisedError(Exception):
    """The function raised, didn't load, or ended its process; the text is Lambda's `errorMessage`."""


class FunctionTimedOutError(Exception):
    """The function didn't answer in time."""


class InvocationFailedError(Exception):
    """There was no invocation; the text is the error's code in Lambda's API, such as `ResourceNotFoundException`."""


def user_lambda_validation(trigger: str, message: str) -> CognitoError:
    """The function raised an error whose text is `message`."""
    return CognitoError("UserLambdaValidationException", f"{trigger} failed with error {message}.")


def unexpected_lambda(trigger: str, reason: str) -> CognitoError:
    """The function couldn't be invoked, or didn't answer in time."""
    return CognitoError("UnexpectedLambdaException", f"{trigger} invocation failed due to error {reason}.")


def invalid_lambda_response(text: str = UNRECOGNIZABLE) -> CognitoError:
    """What the function answered isn't what Cognito expects of the trigger."""
    return CognitoError("InvalidLambdaResponseException", text)
