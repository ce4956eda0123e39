"""Leaving: the log-out, and pages that say that something went wrong."""

from local.cognito.pages import authorization, paths
from local.cognito.pages.errors import PageError
from local.cognito.pages.rendering import error_page
from local.cognito.pages.replies import Reply, redirect
from local.cognito.pages.sessions import cookie_name, end_session
from local.cognito.pages.visit import Visit

MAX_SHOWN: int = 100


def log_out(visit: Visit) -> Reply:
    """GET /logout: to `logout_uri`, or with `redirect_uri` to the sign-in page ("Logout endpoint")."""
    asking = authorization.known_client(visit, visit.query.get("client_id", ""))
    name = cookie_name(asking.pool)
    logout_uri, redirect_uri = visit.query.get("logout_uri"), visit.query.get("redirect_uri")
    if logout_uri:
        if logout_uri not in (asking.client.settings.get("LogoutURLs") or []):
            raise PageError("invalid_request", f"{logout_uri} is not among the sign-out URLs of the app client.")
        reply = redirect(logout_uri)
    elif redirect_uri:
        reply = redirect(authorization.read(visit).url(paths.LOGIN))
    else:
        raise PageError("invalid_request", "Required String parameters: logout_uri, or redirect_uri.")
    with visit.engine.calling(asking.pool) as call:
        end_session(call, asking.pool, visit.cookies.get(name, ""))
    reply.cookies[name] = ""
    return reply


def error(visit: Visit) -> Reply:
    """GET /error. What the address says is shown as a code, not as our words."""
    code = visit.query.get("error", "server_error")[:MAX_SHOWN]
    return error_page(PageError(code, "The request couldn't be answered."))
