"""Adding a passkey ("/passkeys/add", which managed login has and the classic hosted UI hasn't)."""

import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from local.cognito.authentication import passkeys
from local.cognito.call import Call
from local.cognito.errors import CognitoError, invalid
from local.cognito.json_types import JsonObject
from local.cognito.messages.texts import shown_username
from local.cognito.pages import authorization, paths
from local.cognito.pages.authorization import Authorization
from local.cognito.pages.errors import PageError
from local.cognito.pages.problems import Problem
from local.cognito.pages.rendering import render
from local.cognito.pages.replies import Reply, redirect
from local.cognito.pages.sessions import find_session
from local.cognito.pages.visit import Visit
from local.cognito.store.users import User

SCRIPT: str = "add_passkey.js"


def add(visit: Visit) -> Reply:
    """GET and POST /passkeys/add: for whom the browser's session is, who is asked to sign in first without one."""
    request = authorization.read(visit)
    authorization.check_pages(request)
    if not request.is_managed_login:
        raise PageError(
            "invalid_request", "The classic hosted UI has no page for passkeys. Managed login has one.", 404
        )
    session = find_session(visit, request.pool)
    user = None if session is None else request.pool.users.by_sub(session.sub)
    if user is None:
        return redirect(request.url(paths.LOGIN))
    with visit.engine.calling(request.pool) as call:
        if visit.method == "GET":
            return _page(visit, request, call, user)
        try:
            client = request.pool.clients[request.asking.app_client_id]
            passkeys.check_enabled(request.pool)
            passkeys.register(call, request.pool, user, client, _credential(visit))
        except CognitoError as error:
            return _page(visit, request, call, user, [Problem(error.message)])
    return redirect(request.redirect_uri)


def _credential(visit: Visit) -> JsonObject:
    try:
        found: Any = json.loads(visit.form.get("credential", ""))
    except (ValueError, RecursionError) as error:
        raise invalid(passkeys.NOT_A_REGISTRATION) from error
    if not isinstance(found, dict):
        raise invalid(passkeys.NOT_A_REGISTRATION)
    return found


def _page(visit: Visit, request: Authorization, call: Call, user: User, problems: Iterable[Problem] = ()) -> Reply:
    try:
        passkeys.check_enabled(request.pool)
        client = request.pool.clients[request.asking.app_client_id]
        shown = shown_username(request.pool, user)
        options = passkeys.creation_options(call, request.pool, user, client, shown)
    except CognitoError as error:
        raise PageError(error.code, error.message) from error
    values = {
        "visit": visit,
        "request": request,
        "problems": list(problems),
        "username": shown,
        "options": json.dumps(options),
        "action": request.url(paths.ADD_PASSKEY),
        "later": quote(request.redirect_uri, safe=":/?&=%"),
    }
    return render("add_passkey.html", values, script=SCRIPT)
