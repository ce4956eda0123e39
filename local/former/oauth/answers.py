"""What the endpoints answer, and how they refuse (RFC 6749 sections 5.1 and 5.2)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Request:
    """What an endpoint was asked."""

    method: str
    headers: Mapping[str, str] = field(repr=False)
    """By lower-case name."""
    form: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True)
class Answer:
    """An endpoint's answer; no content is no body."""

    content: Mapping[str, Any] | None = field(repr=False)
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


class OAuthError(Exception):
    """A refusal: `error` as RFC 6749 names it, with the description that Cognito gives, if any."""

    def __init__(self, error: str, description: str = "", status: int = 400) -> None:
        super().__init__(error)
        self.answer = Answer({"error": error, **({"error_description": description} if description else {})}, status)
