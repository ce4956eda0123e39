"""What the gateway says in place of the back end, and why it can't start."""

from dataclasses import dataclass

from local.errors import LocalEngineError


class GatewayError(LocalEngineError):
    """The gateway can't be set up so."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer of the gateway's own."""

    status: int
    body: bytes = b""
    content_type: bytes = b"application/json"
    headers: tuple[tuple[bytes, bytes], ...] = ()


class RefusedError(Exception):
    """A request that the back end doesn't get to see."""

    def __init__(self, reply: Reply, why: str) -> None:
        super().__init__(why)
        self.reply = reply
        self.why = why
        """For whoever runs the gateway; no token is in it."""


class CutOffError(Exception):
    """An answer that has begun and can't be ended; the text says why."""
