"""A pasted token, decoded, with what would be wrong with it. It is sent nowhere, and kept nowhere."""

import json
from typing import Any, Final

from local.cognito.console import moments
from local.cognito.console.replies import REFUSED, Reply
from local.cognito.console.requests import ConsoleRequest
from local.cognito.console.tables import Cell, Row, Table, cell, code
from local.cognito.console.token_checks import Expected, Judgement, is_number, judge
from local.cognito.json_types import JsonObject
from local.cognito.pages.problems import Problem
from local.cognito.tokens.jwt import InvalidTokenError

TIMES: Final = frozenset({"exp", "iat", "nbf", "auth_time"})
LAST_MOMENT: Final = 253_402_300_799
"""The end of the year 9999: a calendar has no more."""
EITHER: Final = (("", "access or ID token"), ("access", "access token"), ("id", "ID token"))


def show(request: ConsoleRequest) -> Reply:
    """GET and POST /_console/token."""
    typed = request.typed
    token = "".join(typed["token"].removeprefix("Bearer ").split())
    judgement: Judgement | None = None
    problems: list[Problem] = []
    if request.is_sent:
        expected = Expected(typed["use"], typed["client"], tuple(typed["scope"].split()))
        try:
            judgement = judge(request.engine, token, expected)
        except InvalidTokenError as error:
            problems = [Problem(str(error), "token")]
    return request.page(
        "token.html",
        REFUSED if problems else 200,
        uses=EITHER,
        clients=[("", "any client"), *_clients(request)],
        typed=typed,
        problems=problems,
        judgement=judgement,
        tables=[] if judgement is None else _tables(judgement),
    )


def _clients(request: ConsoleRequest) -> list[tuple[str, str]]:
    pools = list(request.engine.store.pools.values())
    return [(one.id, f"{one.name} of {pool.name} ({one.id})") for pool in pools for one in list(pool.clients.values())]


def _tables(judgement: Judgement) -> list[Table]:
    checks: list[Row] = [
        (cell(one.name), Cell("wrong" if one.is_wrong else "ok", is_bad=one.is_wrong), Cell(_text(one.text)))
        for one in judgement.checks
    ]
    return [
        Table("Checks", ("Check", "Outcome", "Why"), checks),
        Table("Claims", ("Name", "Value"), _rows(judgement.claims)),
        Table("Header", ("Name", "Value"), _rows(judgement.header)),
    ]


def _rows(members: JsonObject) -> list[Row]:
    return [
        (code(_text(name)), Cell(_text(_shown(value)), note=_moment(name, value))) for name, value in members.items()
    ]


def _shown(value: Any) -> str:
    try:
        return value if isinstance(value, str) else json.dumps(value)
    except RecursionError:
        return "(nested too deep to be shown)"


def _moment(name: str, value: Any) -> str:
    return moments.shown(value) if name in TIMES and is_number(value) and 0 <= value <= LAST_MOMENT else ""


def _text(value: str) -> str:
    """A text that can be sent: JSON's escapes may be half of a surrogate pair."""
    return value.encode(errors="replace").decode()
