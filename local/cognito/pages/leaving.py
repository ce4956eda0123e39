"""Leaving: the log-out, and pages that say that something went wrong."""

from collections.abc import Callable

from local.cognito.pages import authorization, paths
from local.cognito.pages.errors import PageError
from local.cognito.pages.rendering import error_page
from local.cognito.pages.replies import Reply, redirect
from local.cognito.pages.sessions import cookie_name, end_session, find_session
from local.cognito.pages.visit import Visit
from local.cognito.store.sign_ins import HostedUiSession

MAX_SHOWN: int = 100


def log_out(way_out: Callable[[Visit, HostedUiSession | None, str], str], visit: Visit) -> Reply:
    """GET /logout: to `logout_uri`, or with `redirect_uri` to the sign-in page ("Logout endpoint").

    `way_out` says where the browser goes first, given the session that ends and where it is to end up.
    """
    asking = authorization.known_client(visit, visit.query.get("client_id", ""))
    name = cookie_name(asking.pool)
    logout_uri, redirect_uri = visit.query.get("logout_uri"), visit.query.get("redirect_uri")
    if logout_uri:
        if logout_uri not in (asking.client.settings.get("LogoutURLs") or []):
            raise PageError("invalid_request", f"{logout_uri} is not among the sign-out URLs of the app client.")
        target = logout_uri
    elif redirect_uri:
        target = authorization.read(visit).url(paths.LOGIN)
    else:
        raise PageError("invalid_request", "Required String parameters: logout_uri, or redirect_uri.")
    session = find_session(visit, asking.pool)
    with visit.engine.calling(asking.pool) as call:
        end_session(call, asking.pool, visit.cookies.get(name, ""))
    reply = redirect(way_out(visit, session, target))
    reply.cookies[name] = ""
    return reply


def error(visit: Visit) -> Reply:
    """GET /error. What the address says is shown as a code, not as our words."""
    code = visit.query.get("error", "server_error")[:MAX_SHOWN]
    return error_page(PageError(code, "The request couldn't be processed."))
