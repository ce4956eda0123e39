"""`local start / stop / status / env / inbox`: the local engine as a background service."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from automation.cli.context import Context
from automation.errors import UsageError
from automation.terminal.reports import print_json, print_raw, print_table
from local import service
from local.plain_environment import as_exports, prepare
from local.service import ServiceStatus


def run(context: Context) -> int:
    """Exit code 1 from `status` where nothing runs."""
    action, port = context.arguments.options["action"], context.arguments.options.get("port")
    if port is not None and action != "start":
        raise UsageError("--port goes with `local start`.")
    modes = _modes(context.arguments.options)
    if modes and action != "start":
        raise UsageError("--quotas, --issuer, --tls and --allow-other-users go with `local start`.")
    if action != "inbox" and {"to", "wait"} & context.arguments.options.keys():
        raise UsageError("--to and --wait go with `local inbox`.")
    if context.arguments.options.get("follow") and action != "events":
        raise UsageError("--follow goes with `local events`.")
    if action in ("clock", "events", "snapshot", "restore"):
        from automation.commands import local_engine

        return local_engine.run(context)
    if context.arguments.options.get("value") is not None:
        raise UsageError(f"`local {action}` takes no {context.arguments.options['value']!r}.")
    if action == "inbox":
        from automation.commands import local_inbox

        return local_inbox.run(context)
    if action == "start":
        _print(context, service.start(context.root, port=port, modes=modes, say=context.console.say))
        return 0
    if action == "stop":
        service.stop(context.root)
        return 0
    if action == "env":
        variables = prepare(context.root, context.arguments.stack, context.arguments.region, context.console.say)
        if context.arguments.output == "json":
            print_json(context.stdout, variables)
        else:
            print_raw(context.stdout, as_exports(variables))
        return 0
    return _show_status(context)


def _modes(options: Mapping[str, Any]) -> dict[str, bool]:
    """Those that were asked for."""
    asked = {name: True for name in ("quotas", "tls", "allow_other_users") if options.get(name)}
    issuer = options.get("issuer")
    return {**asked, **({"issuer_is_local": issuer == "local"} if issuer else {})}


def _show_status(context: Context) -> int:
    status = service.status(context.root)
    if status is None:
        context.console.say("The local engine isn't running. Start it with `local start`.")
        return 1
    if status.problem is None and not service.answers(status):
        status = replace(status, problem="the engine doesn't answer")
    if status.problem:
        context.console.warn(f"The local engine is of no use: {status.problem}. Start it anew with `local start`.")
    _print(context, status)
    return int(status.problem is not None)


def _print(context: Context, status: ServiceStatus) -> None:
    rows = {
        "endpoint_url": status.endpoint_url,
        "console_url": status.console_url,
        "provider_port": status.provider_port,
        "pid": status.pid,
        **{name: getattr(status, name) for name in service.MODES},
    }
    if context.arguments.output == "json":
        print_json(context.stdout, rows)
    elif context.arguments.output == "raw":
        print_raw(context.stdout, status.endpoint_url)
    else:
        print_table(context.stdout, "The local engine is running", list(rows.items()))
