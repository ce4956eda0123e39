"""`serve`: an environment for a test suite, which asks for users and tokens in JSON lines on stdin until it ends.

The first line of the answer describes the environment; each request then gets a line. Stdin's end destroys everything,
so that nothing outlives the suite, however it ends.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

import requests

from automation.commands import Context
from automation.commands.one_shot import report_object
from automation.errors import DriverError, UsageError
from automation.stacks.one_shot import Bench, Run, one_shot
from automation.stacks.variables import environment_variables
from automation.terminal.timings import Stopwatch
from automation.tokens.flows import Credentials, FlowRequest, choose_flow, run_flow
from automation.tokens.verification import Verifier
from automation.users.test_user import create_test_user, delete_user


def run(context: Context) -> int:
    """Answer requests until stdin ends."""
    if context.stdin.isatty():
        raise UsageError("`serve` is for programs, which write JSON lines to its stdin. People use --hold.")
    stopwatch = Stopwatch()
    bench = Bench(context.workspaces(), context.console, context.signals, stopwatch)
    with one_shot(context.plan(), context.arguments.options["flow"], bench) as up, requests.Session() as http:
        http.trust_env = up.connection.endpoint_url is None
        variables = environment_variables(
            up.environment, up.client, up.user, up.tokens, up.connection.program_variables
        )
        _write(context, {"environment": report_object(up, stopwatch), "variables": variables})
        desk = _Desk(up, http)
        for line in context.stdin:
            _write(context, desk.answer(line))
    return 0


class _Desk:
    """Answers one request at a time."""

    def __init__(self, up: Run, http: requests.Session) -> None:
        self._up, self._http = up, http
        self._cognito = up.connection.cognito()
        self._actions: Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
            "create_user": self._create_user,
            "delete_user": self._delete_user,
            "tokens": self._tokens,
        }

    def answer(self, line: str) -> dict[str, Any]:
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
        environment = self._up.environment
        client = environment.client(request.get("client"))
        flow = choose_flow(client, request.get("flow"))
        credentials = Credentials(str(request.get("username")), str(request.get("password")))
        scopes = tuple(request.get("scopes") or ())
        tokens = run_flow(flow, FlowRequest(environment, client, credentials, scopes, self._cognito, self._http))
        return {**tokens.to_dict(), "claims": Verifier(environment, self._http).verify_set(tokens)}


def _write(context: Context, answer: Mapping[str, Any]) -> None:
    context.stdout.write(json.dumps(answer) + "\n")
    context.stdout.flush()
