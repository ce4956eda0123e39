"""Handles the requests of `serve`: one JSON object per line, one response each (docs/serve.md)."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeAlias

from automation.stacks.one_shot import Run
from automation.terminal.masking import mask
from automation.tokens.browser.planning import BrowserWish, plan_browser
from automation.tokens.challenges.answers import Answers
from automation.tokens.flows import NOBODY, Credentials, FlowOptions
from automation.tokens.made_tokens import Demand, hostile_tokens, meeting, scopes_to_ask_for
from automation.tokens.obtaining import Obtainer, Question, VerifiedTokens
from automation.users.test_user import TestUser, create_test_user, delete_user
from cognito_model.errors import UserFacingError
from cognito_model.redirect_uris import is_redirect_uri
from cognito_model.token_validity import MAX_ACCESS_TOKEN_S

PROTOCOL: Final = 1
"""Grows when something that was right becomes wrong; members and calls may be added without."""
MAX_LINE: Final = 1_000_000
"""Characters of a request."""

Members: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True)
class Shape:
    """The required type of a request's member."""

    words: str
    fits: Callable[[Any], bool]


TEXT: Final = Shape("a string that isn't empty", lambda value: isinstance(value, str) and bool(value))
TEXTS: Final = Shape(
    "a list of strings", lambda value: isinstance(value, list) and all(isinstance(one, str) for one in value)
)
TEXT_MAP: Final = Shape(
    "an object whose values are strings",
    lambda value: isinstance(value, dict) and all(isinstance(one, str) for one in value.values()),
)
LIFETIME: Final = Shape(
    f"a whole number of seconds from 1 to {MAX_ACCESS_TOKEN_S}",
    lambda value: type(value) is int and 1 <= value <= MAX_ACCESS_TOKEN_S,
)
BOOLEAN: Final = Shape("true or false", lambda value: isinstance(value, bool))
USE: Final = Shape("access or id", lambda value: isinstance(value, str) and value in {"access", "id"})
IDENTIFIER: Final = Shape("a string or a whole number", lambda value: type(value) in {str, int})
RESOURCE: Final = Shape(
    "an https URL, one on this machine or one with an application's own scheme, without a fragment",
    lambda value: isinstance(value, str) and is_redirect_uri(value),
)
WHOSE: Final[Mapping[str, Shape]] = {"user": TEXT, "password": TEXT, "client": TEXT, "flow": TEXT}
MEMBERS: Final[Mapping[str, Mapping[str, Shape]]] = {
    "create_user": {"username": TEXT, "password": TEXT, "groups": TEXTS, "attributes": TEXT_MAP},
    "delete_user": {"username": TEXT},
    "tokens": {**WHOSE, "scopes": TEXTS, "resource": RESOURCE, "expires_in": LIFETIME},
    "storage_state": {
        **WHOSE,
        "scopes": TEXTS,
        "libraries": TEXTS,
        "origin": TEXT,
        "authority": TEXT,
        "allow_remote": BOOLEAN,
    },
    "hostile_tokens": {**WHOSE, "use": USE, "scope": TEXT, "group": TEXT, "resource": RESOURCE},
    "variables": {},
    "end": {},
}
"""The calls, and their members besides `do` and `id`; null is as good as none."""


class RequestError(Exception):
    """An invalid request."""


@dataclass
class _KnownUser:
    """A user who was created in this session, with what the next sign-in needs."""

    user: TestUser
    news: dict[str, Any] = field(default_factory=dict, repr=False)


class RequestHandler:
    """Answers one request at a time."""

    def __init__(self, up: Run, variables: Mapping[str, str]) -> None:
        self.is_over = False
        """Whether the suite has said that it is enough."""
        self._up = up
        self._variables = variables
        self._cognito = up.connection.cognito()
        self._obtainer = Obtainer(up.environment, up.connection.cognito, up.connection)
        self._users = {up.user.username: _KnownUser(up.user)}
        self._calls: Mapping[str, Callable[[Members], dict[str, Any]]] = {
            "create_user": self._create_user,
            "delete_user": self._delete_user,
            "tokens": self._tokens,
            "storage_state": self._storage_state,
            "hostile_tokens": self._hostile_tokens,
            "variables": self._tell_variables,
            "end": self._end,
        }

    def answer(self, line: str) -> dict[str, Any]:
        """The response to one line: `ok`, the result or an `error`, and the request's `id`. Never raises."""
        request: dict[str, Any] = {}
        try:
            request = _parsed(line)
            call = self._calls[_checked(request)]
            result: dict[str, Any] = {"ok": True, **call(request)}
        except RequestError as error:
            result = {"ok": False, "error": {"code": "invalid_request", "text": str(error)}}
        except UserFacingError as error:  # the driver's own, and the local engine's
            result = {"ok": False, "error": {"code": error.code, "text": str(error)}}
        known = IDENTIFIER.fits(request.get("id"))
        return {**({"id": request["id"]} if known else {}), **result}

    def _create_user(self, request: Members) -> dict[str, Any]:
        user = create_test_user(
            self._cognito,
            self._up.environment.user_pool_id,
            username=request.get("username"),
            password=request.get("password"),
            groups=request.get("groups") or (),
            attributes=request.get("attributes") or {},
        )
        self._users[user.username] = _KnownUser(user)
        return {"user": user.to_dict()}

    def _delete_user(self, request: Members) -> dict[str, Any]:
        username = request.get("username")
        if username is None:
            raise RequestError("`delete_user` needs a `username`.")
        delete_user(self._cognito, self._up.environment.user_pool_id, username)
        self._users.pop(username, None)
        return {}

    def _tokens(self, request: Members) -> dict[str, Any]:
        found = self._obtained(request, tuple(request.get("scopes") or ()), request.get("expires_in"))
        return {**found.tokens.to_dict(), "claims": dict(found.claims), "flow": found.flow}

    def _storage_state(self, request: Members) -> dict[str, Any]:
        client, scopes = self._up.environment.client(request.get("client")), tuple(request.get("scopes") or ())
        wish = BrowserWish(
            tuple(dict.fromkeys(request.get("libraries") or ())),
            request.get("origin"),
            request.get("authority"),
            bool(request.get("allow_remote")),
        )
        plan = plan_browser(self._up.environment, client, wish, request.get("flow"), scopes)
        found = self._obtained({**request, "flow": plan.flow}, scopes)
        mask(*(cookie.value for cookie in found.tokens.hosted_cookies))
        browser = plan.carry_out(request.get("user") or self._up.user.username, found.tokens, found.claims)
        return {
            "storage_state": browser.to_playwright(),
            "init_script": browser.init_script(),
            "origin": browser.origin,
            "tokens": found.tokens.to_dict(),
            "flow": plan.flow,
        }

    def _hostile_tokens(self, request: Members) -> dict[str, Any]:
        demand = Demand(request.get("use") or "access", request.get("scope") or "", request.get("group") or "")
        connection = self._up.connection
        found = self._obtained(request, scopes_to_ask_for(demand, connection))
        good = meeting(found.tokens, demand, connection)
        made = hostile_tokens(self._up.environment, good, demand, connection)
        return {"tokens": [one.to_json() for one in made]}

    def _obtained(self, request: Members, scopes: tuple[str, ...], expires_in: int | None = None) -> VerifiedTokens:
        options = FlowOptions(resource=request.get("resource"))
        question = Question(request.get("client"), request.get("flow"), scopes, options=options, expires_in=expires_in)
        credentials, answers = NOBODY, Answers()
        if self._obtainer.asks_for_a_user(question):
            credentials, answers = self._who(request)
        return self._obtainer.obtain(replace(question, credentials=credentials, answers=answers))

    def _who(self, request: Members) -> tuple[Credentials, Answers]:
        """The user who signs in, with what is known about their second factor."""
        name = request.get("user") or self._up.user.username
        known = self._users.get(name)
        password = request.get("password") or (known.user.password if known else "")
        if not password:
            raise RequestError(
                f"The password of {name!r} isn't known. Create the user with `create_user`, or give `password`."
            )
        known = known or _KnownUser(TestUser(name, name, password))

        def keep(_username: str, news: Mapping[str, Any]) -> None:
            known.news.update(news)
            self._users[name] = known

        kept = known.news
        answers = Answers(totp_secret=kept.get("totp_secret"), keep=keep)
        return Credentials(name, kept.get("password") or password), answers

    def _tell_variables(self, _request: Members) -> dict[str, Any]:
        return {"variables": dict(self._variables)}

    def _end(self, _request: Members) -> dict[str, Any]:
        self.is_over = True
        return {}


def _parsed(line: str) -> dict[str, Any]:
    if len(line) > MAX_LINE:
        raise RequestError(f"The request is longer than {MAX_LINE:,} characters.")
    try:
        request = json.loads(line)
    except (ValueError, RecursionError):
        raise RequestError("A request must be a JSON object on one line. This line isn't valid JSON.") from None
    if not isinstance(request, dict):
        raise RequestError("A request must be a JSON object on one line.")
    return request


def _checked(request: Members) -> str:
    """The call of a request. Raises RequestError for unknown members and wrong types."""
    call = request.get("do")
    if not isinstance(call, str) or call not in MEMBERS:
        raise RequestError(f"`do` must be one of {', '.join(MEMBERS)}; it is {json.dumps(call)[:80]}.")
    shapes = {"id": IDENTIFIER, **MEMBERS[call]}
    for name, value in request.items():
        if name == "do":
            continue
        if name not in shapes:
            known = ", ".join(shapes)
            raise RequestError(f"`{call}` has no member {name[:80]!r}. Its members: {known}.")
        if value is not None and not shapes[name].fits(value):
            raise RequestError(f"`{name}` of `{call}` must be {shapes[name].words}.")
    return call
