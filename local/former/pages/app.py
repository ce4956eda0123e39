"""The ASGI application of the hosted pages: Cognito's paths to their handlers."""

from typing import Final

from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from local.former.pages import federation
from local.former.pages.accounts import Accounts
from local.former.pages.authorization import PageError
from local.former.pages.sessions import Steps
from local.former.pages.sign_in import SignIn
from local.former.pages.visit import Handler, Visit, endpoint, error_page

BOTH: Final = ("GET", "POST")


def make_app() -> Starlette:
    """The application, with nobody half-way through signing in."""
    steps = Steps()
    sign_in = SignIn(steps)
    accounts = Accounts(steps, sign_in)
    handlers: list[tuple[str, Handler, tuple[str, ...]]] = [
        ("/oauth2/authorize", sign_in.authorize, ("GET",)),
        ("/login", sign_in.login, BOTH),
        ("/challenge", sign_in.challenge, BOTH),
        ("/signup", accounts.sign_up, BOTH),
        ("/confirmUser", accounts.confirm, BOTH),
        ("/resendcode", accounts.resend, ("POST",)),
        ("/forgotPassword", accounts.forgot, BOTH),
        ("/confirmForgotPassword", accounts.confirm_forgot, BOTH),
        ("/logout", accounts.log_out, ("GET",)),
        ("/error", _error, ("GET",)),
    ]
    return Starlette(
        routes=[
            *(Route(path, endpoint(handler), methods=methods) for path, handler, methods in handlers),
            Route("/oauth2/idpresponse", federation.respond, methods=BOTH),
            Route("/saml2/idpresponse", federation.respond, methods=("POST",)),
        ]
    )


def _error(visit: Visit) -> Response:
    """GET /error. What the address says is shown as a code, not as our words."""
    return error_page(PageError(visit.query.get("error", "server_error")[:100], "The request couldn't be answered."))


app: Final = make_app()
