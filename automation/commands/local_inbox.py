"""`local inbox`: what Cognito would have sent by mail and SMS."""

import time

from automation.cli.context import Context
from automation.errors import DriverError
from automation.targets.pool_connection import http_session
from automation.terminal.reports import print_json, print_raw
from local import service
from local.service import ServiceStatus

PAUSE_S = 0.25
TIMEOUT_S = 10


def run(context: Context) -> int:
    """List the messages, newest first; with --wait, wait for the first one. Exit code 1 where there is none by then."""
    options = context.arguments.options
    status = service.status(context.root)
    if status is None or status.problem:
        raise DriverError("The local engine isn't running, so there is no inbox. Start it with `local start`.")
    deadline = time.monotonic() + float(options.get("wait") or 0)
    while not (found := _messages(status, options.get("to"))) and time.monotonic() < deadline:
        time.sleep(PAUSE_S)
    if context.arguments.output == "json":
        print_json(context.stdout, found)
    elif context.arguments.output == "raw":
        for one in found:
            print_raw(context.stdout, one["code"] or one["body"])
    else:
        _print(context, found)
    if found:
        return 0
    if not options.get("wait"):
        context.console.say("The inbox is empty.")
        return 0
    context.console.say(f"No message arrived within {options['wait']:g} s.")
    return 1


def _messages(status: ServiceStatus, to: str | None) -> list[dict[str, str]]:
    import requests  # for its errors

    with http_session(status.authority_file, is_own_address=True) as http:
        try:
            answer = http.get(f"{status.endpoint_url}/inbox.json", params={"to": to or ""}, timeout=TIMEOUT_S)
            answer.raise_for_status()
        except requests.RequestException as error:
            raise DriverError(
                f"The local engine's inbox at {status.endpoint_url}/inbox didn't respond ({type(error).__name__}). "
                "Restart the engine with `local stop` and `local start`."
            ) from None
        found: list[dict[str, str]] = answer.json()["messages"]
        return found


def _print(context: Context, messages: list[dict[str, str]]) -> None:
    for one in messages:
        sent = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(float(one["at"])))
        head = f"{sent}  {one['medium']} to {one['destination']}: {one['subject'] or one['trigger']}"
        body = "".join(f"  {line}\n" for line in one["body"].splitlines())
        context.stdout.write(f"{head}\n{body}")
    context.stdout.flush()
