"""HTTP as ASGI has it: bodies of bounded size, and answers."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from typing import Any, Final

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Header = tuple[bytes, bytes]

MAX_BODY_BYTES: Final = 4_000_000
"""Branding's assets are the largest that Cognito takes: 2 MB in a request, a third more as base64."""
MAX_DIGITS: Final = 12
"""Of a body's length: more are no number to reckon with."""


class BodyTooLargeError(Exception):
    """A request's body is larger than it may be."""


class ClientGoneError(Exception):
    """The client has closed the connection before its request was whole."""


async def read_body(scope: Scope, receive: Receive, limit: int = MAX_BODY_BYTES) -> bytes:
    """A request's body. Raises BodyTooLargeError as soon as it is known, ClientGoneError."""
    announced = header(scope, b"content-length")
    if announced.isdigit() and (len(announced) > MAX_DIGITS or int(announced) > limit):
        raise BodyTooLargeError
    message = await receive()
    body: bytes = message.get("body", b"")
    if message["type"] == "http.disconnect":
        raise ClientGoneError
    if len(body) > limit:
        raise BodyTooLargeError
    if not message.get("more_body"):
        return body
    parts, size = [body], len(body)
    while message.get("more_body"):
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGoneError
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > limit:
            raise BodyTooLargeError
    return b"".join(parts)


async def answer(send: Send, status: int, body: bytes, content_type: bytes, headers: Iterable[Header] = ()) -> None:
    """Answer a request whole."""
    sent = [(b"content-type", content_type), (b"content-length", str(len(body)).encode()), *headers]
    await send({"type": "http.response.start", "status": status, "headers": sent})
    await send({"type": "http.response.body", "body": body})


def header(scope: Scope, name: bytes) -> bytes:
    """A header's value, by its lower-case name; empty where it isn't there."""
    for key, value in scope["headers"]:
        if key == name:
            found: bytes = value
            return found
    return b""


def text_headers(scope: Scope) -> Mapping[str, str]:
    """All headers as text, by lower-case name."""
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
