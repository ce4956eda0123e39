"""`serve`: an environment for a test suite, which asks for users and tokens in JSON lines on stdin until it ends.

The first line of the answer describes the environment; each request then gets a line. Stdin's end destroys everything,
so that nothing outlives the suite, however it ends.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from automation.cli.context import Context
from automation.commands.one_shot import report_object
from automation.errors import DriverError, UsageError
from automation.stacks.one_shot import Run, one_shot
from automation.stacks.variables import environment_variables
from automation.terminal.timings import Stopwatch
from automation.tokens.flows import Credentials
from automation.tokens.obtaining import Obtainer, Question
from automation.users.test_user import create_test_user, delete_user


def run(context: Context) -> int:
    """Answer requests until stdin ends."""
    if context.stdin.isatty():
        raise UsageError("`serve` is for programs, which write JSON lines to its stdin. People use --hold.")
    stopwatch = Stopwatch()
    with one_shot(context.plan(), context.arguments.options["flow"], context.runtime, stopwatch) as up:
        variables = environment_variables(
            up.environment, up.client, up.user, up.tokens, up.connection.program_variables
        )
        _write(context, {"environment": report_object(up, stopwatch), "variables": variables})
        handler = RequestHandler(up)
        for line in context.stdin:
            _write(context, handler.answer(line))
    return 0


class RequestHandler:
    """Answers one request at a time."""

    def __init__(self, up: Run) -> None:
        self._up = up
        self._cognito = up.connection.cognito()
        self._obtainer = Obtainer(up.environment, self._cognito, up.connection)
        self._actions: Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
            "create_user": self._create_user,
            "delete_user": self._delete_user,
            "tokens": self._tokens,
        }

    def answer(self, line: str) -> dict[str, Any]:
        """The answer to one line."""
        try:
            request = json.loads(line)
            action = self._actions[request["do"]]
        except (ValueError, TypeError, KeyError):
            return {"error": f"A request is a JSON object on one line with `do`: {', '.join(self._actions)}."}
        try:
            return action(request)
        except DriverError as error:
            return {"error": str(error)}

    def _create_user(self, request: Mapping[str, Any]) -> dict[str, Any]:
        user = create_test_user(
            self._cognito,
            self._up.environment.user_pool_id,
            username=request.get("username"),
            password=request.get("password"),
            groups=request.get("groups") or (),
            attributes=request.get("attributes") or {},
        )
        return {"user": user.to_dict()}

    def _delete_user(self, request: Mapping[str, Any]) -> dict[str, Any]:
        delete_user(self._cognito, self._up.environment.user_pool_id, str(request.get("username")))
        return {}

    def _tokens(self, request: Mapping[str, Any]) -> dict[str, Any]:
        found = self._obtainer.obtain(
            Question(
                client=request.get("client"),
                flow=request.get("flow"),
                scopes=tuple(request.get("scopes") or ()),
                credentials=Credentials(str(request.get("username")), str(request.get("password"))),
            )
        )
        return {**found.tokens.to_dict(), "claims": found.claims}


def _write(context: Context, answer: Mapping[str, Any]) -> None:
    context.stdout.write(json.dumps(answer) + "\n")
    context.stdout.flush()
