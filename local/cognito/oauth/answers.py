"""What the endpoints are asked, what they answer, and how they refuse (RFC 6749 sections 5.1 and 5.2)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

from local.cognito.json_types import JsonObject


@dataclass(frozen=True, slots=True)
class OAuthRequest:
    """What an endpoint was asked."""

    method: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    """By lower-case name."""
    form: Mapping[str, str] = field(default_factory=dict, repr=False)
    """The parameters, of the form and of the address."""
    body: bytes = field(default=b"", repr=False)
    """As it came; of interest where it is no form."""
    pool_id: str = ""
    """The user pool that the address names; empty where it names none."""
    context: JsonObject = field(default_factory=dict, repr=False)
    """`address` and `user_agent` of who asks."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An endpoint's answer; no content is no body."""

    content: Mapping[str, Any] | None = field(repr=False)
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


class OAuthError(Exception):
    """A refusal: `error` as the RFC names it, with the description that Cognito gives, if any."""

    def __init__(
        self, error: str, description: str = "", status: int = 400, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(f"{error}: {description}" if description else error)
        content = {"error": error, **({"error_description": description} if description else {})}
        self.answer = Answer(content, status, headers or {})


def refuse_method(allowed: str) -> NoReturn:
    """Raise OAuthError for a method that an endpoint doesn't know: 405, as HTTP has it."""
    raise OAuthError("invalid_request", status=405, headers={"Allow": allowed})
