"""`local start / stop / status / env / inbox / gateway`: the local engine as a background service."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from automation.cli.context import Context
from automation.errors import UsageError
from automation.terminal.masking import mask_secrets
from automation.terminal.reports import print_answer, print_json, print_outcome, print_raw
from local import service
from local.errors import EngineError
from local.plain_environment import as_exports, prepare
from local.service import ServiceStatus


def run(context: Context) -> int:
    """Exit code 1 from `status` where nothing runs."""
    action = str(context.arguments.options["action"])
    _check_options(context, action)
    if action in IN_THE_ENGINE:
        from automation.commands import local_engine

        return local_engine.run(context)
    return ACTIONS[action](context)


def _check_options(context: Context, action: str) -> None:
    """Raise UsageError for an option that goes with another action."""
    options = context.arguments.options
    for name, (spelling, actions) in GO_WITH.items():
        if options.get(name) is not None and action not in actions:
            raise UsageError(f"{spelling} is an option of {' and '.join(f'`local {one}`' for one in actions)}.")
    value = options.get("value")
    if value is not None and action not in IN_THE_ENGINE:
        raise UsageError(f"`local {action}` doesn't take {value!r}.")


def _start(context: Context) -> int:
    port, modes = context.arguments.options.get("port"), _modes(context.arguments.options)
    _print(context, service.start(context.root, port=port, modes=modes, say=context.console.say))
    return 0


def _stop(context: Context) -> int:
    stopped = service.stop(context.root)
    print_outcome(context.stdout, context.arguments.output, {"stopped": bool(stopped)})
    return 0


def _env(context: Context) -> int:
    arguments = context.arguments
    variables = prepare(context.root, arguments.stack, arguments.region, context.console.say, config=arguments.config)
    if context.arguments.output == "json":
        print_json(context.stdout, variables)
    else:
        mask_secrets(variables)
        print_raw(context.stdout, as_exports(variables))
    return 0


def _inbox(context: Context) -> int:
    from automation.commands import local_inbox

    return local_inbox.run(context)


def _gateway(context: Context) -> int:
    from automation.commands import local_gateway

    return local_gateway.run(context)


def _modes(options: Mapping[str, Any]) -> dict[str, bool]:
    """Those that were asked for."""
    asked = {name: True for name in ("quotas", "tls", "allow_other_users") if options.get(name)}
    issuer = options.get("issuer")
    return {**asked, **({"issuer_is_local": issuer == "local"} if issuer else {})}


def _status(context: Context) -> int:
    status = service.status(context.root)
    if status is None:
        raise EngineError("The local engine isn't running. Start it with `local start`.")
    if status.problem is None and not service.answers(context.root, status):
        status = replace(status, problem="the engine isn't responding")
    if status.problem:
        context.console.warn(f"The local engine can't be used: {status.problem}. Restart it with `local start`.")
    _print(context, status)
    return int(status.problem is not None)


def _print(context: Context, status: ServiceStatus) -> None:
    rows = {
        "endpoint_url": status.endpoint_url,
        "console_url": status.console_url,
        "provider_port": status.provider_port,
        "pid": status.pid,
        **{name: getattr(status, name) for name in service.MODES},
        **({"authority_file": status.authority_file} if status.tls else {}),
    }
    print_answer(context.stdout, context.arguments.output, "The local engine is running", rows, raw="endpoint_url")


IN_THE_ENGINE = ("clock", "events", "snapshot", "restore")
GO_WITH = {
    "port": ("--port", ("start", "gateway")),
    "quotas": ("--quotas", ("start",)),
    "issuer": ("--issuer", ("start",)),
    "tls": ("--tls", ("start",)),
    "allow_other_users": ("--allow-other-users", ("start",)),
    "to": ("--to", ("inbox", "gateway")),
    "wait": ("--wait", ("inbox",)),
    "follow": ("--follow", ("events",)),
    **{
        name: (f"--{name.replace('_', '-')}", ("gateway",))
        for name in (
            *("mode", "client", "scope", "route", "public", "claim_header"),
            *("on_unauthenticated", "session_timeout"),
        )
    },
}
"""By option: how it is written, and which actions it goes with."""
ACTIONS = {"start": _start, "stop": _stop, "status": _status, "env": _env, "inbox": _inbox, "gateway": _gateway}
