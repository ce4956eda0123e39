"""`outputs`: what the kept stack exports."""

from collections.abc import Mapping
from typing import Any

from automation.cli.context import Context
from automation.stacks.kept_stack import kept_stack
from automation.terminal.reports import print_json, print_table


def run(context: Context) -> int:
    """Print the outputs of the kept stack."""
    with kept_stack(context.stack(), context.runtime) as kept:
        outputs = kept.outputs(refresh=bool(context.arguments.options.get("refresh")))
    print_outputs(context, outputs)
    return 0


def print_outputs(context: Context, outputs: Mapping[str, Any]) -> None:
    """As tables with secrets masked, one for each app client, or as one JSON object."""
    if context.arguments.output == "json":
        print_json(context.stdout, outputs)
        return
    plain = [(name, value) for name, value in outputs.items() if name != "clients"]
    print_table(context.stdout, f"Outputs of {context.arguments.stack}", plain)
    for name, client in (outputs.get("clients") or {}).items():
        print_table(context.stdout, f"App client {name}", list(client.items()))
