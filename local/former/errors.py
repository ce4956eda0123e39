"""How Cognito says no."""


class CognitoError(Exception):
    """An operation's error answer: code and message as Cognito words them."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        """`code` such as `InvalidParameterException`; `status` is the HTTP status."""
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status
