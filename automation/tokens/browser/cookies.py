"""The cookies of the hosted UI's session, as a sign-in there leaves them in a browser (RFC 6265)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from http.cookiejar import Cookie

    import requests

SESSION: Final = -1
"""Playwright's expiry of a cookie that lasts until the browser is closed."""
SAME_SITE: Final = {"strict": "Strict", "lax": "Lax", "none": "None"}


@dataclass(frozen=True, slots=True)
class HostedCookie:
    """A cookie of the hosted UI."""

    name: str
    value: str = field(repr=False)
    domain: str
    """With a dot in front where subdomains get it too."""
    path: str
    expires: int
    """Seconds since 1970, or `SESSION`."""
    is_http_only: bool
    is_secure: bool
    same_site: str
    """`Strict`, `Lax` or `None`; browsers take `Lax` where a cookie doesn't say (RFC 6265bis section 5.5)."""

    def to_playwright(self) -> dict[str, Any]:
        """A member of `cookies` in Playwright's storage state. Secret."""
        return {
            "name": self.name,
            "value": self.value,
            "domain": self.domain,
            "path": self.path,
            "expires": self.expires,
            "httpOnly": self.is_http_only,
            "secure": self.is_secure,
            "sameSite": self.same_site,
        }


def hosted_cookies(http: "requests.Session", hosted_ui_url: str) -> tuple[HostedCookie, ...]:
    """The hosted UI's cookies in an HTTP session."""
    host = urlsplit(hosted_ui_url).hostname or ""
    return tuple(_hosted_cookie(one, host) for one in http.cookies)


def _hosted_cookie(cookie: "Cookie", host: str) -> HostedCookie:
    attributes = _attributes(cookie)
    return HostedCookie(
        cookie.name,
        cookie.value or "",
        # http.cookiejar calls a host without a dot `localhost.local`.
        cookie.domain if cookie.domain_specified or cookie.domain != f"{host}.local" else host,
        cookie.path,
        SESSION if cookie.expires is None else cookie.expires,
        is_http_only="httponly" in attributes,
        is_secure=cookie.secure,
        same_site=SAME_SITE.get(attributes.get("samesite", "").lower(), "Lax"),
    )


def _attributes(cookie: "Cookie") -> Mapping[str, str]:
    """Those that http.cookiejar doesn't know, by their name in lower case."""
    rest: dict[str, str | None] = vars(cookie).get("_rest") or {}
    return {name.lower(): value or "" for name, value in rest.items()}
