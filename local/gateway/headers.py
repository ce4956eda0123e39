"""Which headers pass a gateway."""

import os
import time
from collections.abc import Iterable
from typing import Final

Header = tuple[bytes, bytes]

HOP_BY_HOP: Final = frozenset(
    {
        b"connection",
        b"expect",  # the gateway has answered it
        b"keep-alive",
        b"proxy-authenticate",
        b"proxy-authorization",
        b"proxy-connection",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
    }
)
"""What is between two ends of one connection (RFC 9110 section 7.6.1)."""
OIDC: Final = b"x-amzn-oidc-"
TRACE: Final = b"x-amzn-trace-id"


def end_to_end(headers: Iterable[Header]) -> list[Header]:
    """What is passed on: neither hop-by-hop headers nor those that `Connection` names."""
    found = [(name.lower(), value) for name, value in headers]
    named = {word.strip().lower() for name, value in found if name == b"connection" for word in value.split(b",")}
    return [(name, value) for name, value in found if name not in HOP_BY_HOP and name not in named]


def without(headers: Iterable[Header], names: Iterable[bytes]) -> list[Header]:
    """All but those of these names, however they are spelt."""
    unwanted = {spelling(name) for name in names}
    return [(name, value) for name, value in headers if spelling(name) not in unwanted]


def without_identity(headers: Iterable[Header]) -> list[Header]:
    """All but what a load balancer says of users: nobody else may."""
    return [(name, value) for name, value in headers if not spelling(name).startswith(OIDC)]


def spelling(name: bytes) -> bytes:
    """A name as CGI and WSGI see it: there `X_User` and `X-User` are the same."""
    return name.lower().replace(b"_", b"-")


def text_value(text: str) -> bytes:
    """A text as a header's value: control characters are none."""
    return "".join(" " if ord(one) < ord(" ") or one == "\x7f" else one for one in text).strip().encode()


def trace_id() -> bytes:
    """A request's `X-Amzn-Trace-Id`."""
    return f"Root=1-{int(time.time()):08x}-{os.urandom(12).hex()}".encode()
