"""One request to the hosted pages, as their handlers see it."""

import hmac
import logging
import re
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl

from ministack.core.concurrency import run_reentrant
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from local.former.errors import CognitoError
from local.former.pages.authorization import PageError, RedirectError
from local.former.pages.rendering import FIXED_HEADERS, render

CSRF_COOKIE: Final = "XSRF-TOKEN"
CSRF_FIELD: Final = "_csrf"
LARGEST_FORM_BYTES: Final = 100_000
TOKEN: Final = re.compile(r"[\w-]{43}")


@dataclass(frozen=True)
class Visit:
    """What a browser sent."""

    method: str
    """GET, also for HEAD, or POST."""
    query: Mapping[str, str] = field(repr=False)
    form: Mapping[str, str] = field(repr=False)
    cookies: Mapping[str, str] = field(repr=False)
    csrf: str = field(repr=False)
    """What the page's forms carry: the cookie's value, or a new one."""

    def parameter(self, name: str) -> str:
        """A value from the form, or else from the address; empty where there is none."""
        return self.form.get(name) or self.query.get(name, "")


Handler = Callable[[Visit], Response]


def endpoint(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    """A handler as Starlette calls it: in a thread of its own, since an operation may call a Lambda trigger."""

    async def answer(request: Request) -> Response:
        try:
            body = await body_of(request)
        except PageError as error:
            return error_page(error)
        cookie = request.cookies.get(CSRF_COOKIE, "")
        visit = Visit(
            method="GET" if request.method == "HEAD" else request.method,
            query=dict(request.query_params),
            form=dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)),
            cookies=request.cookies,
            csrf=cookie if TOKEN.fullmatch(cookie) else secrets.token_urlsafe(32),
        )
        response: Response = await run_reentrant(_answer, handler, visit, cookie, thread_name="hosted-pages")
        if cookie != visit.csrf:
            response.set_cookie(CSRF_COOKIE, visit.csrf, httponly=True, samesite="lax")
        return response

    return answer


def redirect(location: str) -> Response:
    """Send the browser on, with GET."""
    return RedirectResponse(location, 302, FIXED_HEADERS)


def error_page(error: PageError) -> Response:
    """What went wrong, for the person."""
    return render("error.html", {"code": error.code, "message": error.message}, status=error.status)


def _answer(handler: Handler, visit: Visit, cookie: str) -> Response:
    try:
        if visit.method != "GET":
            _check_csrf(visit, cookie)
        return handler(visit)
    except RedirectError as error:
        return redirect(error.location)
    except PageError as error:
        return error_page(error)
    except CognitoError as error:
        return error_page(PageError(error.code, error.message))
    except Exception:
        logging.getLogger(__name__).exception("A hosted page failed")
        return error_page(PageError("server_error", "The page failed. The local engine's log says how.", 500))


def _check_csrf(visit: Visit, cookie: str) -> None:
    sent = visit.form.get(CSRF_FIELD, "")
    if not cookie or cookie != visit.csrf or not hmac.compare_digest(sent.encode(), cookie.encode()):
        raise PageError(
            "invalid_csrf_token",
            "The form doesn't belong to this browser's visit, or cookies are off. Go back to the application and try "
            "again.",
            403,
        )


async def body_of(request: Request, largest_bytes: int = LARGEST_FORM_BYTES) -> bytes:
    """What was posted. Raises PageError where it is too large."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > largest_bytes:
            raise PageError("invalid_request", "The form is too large.", 413)
    return body
