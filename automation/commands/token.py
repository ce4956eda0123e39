"""`token`: tokens for a user or a machine client of the kept stack."""

from automation.commands import Context
from automation.errors import DriverError
from automation.sessions.sign_in import sign_in
from automation.stacks.kept_stack import kept_stack
from automation.terminal.reports import print_raw, print_tokens


def run(context: Context) -> int:
    """Print verified tokens: RFC 6749's token response plus `claims` with `-o json`."""
    with kept_stack(context) as kept:
        if context.arguments.options.get("all"):
            from automation.sessions.all_tokens import print_all  # threads and pacing

            print_all(context, kept)
            return 0
        found = sign_in(context, kept)
    which = str(context.arguments.options.get("which") or "access")
    if context.arguments.output == "raw":
        value = found.tokens.to_dict()[f"{which}_token"]
        if value is None:
            raise DriverError(f"The flow {found.flow} of the app client {found.client.name} gave no {which} token.")
        print_raw(context.stdout, str(value))
    else:
        print_tokens(context.stdout, found.tokens.to_dict(), found.entry(0), context.arguments.output)
    return 0
