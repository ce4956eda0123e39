"""The pages as an ASGI application: Cognito's paths to their handlers, in threads, since triggers may be slow."""

import logging
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Final

from local.cognito.errors import CognitoError
from local.cognito.federation.sign_in import Federation
from local.cognito.http import (
    BodyTooLargeError,
    Receive,
    Scope,
    Send,
    answer,
    read_body,
)
from local.cognito.pages import leaving, passkeys, paths
from local.cognito.pages.errors import PageError, RedirectError
from local.cognito.pages.noting import note
from local.cognito.pages.recovery import Recovery
from local.cognito.pages.rendering import error_page
from local.cognito.pages.replies import HTML, Reply, redirect
from local.cognito.pages.sign_in import SignIn
from local.cognito.pages.sign_up import SignUp
from local.cognito.pages.steps import Steps
from local.cognito.pages.visit import CSRF_COOKIE, Handler, Visit

if TYPE_CHECKING:
    from local.cognito.engine import Engine
    from local.cognito.workers import Workers

MAX_FORM_BYTES: Final = 200_000
"""A SAML response fits as well."""
GET: Final = frozenset({"GET"})
POST: Final = frozenset({"POST"})
BOTH: Final = GET | POST
LOGGER: Final = logging.getLogger(__name__)


class PagesApp:
    """Answers the pages' requests; knows who is half-way through signing in."""

    def __init__(self, engine: "Engine", workers: "Workers") -> None:
        self._engine = engine
        self._workers = workers
        steps = Steps()
        federation = Federation.of(engine)
        sign_in = SignIn(steps, federation.start)
        sign_up, recovery = SignUp(steps, sign_in), Recovery(steps, sign_in)
        self._routes: Mapping[str, tuple[Handler, frozenset[str]]] = {
            paths.AUTHORIZE: (sign_in.authorize, GET),
            paths.LOGIN: (sign_in.login, BOTH),
            paths.CHALLENGE: (sign_in.challenge, BOTH),
            paths.SIGN_UP: (sign_up.sign_up, BOTH),
            paths.CONFIRM: (sign_up.confirm, BOTH),
            paths.CONFIRM_BY_LINK: (sign_up.confirm_by_link, GET),
            paths.RESEND_CODE: (sign_up.resend, POST),
            paths.FORGOT_PASSWORD: (recovery.forgot, BOTH),
            paths.CONFIRM_FORGOT_PASSWORD: (recovery.confirm_forgot, BOTH),
            paths.ADD_PASSKEY: (passkeys.add, BOTH),
            paths.LOG_OUT: (partial(leaving.log_out, federation.way_out), GET),
            paths.ERROR: (leaving.error, GET),
            paths.OIDC_RESPONSE: (federation.answer_oidc, GET),
            paths.SAML_RESPONSE: (federation.answer_saml, BOTH),
            paths.SAML_LOG_OUT: (federation.left, GET),
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, by the ASGI specification."""
        handler, methods = self._routes[scope["path"]]
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        if method not in methods:
            allow = ", ".join(sorted(methods)).encode()
            await answer(send, 405, b"This page doesn't know the method.\n", b"text/plain", [(b"allow", allow)])
            return
        try:
            visit = Visit.of(self._engine, scope, await read_body(scope, receive, MAX_FORM_BYTES))
        except BodyTooLargeError:
            reply = error_page(PageError("invalid_request", "The form is too large.", 413))
            reply.headers["Connection"] = "close"
        except PageError as error:
            reply = error_page(error)
        else:
            reply = await self._workers.run(partial(_reply, handler, visit, scope["path"]))
        await answer(send, reply.status, reply.body, HTML, reply.sent_headers(is_https=scope.get("scheme") == "https"))


def _reply(handler: Handler, visit: Visit, path: str) -> Reply:
    events = visit.engine.events
    events.enter()
    try:
        reply = _handled(handler, visit, path)
        note(visit, path, reply)
    finally:
        events.leave()
    # Another site's form comes without the cookie that the browser has: a new one would take its place.
    if visit.cookies.get(CSRF_COOKIE) != visit.csrf and path != paths.SAML_RESPONSE:
        reply.cookies[CSRF_COOKIE] = visit.csrf
    return reply


def _handled(handler: Handler, visit: Visit, path: str) -> Reply:
    try:
        if visit.method == "POST" and path != paths.SAML_RESPONSE:  # an identity provider's page has no token of ours
            visit.check_csrf()
        return handler(visit)
    except RedirectError as error:
        return redirect(error.location)
    except PageError as error:
        return error_page(error)
    except CognitoError as error:
        return error_page(PageError(error.code, error.message))
    except Exception:
        LOGGER.exception("The page %s failed", path)
        return error_page(PageError("server_error", "The page failed. The local engine's log has the details.", 500))
