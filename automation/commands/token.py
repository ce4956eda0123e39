"""`token`: tokens for a user or a machine client of the kept stack."""

from automation.cli.context import Context
from automation.cli.pool import open_pool, own_stack
from automation.cli.sign_in_options import sign_in_request
from automation.errors import DriverError, UsageError
from automation.sessions.sign_in import sign_in
from automation.sessions.token_rows import row_of
from automation.terminal.reports import print_rows, print_secret, print_tokens


def run(context: Context) -> int:
    """Print verified tokens: RFC 6749's token response plus `claims` with `-o json`."""
    if context.arguments.options.get("all"):
        from automation.sessions.all_tokens import all_tokens  # threads and pacing

        options = context.arguments.options
        for name in ("user", "password", "idp"):
            if options.get(name) is not None:
                raise UsageError(f"--{name} can't be combined with --all, which signs in every test user.")
        with own_stack(context) as kept_stack:
            rows = all_tokens(
                sign_in_request(context),
                kept_stack,
                context.console,
                prefix=options.get("prefix") or "",
                limit=options.get("limit"),
            )
            print_rows(context.stdout, context.arguments.output, rows, "Tokens")
        return 0
    if context.arguments.options.get("prefix") or context.arguments.options.get("limit"):
        raise UsageError("--prefix and --limit need --all: they choose among all users.")
    with open_pool(context) as kept:
        found = sign_in(sign_in_request(context), kept, context.console)
    which = str(context.arguments.options.get("which") or "access")
    if context.arguments.output == "raw":
        value = found.tokens.to_dict()[f"{which}_token"]
        if value is None:
            raise DriverError(f"The flow {found.flow} at the app client {found.client.name} issued no {which} token.")
        print_secret(context.stdout, str(value))
    elif context.arguments.output == "csv":
        print_rows(context.stdout, "csv", [row_of(found.user, found.tokens)], "Tokens")
    else:
        print_tokens(context.stdout, found.tokens.to_dict(), found.entry(0), context.arguments.output)
    return 0
