"""Refuses what Cognito refuses, before an operation sees it."""

from typing import Any


def check(operation: str, parameters: dict[str, Any]) -> None:
    """Raise CognitoError where Cognito would refuse the request for its form or for what its members say together."""
