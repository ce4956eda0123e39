"""`local clock / events / snapshot / restore`: the running local engine, looked at and moved."""

import json
import time
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from automation.cli.context import Context
from automation.errors import DriverError, UsageError
from automation.terminal.reports import print_columns, print_json, print_outcome, print_raw, print_table
from local import service

if TYPE_CHECKING:
    from local.cognito.control.client import EngineControl


def run(context: Context) -> int:
    """Exit code 1 where no engine runs."""
    action = str(context.arguments.options["action"])
    with_value: Mapping[str, Callable[[Context, EngineControl, str | None], None]] = {
        "clock": _clock,
        "events": _events,
        "snapshot": _snapshot,
        "restore": _restore,
    }
    with_value[action](context, _control(context), context.arguments.options.get("value"))
    return 0


def _control(context: Context) -> "EngineControl":
    """The engine of this checkout, which has proved that it is that. Raises DriverError where none runs."""
    status = service.status(context.root)
    if status is None or status.problem:
        raise DriverError("The local engine isn't running. Start it with `local start`.")
    return service.control(context.root, status)


def _clock(context: Context, control: "EngineControl", value: str | None) -> None:
    if value is None:
        found = control.clock()
    elif value == "reset":
        found = control.set_clock(offset_s=0)
    elif value[:1] in {"+", "-"}:
        found = control.advance_clock(value)
    else:
        found = control.set_clock(now=value)
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(float(found["now"])))
    if context.arguments.output == "json":
        print_json(context.stdout, {"now": now, "offset_s": found["offset_s"]})
    elif context.arguments.output == "raw":
        print_raw(context.stdout, now)
    else:
        print_table(context.stdout, "The engine's clock", [("now", now), ("ahead by", f"{found['offset_s']:g} s")])


def _events(context: Context, control: "EngineControl", value: str | None) -> None:
    if value is not None:
        raise UsageError("`local events` doesn't take a value.")
    follow, output = bool(context.arguments.options.get("follow")), context.arguments.output
    events: Iterable[Mapping[str, Any]] = control.follow() if follow else control.events()["events"]
    if output == "json" and not follow:
        print_json(context.stdout, events)
        return
    for event in events:
        context.stdout.write(_line(event, output))
        context.stdout.flush()


def _line(event: Mapping[str, Any], output: str) -> str:
    if output in ("json", "raw"):
        return json.dumps(event) + "\n"
    at = time.strftime("%H:%M:%S", time.localtime(float(event.get("at") or 0)))
    facts = (event.get(name) for name in ("operation", "trigger", "user_pool_id", "client_id", "username", "error"))
    return f"{at}  {'  '.join(str(fact) for fact in facts if fact)}\n"


def _snapshot(context: Context, control: "EngineControl", value: str | None) -> None:
    if value is None:
        print_columns(context.stdout, context.arguments.output, "name", control.snapshots())
        return
    made = control.snapshot(value)
    context.console.done(f"saved the engine's state as {made['name']}")
    print_outcome(context.stdout, context.arguments.output, made)


def _restore(context: Context, control: "EngineControl", value: str | None) -> None:
    if value is None:
        names = ", ".join(str(one["name"]) for one in control.snapshots()) or (
            "none yet; make one with `local snapshot NAME`"
        )
        raise UsageError(f"`local restore` needs the name of a snapshot. Snapshots: {names}.")
    control.restore(value)
    context.console.done(f"restored the engine's state from the snapshot {value}")
    print_outcome(context.stdout, context.arguments.output, {"restored": value})
