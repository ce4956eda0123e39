"""`hostile-tokens`: what a back end must refuse, for tests in any language."""

from dataclasses import replace
from typing import TYPE_CHECKING

from automation.cli.context import Context
from automation.cli.sign_in_options import sign_in_request
from automation.sessions.sign_in import sign_in
from automation.stacks.kept_stack import kept_stack
from automation.terminal.reports import print_columns, print_json
from automation.tokens.made_tokens import Demand, hostile_tokens, meeting, scopes_to_ask_for

if TYPE_CHECKING:
    from local.cognito.hostile_tokens.making import HostileToken


def run(context: Context) -> int:
    """Print them; the tokens themselves with `-o json` alone."""
    _good, hostile = made_tokens(context)
    if context.arguments.output == "json":
        print_json(context.stdout, [token.to_json() for token in hostile])
    else:
        rows = [{"name": token.name, "why it must be refused": token.reason} for token in hostile]
        print_columns(context.stdout, context.arguments.output, "name", rows)
    return 0


def made_tokens(context: Context) -> "tuple[str, list[HostileToken]]":
    """A token that a back end lets in which demands what the options say, and those that it must refuse. Secret."""
    options = context.arguments.options
    demand = Demand(options.get("use") or "access", options.get("route_scope") or "", options.get("route_group") or "")
    with kept_stack(context.stack(), context.runtime) as kept:
        request = replace(sign_in_request(context), scopes=scopes_to_ask_for(demand, kept.connection))
        found = sign_in(request, kept, context.console)
        good = meeting(found.tokens, demand, kept.connection)
        hostile = hostile_tokens(found.environment, good, demand, kept.connection)
    return str(good.access_token if demand.use == "access" else good.id_token), hostile
