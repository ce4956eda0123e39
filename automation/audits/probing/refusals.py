"""What the API says, as an answer to compare and not as an exception."""

from collections.abc import Callable
from typing import Any, NamedTuple


class Answer(NamedTuple):
    """An operation's response; or the code and the message of its refusal."""

    response: dict[str, Any]
    code: str = ""
    message: str = ""

    def __str__(self) -> str:
        """The refusal in one line; empty where there is none. Cognito's messages repeat no secret."""
        return f"{self.code}: {self.message.rstrip('.')}" if self.code else ""


def asked(operation: Callable[..., dict[str, Any]], **parameters: Any) -> Answer:
    """Call an operation. Raises botocore's BotoCoreError where nobody answers."""
    from botocore.exceptions import ClientError

    try:
        return Answer(operation(**parameters))
    except ClientError as error:
        said = error.response.get("Error", {})
        return Answer({}, str(said.get("Code", "")), str(said.get("Message", "")))
