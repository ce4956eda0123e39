"""A request to the console, and what a form has to show before it changes anything."""

import hmac
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Final, TypeAlias

from local.cognito.console.replies import Reply, page
from local.cognito.engine import Engine
from local.cognito.http import Scope, header
from local.cognito.json_types import JsonObject
from local.cognito.pages.visit import CSRF_FIELD
from local.cognito.store.pools import UserPool
from local.cognito.store.users import User

OTHER_ORIGIN: Final = "The console only accepts forms from its own pages, and this one comes from elsewhere."
OTHER_USER: Final = (
    "The console only accepts forms from the engine's own user. Other users sign requests with the engine's key."
)
OLD_FORM: Final = "The form isn't from a page of this engine, which may have been restarted. Open the page again."


@dataclass(frozen=True, slots=True)
class ConsoleRequest:
    """What a browser sent."""

    engine: Engine = field(repr=False)
    csrf: str = field(default="", repr=False)
    """What the page's forms carry."""
    method: str = "GET"
    """GET, also for HEAD, or POST."""
    names: tuple[str, ...] = ()
    """What the path names: a pool, a user, an action."""
    query: Mapping[str, str] = field(default_factory=dict, repr=False)
    form: Mapping[str, str] = field(default_factory=dict, repr=False)
    context: JsonObject = field(default_factory=dict, repr=False)
    """`address` and `user_agent`."""

    @property
    def is_sent(self) -> bool:
        """Whether a form was sent."""
        return self.method == "POST"

    @property
    def typed(self) -> Mapping[str, str]:
        """What was typed into a form, to be shown again; empty of what wasn't."""
        return defaultdict(str, self.form)

    def page(self, template: str, status: int = 200, **values: object) -> Reply:
        """A page, whose forms will be taken."""
        return page(self.engine, template, status, visit=self, **values)


Handler: TypeAlias = Callable[[ConsoleRequest], Reply]


def why_no_form(scope: Scope) -> str | None:
    """Why a request may not change anything, whatever it carries; None where it may.

    The page must be of this very origin: one of another port is another site's to a form, though cookies and
    `Sec-Fetch-Site: same-site` know no ports. Whoever else may look (`--allow-other-users`) signs to change something.
    """
    if not scope.get("own_user", False):
        return OTHER_USER
    origin, host = header(scope, b"origin"), header(scope, b"host")
    if origin:
        is_own = origin == scope.get("scheme", "http").encode() + b"://" + host
    else:
        is_own = header(scope, b"sec-fetch-site") == b"same-origin"
    return None if is_own else OTHER_ORIGIN


def is_own_form(form: Mapping[str, str], csrf: str) -> bool:
    """Whether a form carries what only the console's own pages know."""
    return hmac.compare_digest(form.get(CSRF_FIELD, "").encode(), csrf.encode())


def of_pool(handle: Callable[[ConsoleRequest, UserPool], Reply]) -> Handler:
    """A handler about the pool that the path names; not found where there is none."""

    @wraps(handle)
    def handler(request: ConsoleRequest) -> Reply:
        pool = request.engine.store.pools.get(request.names[0])
        if pool is None:
            return request.page("missing.html", 404, title="No such user pool", missing=f"User pool {request.names[0]}")
        return handle(request, pool)

    return handler


def of_user(handle: Callable[[ConsoleRequest, UserPool, User], Reply]) -> Handler:
    """A handler about the user whose sub the path names; not found where there is none."""

    @wraps(handle)
    def of_user_of(request: ConsoleRequest, pool: UserPool) -> Reply:
        with pool.lock:
            user = pool.users.by_sub(request.names[1])
        if user is None:
            missing = f"User {request.names[1]} of {pool.name}"
            return request.page("missing.html", 404, title="No such user", missing=missing)
        return handle(request, pool, user)

    return of_pool(of_user_of)


def call(request: ConsoleRequest, pool: UserPool, operation: str, **parameters: object) -> JsonObject:
    """Call an operation as an administrator of the pool calls it. Raises CognitoError."""
    given = {"UserPoolId": pool.id, **parameters}
    return request.engine.call(operation, given, region=pool.region, context=request.context)
