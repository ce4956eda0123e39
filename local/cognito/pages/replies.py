"""What the pages answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from local.cognito.http import Header

HTML: Final = b"text/html; charset=utf-8"
FOUND: Final = 302
FIXED_HEADERS: Final[Mapping[str, str]] = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",  # a code or a user name in an address stays here; forms still send their Origin
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@dataclass
class Reply:
    """An answer before it is sent; cookies may be added."""

    status: int = 200
    body: bytes = field(default=b"", repr=False)
    headers: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict, repr=False)
    """By name; an empty value takes a cookie away."""

    def sent_headers(self, *, is_https: bool) -> list[Header]:
        """All headers, Content-Type and -Length apart."""
        found = [(name.lower().encode(), value.encode("latin-1", "replace")) for name, value in self.headers.items()]
        found += [(name.lower().encode(), value.encode()) for name, value in FIXED_HEADERS.items()]
        ending = f"Path=/; HttpOnly; SameSite=lax{'; Secure' if is_https else ''}"
        for name, value in self.cookies.items():
            gone = "" if value else "Max-Age=0; "
            found.append((b"set-cookie", f"{name}={value}; {gone}{ending}".encode()))
        return found


def redirect(location: str) -> Reply:
    """Send the browser on, with GET."""
    return Reply(FOUND, headers={"Location": _ascii(location)})


def _ascii(location: str) -> str:
    from urllib.parse import quote

    return quote(location, safe="!#$%&'()*+,/:;=?@[]~")  # what is quoted stays so
