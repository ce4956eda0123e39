"""One request to the pages, as their handlers see it."""

import hmac
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Self, TypeAlias
from urllib.parse import parse_qsl

from local.cognito.http import Scope, header
from local.cognito.json_types import JsonObject
from local.cognito.pages.errors import PageError
from local.cognito.pages.replies import Reply

if TYPE_CHECKING:
    from local.cognito.engine import Engine

CSRF_COOKIE: Final = "XSRF-TOKEN"
CSRF_FIELD: Final = "_csrf"
CSRF_TOKEN: Final = re.compile(r"[\w-]{43}", re.ASCII)
MAX_FIELDS: Final = 200


@dataclass(frozen=True, slots=True)
class Visit:
    """What a browser sent."""

    engine: "Engine" = field(repr=False)
    method: str
    """GET, also for HEAD, or POST."""
    query: Mapping[str, str] = field(default_factory=dict, repr=False)
    form: Mapping[str, str] = field(default_factory=dict, repr=False)
    cookies: Mapping[str, str] = field(default_factory=dict, repr=False)
    csrf: str = field(default="", repr=False)
    """What the page's forms carry: the cookie's value, or a new one."""
    host: str = ""
    """The host that was asked, with its port."""
    origin: str = ""
    """Of the page that sent a form; empty where the browser doesn't say."""
    context: JsonObject = field(default_factory=dict, repr=False)
    """`address` and `user_agent`."""

    @classmethod
    def of(cls, engine: "Engine", scope: Scope, body: bytes) -> Self:
        """A request that has come in whole (ASGI). Raises PageError for too many fields."""
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        cookies = cookies_of(header(scope, b"cookie").decode("latin-1"))
        return cls(
            engine=engine,
            method=method,
            query=parameters(scope["query_string"]),
            form=parameters(body) if method == "POST" else {},
            cookies=cookies,
            csrf=csrf_token(cookies),
            host=header(scope, b"host").decode("latin-1"),
            origin=header(scope, b"origin").decode("latin-1"),
            context={
                "address": (scope.get("client") or ("",))[0],
                "user_agent": header(scope, b"user-agent").decode("latin-1"),
            },
        )

    def parameter(self, name: str) -> str:
        """A value from the form, or else from the address; empty where there is none."""
        return self.form.get(name) or self.query.get(name, "")

    def check_csrf(self) -> None:
        """Raise PageError for a form that isn't one of the browser's own pages."""
        sent, cookie = self.form.get(CSRF_FIELD, ""), self.cookies.get(CSRF_COOKIE, "")
        from_here = not self.origin or self.origin.partition("://")[2] == self.host
        if (
            not from_here
            or not cookie
            or cookie != self.csrf
            or not hmac.compare_digest(sent.encode(), cookie.encode())
        ):
            raise PageError(
                "invalid_csrf_token",
                "The form belongs to another browser session, or cookies are off. Go back to the application and "
                "try again.",
                403,
            )


Handler: TypeAlias = Callable[[Visit], Reply]


def parameters(text: bytes) -> dict[str, str]:
    """The parameters of an address or a form. Raises PageError: none may come twice (RFC 6749 section 3.1)."""
    try:
        pairs = parse_qsl(text.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MAX_FIELDS)
    except ValueError as error:
        raise PageError("invalid_request", f"A request can have at most {MAX_FIELDS} parameters.") from error
    found = dict(pairs)
    if len(found) != len(pairs):
        raise PageError("invalid_request", "A parameter was given more than once.")
    return found


def cookies_of(header: str) -> dict[str, str]:
    """The cookies that a browser sends (RFC 6265 section 4.2.1)."""
    pairs = (one.strip().partition("=") for one in header.split(";"))
    return {name: value for name, separator, value in pairs if separator}


def csrf_token(cookies: Mapping[str, str]) -> str:
    """The browser's token, or a new one where it has none of the form."""
    known = cookies.get(CSRF_COOKIE, "")
    return known if CSRF_TOKEN.fullmatch(known) else secrets.token_urlsafe(32)
