"""`serve`: an environment for a test suite in any language, which asks in JSON lines on stdin until it ends.

The first line of the answer describes the environment and the protocol's version; each request then gets a line,
whatever is wrong with it. Stdin's end destroys everything, so that nothing outlives the suite, however it ends.
docs/serve.md has the protocol.
"""

import json
from collections.abc import Mapping
from typing import Any

from automation.cli.context import Context
from automation.commands.one_shot import report_object
from automation.errors import UsageError
from automation.stacks.one_shot import Wanted, one_shot
from automation.stacks.request_handler import PROTOCOL, RequestHandler
from automation.stacks.variables import environment_variables
from automation.terminal.masking import mask_secrets
from automation.terminal.timings import Stopwatch


def run(context: Context) -> int:
    """Answer requests until one of them, or the end of stdin, says that it is enough."""
    if context.stdin.isatty():
        raise UsageError("`serve` is for programs that write JSON lines to its stdin. On a terminal, use --hold.")
    stopwatch = Stopwatch()
    with one_shot(context.plan(), Wanted(context.arguments.options["flow"]), context.runtime, stopwatch) as up:
        variables = environment_variables(
            up.environment, up.client, up.user, up.tokens, up.connection.program_variables
        )
        described = {"environment": report_object(up, stopwatch), "variables": variables}
        _write(context, {"protocol": PROTOCOL, "ok": True, **described})
        handler = RequestHandler(up, variables)
        for line in context.stdin:
            if line.strip():
                _write(context, handler.answer(line))
            if handler.is_over:
                break
    return 0


def _write(context: Context, answer: Mapping[str, Any]) -> None:
    mask_secrets(answer)
    context.stdout.write(json.dumps(answer) + "\n")
    context.stdout.flush()
