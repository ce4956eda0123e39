"""No command: a one-shot environment, reported, held or lent to a program, and destroyed."""

import sys
from collections.abc import Mapping
from typing import Any, TextIO

from automation.cli.context import Context
from automation.stacks.one_shot import LIFETIME_S, Run, Wanted, hold, one_shot
from automation.stacks.program_runner import check_program, run_program
from automation.stacks.variables import environment_variables
from automation.terminal.reports import print_columns, print_json, print_secret, print_table
from automation.terminal.timings import Stopwatch


def run(context: Context) -> int:
    """Exit code 0, or PROGRAM's own."""
    options, program = context.arguments.options, context.arguments.program
    if options["count"] is not None:
        return _run_many(context, options["count"])
    if program:
        check_program(list(program))
    stopwatch = Stopwatch()
    code = 0
    with one_shot(context.plan(), wanted(options), context.runtime, stopwatch, options["ttl"]) as up:
        if options["hold"]:
            ttl_s = _longest(options["ttl"], up)
            hold(up.environment, ttl_s, context.console, lambda: _report(context, up, stopwatch, context.stdout))
        elif program:
            variables = environment_variables(
                up.environment, up.client, up.user, up.tokens, up.connection.program_variables
            )
            code = run_program(list(program), variables, _longest(options["ttl"], up))
    if program:
        # stdout is PROGRAM's. A report nobody asked for would only stand in the way of what it printed.
        if context.arguments.output != "table":
            _report(context, up, stopwatch, sys.stderr)
    elif not options["hold"]:
        _report(context, up, stopwatch, context.stdout)
    return code


def wanted(options: Mapping[str, Any]) -> Wanted:
    """What the options of a one-shot ask for."""
    return Wanted(
        flow=options["flow"],
        client=options.get("one_shot_client"),
        scopes=tuple(options.get("one_shot_scope") or ()),
        resource=options.get("one_shot_resource"),
        username=options.get("one_shot_user"),
        groups=tuple(options.get("one_shot_group") or ()),
    )


def _run_many(context: Context, count: int) -> int:
    """Exit code 1 where any of them failed. With `-o json` the answer is a list."""
    from automation.stacks.many import run_many

    context.plan()  # what is wrong with the configuration is said once
    members = run_many(context.run_command_line, arguments_of_one(context), count, context.console, context.signals)
    reports = [member.report() for member in members]
    if context.arguments.output == "json":
        print_json(context.stdout, reports)
    elif context.arguments.output == "raw":
        for report in reports:
            if "tokens" in report:
                print_secret(context.stdout, report["tokens"]["access_token"])
    else:
        print_columns(context.stdout, "table", "environment", [_row(report) for report in reports])
    return int(any("error" in report for report in reports))


def arguments_of_one(context: Context) -> list[str]:
    """What the process that makes one of several environments is called with."""
    arguments, options = context.arguments, context.arguments.options
    asked = {
        "--region": arguments.region,
        "--flow": options["flow"],
        "--ttl": options["ttl"],
        "--issuer": options["issuer"],
        "--config": arguments.config,
        "--client": options.get("one_shot_client"),
        "--resource": options.get("one_shot_resource"),
        "--user": options.get("one_shot_user"),
    }
    repeated = {"--scope": options.get("one_shot_scope"), "--group": options.get("one_shot_group")}
    return [
        "--output", "json", "--stack", arguments.stack, "--target", arguments.target,
        *(word for name, value in asked.items() if value is not None for word in (name, str(value))),
        *(word for name, values in repeated.items() for value in values or () for word in (name, value)),
    ]  # fmt: skip


def _row(report: dict[str, Any]) -> dict[str, Any]:
    outputs, timings = report.get("outputs", {}), report.get("timings_s", {})
    return {
        "environment": report["environment"],
        "user_pool_id": outputs.get("user_pool_id"),
        "domain": outputs.get("domain"),
        "verified": report.get("verified", False),
        "total_s": timings.get("total"),
    }


def _longest(ttl_s: float | None, up: Run) -> float | None:
    """For how long it may stay: what doesn't end with this process is taken for lost one day, and reaped."""
    return ttl_s if ttl_s is not None or up.connection.ends_with_process else LIFETIME_S


def report_object(up: Run, stopwatch: Stopwatch) -> dict[str, Any]:
    """The contract's object for `-o json`. Secret."""
    return {
        "environment": up.environment.name,
        "target": up.connection.target,
        "region": up.connection.region,
        "outputs": dict(up.outputs),
        "user": up.user.to_dict(),
        "tokens": up.tokens.to_dict(),
        "claims": dict(up.claims),
        "verified": True,  # or there would have been an exception
        "flow": up.flow,
        "timings_s": dict(stopwatch.seconds),
    }


def _report(context: Context, up: Run, stopwatch: Stopwatch, stream: TextIO) -> None:
    if context.arguments.output == "json":
        print_json(stream, report_object(up, stopwatch))
    elif context.arguments.output == "raw":
        print_secret(stream, up.tokens.access_token)
    else:
        _print_tables(up, stopwatch, stream)


def _print_tables(up: Run, stopwatch: Stopwatch, stream: TextIO) -> None:
    environment = up.environment
    access, identity = up.claims["access_token"], up.claims.get("id_token", {})
    print_table(
        stream,
        f"Environment {environment.name} ({up.connection.target})",
        [
            ("user pool", environment.user_pool_id),
            ("app client", f"{up.client.name} ({up.client.client_id})"),
            ("hosted UI", environment.hosted_ui_url),
            ("issuer", environment.issuer),
        ],
    )
    print_table(stream, "Test user", list(up.user.to_dict().items()))
    print_table(
        stream,
        f"Tokens, verified (flow {up.flow})",
        [
            ("access_token", up.tokens.access_token),
            ("id_token", up.tokens.id_token),
            ("refresh_token", up.tokens.refresh_token),
            ("subject", access.get("sub")),
            ("scope", access.get("scope")),
            ("email", identity.get("email")),
            ("expires in", f"{up.tokens.expires_in} s"),
        ],
    )
    seconds = ((name, value) for name, value in stopwatch.seconds.items() if value is not None)
    stream.write(f"Took {', '.join(f'{name} {value:.1f} s' for name, value in seconds)}\n")
    stream.write("Tables mask secrets; `-o json` and `-o raw` show them.\n")
    stream.flush()
