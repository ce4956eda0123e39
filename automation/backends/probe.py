"""One request to a back end: its status and nothing more, bounded in time whatever answers."""

import http.client
import socket
import ssl
import threading
from dataclasses import dataclass
from functools import cache

from automation.backends.address import Address
from automation.terminal.duration import in_words


@dataclass(frozen=True)
class Answer:
    """What a back end said to one request."""

    status: int | None
    """None where nothing came that is HTTP."""
    problem: str = ""
    """Why not, in words that follow the back end's address."""
    refused_connection: bool = False
    """Whether nobody listens."""
    location: str = ""
    """Where it redirects to."""


@dataclass(frozen=True)
class Probe:
    """How a back end is asked."""

    address: Address
    method: str = "GET"
    header: str = "Authorization"
    """The header that carries the token."""
    scheme: str = "Bearer"
    """Before the token in it; empty for none."""
    timeout_s: float = 10.0

    def send(self, value: str) -> Answer:
        """Send one request with that value of the header, without the header where it is empty. Never follows."""
        connection = self._connection()
        too_late = threading.Event()
        watch = threading.Timer(self.timeout_s, _cut_off, [connection, too_late])  # who drips bytes is slow too
        watch.daemon = True
        watch.start()
        try:
            headers = {"Accept": "*/*", "Connection": "close", **({self.header: value} if value else {})}
            connection.request(self.method, self.address.target, headers=headers)
            reply = connection.getresponse()  # the body, however large, is nobody's business
        except (OSError, http.client.HTTPException, ValueError) as error:
            return self._too_slow() if too_late.is_set() or isinstance(error, TimeoutError) else _failure(error)
        else:
            return self._too_slow() if too_late.is_set() else _answer(reply)
        finally:
            watch.cancel()
            connection.close()

    def _connection(self) -> http.client.HTTPConnection:
        host, port = self.address.host, self.address.port
        if self.address.scheme == "https":
            return http.client.HTTPSConnection(host, port, timeout=self.timeout_s, context=_trusted())
        return http.client.HTTPConnection(host, port, timeout=self.timeout_s)

    def _too_slow(self) -> Answer:
        return Answer(None, f"didn't respond within {in_words(self.timeout_s)} (--timeout)")


def _answer(reply: http.client.HTTPResponse) -> Answer:
    return Answer(reply.status, location=reply.getheader("Location") or "")


def _failure(error: Exception) -> Answer:
    if isinstance(error, ConnectionRefusedError):
        return Answer(None, "isn't listening: start it first", refused_connection=True)
    if isinstance(error, ssl.SSLCertVerificationError):
        return Answer(None, f"has a certificate that isn't trusted ({error.verify_message}); see SSL_CERT_FILE")
    if isinstance(error, http.client.RemoteDisconnected | ConnectionResetError):
        return Answer(None, "closed the connection without a response")
    if isinstance(error, OSError):
        return Answer(None, f"can't be reached ({error.strerror or type(error).__name__})")
    return Answer(None, f"didn't respond with HTTP ({type(error).__name__})")


@cache
def _trusted() -> ssl.SSLContext:
    """The system's authorities, read once."""
    return ssl.create_default_context()


def _cut_off(connection: http.client.HTTPConnection, too_late: threading.Event) -> None:
    """End whatever a thread waits for on a connection."""
    too_late.set()
    try:
        if connection.sock is not None:
            connection.sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass  # it is over already
