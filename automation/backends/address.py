"""The address of a back end: one of this machine, unless somebody says otherwise."""

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from automation.errors import UsageError

PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Address:
    """Where requests go."""

    scheme: str
    host: str
    port: int
    target: str
    """Path and query."""
    netloc: str

    def __str__(self) -> str:
        """As it was given, without a fragment."""
        return f"{self.scheme}://{self.netloc}{self.target}"


def parse_address(text: str, *, allow_remote: bool = False) -> Address:
    """The address of an http or https URL. Raises UsageError where it is none, or one that tokens mustn't go to."""
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port, parts = "", None, urlsplit("")
    is_plain = text.isascii() and text.isprintable() and " " not in text
    if parts.scheme not in PORTS or not host or not is_plain:
        raise UsageError(f"{text[:200]!r} isn't the address of a back end. Give one such as http://127.0.0.1:8000/me.")
    if "@" in parts.netloc:
        raise UsageError(
            "The back end's address contains a user name or a password. Leave it out: it wouldn't be sent."
        )
    if not allow_remote and not is_here(host):
        raise UsageError(
            f"{host} isn't this machine, and genuine tokens would be sent there. Nothing was sent. If the back end "
            "is yours, allow it with --allow-remote."
        )
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Address(parts.scheme, host, port or PORTS[parts.scheme], target, parts.netloc)


def is_here(host: str) -> bool:
    """Whether a host is this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
