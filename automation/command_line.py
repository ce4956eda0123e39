"""The command line: `run.py [OPTIONS] [COMMAND] [ARGS] [-- PROGRAM ...]`.

Standard library only: it is read on every start, and before anything is installed.
"""

import argparse
from dataclasses import dataclass, field
from typing import Any, NoReturn

from automation.duration import parse_duration
from automation.errors import UsageError

DEFAULTS: dict[str, Any] = {
    "stack": "dev",
    "target": "local",
    "region": None,
    "output": "table",
    "quiet": False,
    "verbose": False,
    "command": None,
    "flow": None,
    "hold": False,
    "ttl": None,
}

NOT_YET = ("export", "list", "login", "logout", "reap", "revoke", "userinfo")
"""Commands of the contract that this version doesn't have."""

WITH_ROWS = ("users", "list", "reap", "token")
"""Commands that know -o csv."""

DESCRIPTION = """\
Amazon Cognito access tokens from nothing: deploys a user pool with Pulumi, creates a test user,
fetches and verifies its tokens, and destroys everything again. Without a command it does all of
that once.
"""
EPILOG = """\
examples:
  run.py                                   deploy, sign in, verify, report, destroy
  run.py -o json                           the same, as one JSON object with the tokens
  run.py --hold --ttl 30m                  stay up until Ctrl-C or for half an hour
  run.py -- pytest tests                   run a program with the environment in its variables
  run.py up; run.py token -o raw           deploy and keep; then an access token whenever one is needed
"""


@dataclass(frozen=True)
class Arguments:
    """What was asked for."""

    command: str | None
    stack: str
    target: str
    region: str | None
    output: str
    quiet: bool
    verbose: bool
    program: tuple[str, ...] = ()
    """PROGRAM and its arguments, after `--`."""
    options: dict[str, Any] = field(default_factory=dict, repr=False)
    """The command's own."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Raise instead of leaving: what is wrong is said in the same way everywhere."""
        raise UsageError(f"{message[0].upper()}{message[1:]}. See `{self.prog} --help`.")


def parse(argv: list[str]) -> Arguments:
    """Parse a command line without the program's name.

    Raises UsageError naming what is wrong; leaves with code 0 after `--help` and `--version`.
    """
    own, program = _split(argv)
    words = _build().parse_args(own)
    values = {**DEFAULTS, **vars(words)}
    if values["command"] == "adopt" and "stack" not in vars(words):
        values["stack"] = ""  # a new one, named after the pool
    if values["command"] in NOT_YET:
        raise UsageError(f"`{values['command']}` isn't part of this version yet. See `run.py --help` for what is.")
    if program is not None and not program:
        raise UsageError("There is no program after `--`. Give one: run.py -- pytest tests")
    if program is not None and values["command"] is not None:
        raise UsageError(f"`{values['command']}` takes no `-- PROGRAM`; only a one-shot environment does.")
    if program is not None and values["hold"]:
        raise UsageError("--hold and `-- PROGRAM` exclude each other: the environment stays up while the program runs.")
    if values["ttl"] is not None and program is None and not values["hold"]:
        raise UsageError("--ttl goes with --hold or with `-- PROGRAM`: without them nothing stays up.")
    if values["output"] == "csv" and values["command"] not in WITH_ROWS:
        raise UsageError(f"-o csv is for answers of many rows: {', '.join(WITH_ROWS)}. Use -o json.")
    common = {name: values.pop(name) for name in ("command", "stack", "target", "region", "output", "quiet", "verbose")}
    return Arguments(program=tuple(program or ()), options=values, **common)


def _split(argv: list[str]) -> tuple[list[str], list[str] | None]:
    if "--" not in argv:
        return argv, None
    at = argv.index("--")
    return argv[:at], argv[at + 1 :]


def _build() -> argparse.ArgumentParser:
    common = _Parser(add_help=False, argument_default=argparse.SUPPRESS)
    group = common.add_argument_group("options on every command")
    group.add_argument("-s", "--stack", metavar="NAME", help="which Pulumi.<stack>.yaml is deployed (default: dev)")
    group.add_argument(
        "--target", choices=("local", "aws"), help="where (default: local; AWS is never touched unasked)"
    )
    group.add_argument("--region", help="the AWS region (default: the stack's aws:region)")
    group.add_argument(
        "-o",
        "--output",
        choices=("table", "json", "raw", "csv"),
        help="the answer's form (default: table); csv where there are rows",
    )
    group.add_argument("-q", "--quiet", action="store_true", help="no progress on stderr")
    group.add_argument("-v", "--verbose", action="store_true", help="more on stderr, with tracebacks")

    parser = _Parser(
        prog="run.py",
        description=DESCRIPTION,
        epilog=EPILOG,
        parents=[common],
        argument_default=argparse.SUPPRESS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        usage="run.py [OPTIONS] [COMMAND] [ARGS] [-- PROGRAM ...]",
        allow_abbrev=False,
    )
    parser.add_argument("--flow", help="how tokens are fetched: admin or code (default: the first the client allows)")
    parser.add_argument("--hold", action="store_true", help="stay up after the report until Ctrl-C, SIGTERM or --ttl")
    parser.add_argument("--ttl", type=parse_duration, metavar="TIME", help="with --hold or PROGRAM: at most 30m, 2h, …")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands", parser_class=_Parser)

    def add(name: str, text: str) -> argparse.ArgumentParser:
        return commands.add_parser(
            name, help=text, description=f"{text[0].upper()}{text[1:]}.", parents=[common],
            argument_default=argparse.SUPPRESS, allow_abbrev=False,
        )  # fmt: skip

    up = add("up", "deploy the stack and keep it; prints its outputs")
    up.add_argument("--replace-pool", action="store_true", help="even where that loses the pool's users")
    add("outputs", "the kept stack's outputs")
    token = add("token", "tokens for a test user of the kept stack")
    token.add_argument("--flow", help="admin or code (default: the first the client allows)")
    token.add_argument("--user", metavar="NAME", help="who signs in (default: a test user, created when first needed)")
    token.add_argument("--password", metavar="VALUE|-|@FILE", help="of --user; - reads stdin, @FILE a file")
    token.add_argument("--client", metavar="NAME", help="the app client (default: the first)")
    token.add_argument("--scope", action="append", metavar="SCOPE", help="repeatable; for flows that carry scopes")
    token.add_argument("--which", choices=("access", "id", "refresh"), help="which one -o raw prints (default: access)")
    users = add("users", "test users of the kept stack, one or many")
    users.add_argument("action", choices=("create", "list", "delete", "import"))
    users.add_argument("names", nargs="*", metavar="NAME|FILE", help="users; with import, a CSV file")
    users.add_argument("--count", type=int, metavar="N", help="create so many, named by --prefix and a number")
    users.add_argument("--prefix", help="what the names of many begin with (default: user); list and delete by it")
    users.add_argument("--group", action="append", metavar="NAME", help="repeatable; created where the pool lacks it")
    users.add_argument("--attribute", action="append", metavar="NAME=VALUE", help="repeatable")
    users.add_argument("--password", metavar="VALUE|-|@FILE", help="for all of them (default: each has its own)")
    users.add_argument("--cloud-watch-logs-role-arn", metavar="ARN", help="import: the role that writes the job's log")
    verify = add("verify", "verify a token of the kept stack: signature, issuer, expiry, token use, client")
    verify.add_argument("token", nargs="?", metavar="TOKEN|-|@FILE", help="- or nothing reads stdin, @FILE a file")
    verify.add_argument("--use", choices=("access", "id"), help="refuse a token of the other use")
    adopt = add("adopt", "take over a user pool made by hand, without changing it; --stack names the new stack")
    adopt.add_argument("user_pool_id", metavar="USER_POOL_ID", help="for example us-east-1_a1B2c3D4e")
    destroy = add("destroy", "destroy the kept stack and all it made, users included")
    destroy.add_argument("--force", action="store_true", help="even where deletion protection is active")
    local = add("local", "the local engine as a background service for other programs")
    local.add_argument("action", choices=("start", "stop", "status", "env"), help="env prints variables for a shell")
    local.add_argument("--port", type=int, help="with start: the port to listen on (default: any free one)")
    local.add_argument("--quotas", action="store_true", help="with start: enforce Cognito's request quotas")
    serve = add("serve", "an environment for a test suite: JSON lines on stdin ask for users and tokens until it ends")
    serve.add_argument("--flow", help="of the environment's own test user")
    add("doctor", "what is installed, reachable and allowed, and how to mend what is not")
    for name in NOT_YET:
        # Known, so that the message can say why it isn't there; not shown in the help.
        commands.add_parser(name, add_help=False, parents=[common]).add_argument("rest", nargs=argparse.REMAINDER)
    return parser
