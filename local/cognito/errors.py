"""How Cognito says no."""


class CognitoError(Exception):
    """An operation's error answer: code and message as Cognito words them."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        """`code` such as `InvalidParameterException`; `status` is the HTTP status."""
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status


def invalid(message: str) -> CognitoError:
    """The error for what can't be asked for."""
    return CognitoError("InvalidParameterException", message)


def not_found(message: str) -> CognitoError:
    """The error for what doesn't exist, users apart."""
    return CognitoError("ResourceNotFoundException", message)


def not_authorized(message: str) -> CognitoError:
    """The error for whom it isn't allowed."""
    return CognitoError("NotAuthorizedException", message)


def user_not_found() -> CognitoError:
    """The error for a user who doesn't exist."""
    return CognitoError("UserNotFoundException", "User does not exist.")
