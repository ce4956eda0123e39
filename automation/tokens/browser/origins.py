"""Web origins (RFC 6454): the origin whose storage a sign-in is written to."""

from urllib.parse import SplitResult, urlsplit

from automation.environment import AppClient
from automation.errors import UsageError
from cognito_model.scopes import LOOPBACK_HOSTS

DEFAULT_PORTS = {"http": 80, "https": 443}
EXAMPLE = "http://127.0.0.1:5173"


def application_origin(client: AppClient, asked: str | None, *, allow_remote: bool = False) -> str:
    """The requested origin, or that of the client's first web callback URL.

    Raises UsageError where there is none, where it is no origin, or where it is neither this machine's nor of one of
    the client's callback URLs, unless `allow_remote`.
    """
    own = _callback_origins(client)
    if asked is None:
        if not own:
            raise UsageError(
                f"The application's origin isn't known, because the app client {client.name} has no web callback "
                f"URL. Give it with --origin, for example --origin {EXAMPLE}"
            )
        return own[0]
    origin = _origin(asked)
    host = urlsplit(origin).hostname
    if host not in LOOPBACK_HOSTS and origin not in own and not allow_remote:
        known = f" one of its callback URLs' ({', '.join(own)})," if own else ""
        raise UsageError(
            f"The origin {origin} is neither on this machine nor that of a callback URL of the app client "
            f"{client.name}, and whoever serves it would get the tokens. Give one on this machine, such as "
            f"{EXAMPLE},{known} or allow it with --allow-remote if it is yours."
        )
    return origin


def _callback_origins(client: AppClient) -> list[str]:
    return list(dict.fromkeys(filter(None, map(origin_of, client.callback_urls))))


def origin_of(url: str) -> str:
    """The origin of an address on the web; empty for any other."""
    parts = urlsplit(url)
    return _serialized(parts) if parts.scheme in DEFAULT_PORTS else ""


def _origin(text: str) -> str:
    try:
        parts = urlsplit(text)
        origin = _serialized(parts) if parts.scheme in DEFAULT_PORTS and parts.hostname else ""
    except ValueError:  # a port that is none
        origin = ""
    if not origin or any(one.isspace() for one in text):
        raise UsageError(f"--origin {text!r} isn't a web origin. Give a scheme, a host and a port: {EXAMPLE}")
    if parts.path.strip("/") or parts.query or parts.fragment or parts.username is not None:
        raise UsageError(f"--origin {text!r} has more than a scheme, a host and a port. This would pass: {origin}")
    return origin


def _serialized(parts: SplitResult) -> str:
    """RFC 6454 section 6.1: without the scheme's own port."""
    host = parts.hostname or ""
    host = f"[{host}]" if ":" in host else host
    port = parts.port
    return f"{parts.scheme}://{host}" + ("" if port in {None, DEFAULT_PORTS[parts.scheme]} else f":{port}")
