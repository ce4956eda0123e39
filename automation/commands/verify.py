"""`verify`: whether a token is genuine, and what it says."""

from automation.cli.context import Context
from automation.cli.pool import open_pool
from automation.errors import UsageError
from automation.terminal.reports import print_json, print_raw, print_table
from automation.terminal.secret_options import read_secret
from automation.tokens.verification import LEEWAY_S, Verifier


def run(context: Context) -> int:
    """Verify a token against the kept stack's pool; print its header and claims. Exit code 1 where it is refused."""
    options = context.arguments.options
    token = read_secret(str(options.get("token") or "-"), "TOKEN", context.stdin).removeprefix("Bearer ").strip()
    if not token:
        raise UsageError("There is no token to verify. Give it as an argument, as @FILE, or on stdin.")
    with open_pool(context) as kept, kept.connection.http() as http:
        leeway = options.get("leeway")
        verifier = Verifier(kept.environment(), http, leeway_s=LEEWAY_S if leeway is None else leeway)
        verified = verifier.verify(
            token,
            token_use=options.get("use"),
            scopes=options.get("scope") or (),
            groups=options.get("group") or (),
            resource=options.get("resource"),
        )
    if context.arguments.output == "json":
        print_json(context.stdout, {"verified": True, "header": verified.header, "claims": verified.claims})
    elif context.arguments.output == "raw":
        print_raw(context.stdout, "verified")
    else:
        print_table(context.stdout, "Verified. Header", list(verified.header.items()))
        print_table(context.stdout, "Claims", list(verified.claims.items()))
    return 0
