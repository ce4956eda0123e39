"""The command line: `run.py [OPTIONS] [COMMAND] [ARGS] [-- PROGRAM ...]`.

Standard library only: it is read on every start, and before anything is installed.
"""

import argparse
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NoReturn

from automation.cli.output_forms import check_form
from automation.cli.suggestions import check_words, nearest
from automation.errors import UsageError
from automation.records.stack_id import MAX_STACK_NAME, checked_stack_name
from automation.terminal.duration import parse_duration
from cognito_model.redirect_uris import is_redirect_uri
from local.program import COMMAND, NAME, VERSION

DEFAULTS: dict[str, Any] = {
    "stack": "dev",
    "config": None,
    "target": "local",
    "region": None,
    "output": "table",
    "quiet": False,
    "verbose": False,
    "command": None,
    "flow": None,
    "hold": False,
    "ttl": None,
    "count": None,
    "issuer": None,
}

COMMON = ("command", "stack", "config", "target", "region", "output", "quiet", "verbose")
"""Members of `Arguments`; the others are options of single commands."""

FLOWS = ("admin", "password", "srp", "user-auth", "custom", "code", "client-credentials")
"""What --flow takes; `token` takes `refresh` too."""

ONE_SHOT_ONLY = ("client", "scope", "resource", "user", "group")
"""Options without a command that have names of commands' own."""

PROMPTS = ("none", "login", "select_account", "consent")
"""OpenID Connect Core section 3.1.2.1."""

MAY_BE_EMPTY = ("--client-secret", "--domain")
"""Options whose variables our own exports leave empty, where a client has no secret or a pool no domain."""

MAX_NAME_LENGTH = 128
"""Of a user, and of a group."""
MAX_SHOWN = 40
"""How much of a value that is refused is repeated."""
"""Pulumi has 100 characters, of which a one-shot environment's own suffix takes nine."""
MAX_AT_ONCE = 100
MAX_USERS = 40_000_000
"""In one user pool, by Cognito's quota."""

DESCRIPTION = """\
Amazon Cognito access tokens from nothing: deploys a user pool with Pulumi, creates a test user,
fetches and verifies its tokens, and destroys everything again. Without a command it does all of
that once.
"""
RESOURCE_HELP = "what the access token is bound to (RFC 8707), its aud; for flows that carry scopes"
ISSUER_HELP = "the issuer that tokens name: AWS's (default), or the local engine's own address"
LOCAL_ACTIONS = ("start", "stop", "status", "env", "inbox", "clock", "events", "snapshot", "restore", "gateway")
LOCAL_HELP = (
    "env prints variables for a shell; inbox lists the mails and SMS that Cognito would have sent; clock shows or "
    "moves the engine's time; events lists the latest calls; snapshot and restore keep and bring back what it holds; "
    "gateway stands in front of a back end, as API Gateway's JWT authorizer or a load balancer that signs users in"
)
EXAMPLES = {
    "": "deploy, sign in, verify, report, destroy",
    " -o json": "the same, as one JSON object with the tokens",
    " --hold --ttl 30m": "stay up until Ctrl-C or for half an hour",
    " -- pytest tests": "run a program with the environment in its variables",
    f" up; {COMMAND} token -o raw": "deploy and keep; then an access token whenever one is needed",
}
WIDEST = max(35, *(len(COMMAND + words) for words in EXAMPLES))
EPILOG = "\n".join(["examples:", *(f"  {COMMAND + words:{WIDEST}}    {text}" for words, text in EXAMPLES.items())])


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
    config: Path | None = None
    """The configuration's file, where it isn't the project's `Pulumi.<stack>.yaml`."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Raise instead of leaving: what is wrong is said in the same way everywhere."""
        command = self.prog.removeprefix(COMMAND)
        raise UsageError(f"{message[0].upper()}{message[1:]}. See `python automation/run.py{command} --help`.")

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is not None and value not in action.choices:
            word = str(value)
            shown = word if len(word) <= MAX_SHOWN else f"{word[:MAX_SHOWN]}…"
            near = nearest(word, map(str, action.choices))
            question = f"; did you mean {near}?" if near else "."
            raise argparse.ArgumentError(
                action, f"there is no {shown!r}{question} The choices are {', '.join(map(str, action.choices))}"
            )


def parse(argv: list[str]) -> Arguments:
    """Parse a command line without the program's name.

    Raises UsageError naming what is wrong; leaves with code 0 after `--help` and `--version`.
    """
    own, program = _split(argv)
    parser = _build()
    check_words(parser, own)
    words, others = parser.parse_known_args(own)
    _add_names(parser, words, others)
    _refuse_empty(own)
    values = {**DEFAULTS, **vars(words)}
    if values["command"] == "adopt" and "stack" not in vars(words):
        values["stack"] = ""  # a new one, named after the pool
    if program is not None and not program:
        raise UsageError("There is no program after `--`. Give one: python automation/run.py -- pytest tests")
    if program is not None and values["command"] is not None:
        raise UsageError(f"`{values['command']}` takes no `-- PROGRAM`; only a one-shot environment does.")
    if program is not None and values["hold"]:
        raise UsageError(
            "--hold can't be combined with `-- PROGRAM`: the environment stays up for as long as the program runs."
        )
    check_form(values["command"], values, values["output"])
    if values["count"] is not None and values["command"] is None and (program is not None or values["hold"]):
        raise UsageError(
            "--count can't be combined with --hold or `-- PROGRAM`: its environments are destroyed at once."
        )
    _refuse_before_a_command(values)
    values["every_target"] = "target" not in vars(words)
    if values["config"] and "stack" not in vars(words):
        values["stack"] = _stack_of(values["config"])
    common = {name: values.pop(name) for name in COMMON}
    return Arguments(program=tuple(program or ()), options=values, **common)


def _refuse_empty(own: list[str]) -> None:
    """An empty value is a shell's variable that isn't set, and would be taken for an option that wasn't given."""
    for before, word in pairwise(["", *own]):
        option = word.removesuffix("=") if re.fullmatch(r"--[a-z-]+=", word) else before if not word else ""
        if (option or not word) and option not in MAY_BE_EMPTY:
            what = f"The value of {option}" if option.startswith("-") else "An argument"
            raise UsageError(f"{what} is empty. Give one, or leave it out. Is a variable of the shell not set?")


def _refuse_before_a_command(values: Mapping[str, Any]) -> None:
    """A one-shot's own options mean something else to commands, which take them behind their names."""
    command = values["command"]
    for name in ONE_SHOT_ONLY if command is not None else ():
        if values.get(f"one_shot_{name}") is not None:
            raise UsageError(
                f"Before a command, --{name} belongs to a one-shot environment. If `{command}` takes it, write "
                "it after the command."
            )


def _stack_of(file: Path) -> str:
    """`x` for `Pulumi.x.yaml` and for `x.yaml`, in characters that Pulumi takes."""
    name = re.sub(r"[^A-Za-z0-9_.-]", "-", file.stem.removeprefix("Pulumi."))[:MAX_STACK_NAME]
    return name if name.strip(".") else DEFAULTS["stack"]


def _add_names(parser: argparse.ArgumentParser, words: argparse.Namespace, others: list[str]) -> None:
    """Names that stand behind an option: argparse has taken it for granted before that there are none."""
    into = {"users": "names", "local": "value"}.get(getattr(words, "command", None) or "")
    names = [*(getattr(words, "names", None) or []), *others] if into == "names" else others
    taken = into == "value" and (len(others) > 1 or getattr(words, "value", None) is not None)
    if others and (into is None or taken or any(word.startswith("-") for word in others)):
        parser.error(f"Unrecognized arguments: {' '.join(others)}")
    if others:
        setattr(words, str(into), names if into == "names" else others[0])


def _duration(text: str) -> float:
    try:
        return parse_duration(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _whole_number(most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not text.isdecimal() or not 1 <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"{text!r} isn't a number from 1 to {most}")
        return int(text)

    return read


def _leeway(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 <= seconds < math.inf:  # with NaN no token would ever have expired
        raise argparse.ArgumentTypeError(f"{text!r} isn't a number of seconds, 0 or more")
    return seconds


def _http_token(text: str) -> str:
    """RFC 9110 section 5.6.2."""
    if not re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}", text):
        raise argparse.ArgumentTypeError(f"{text!r} isn't a valid HTTP token")
    return text


def _language(text: str) -> str:
    """RFC 5646, as far as managed login has languages."""
    if not re.fullmatch(r"[a-z]{2}(-[A-Z]{2})?", text):
        raise argparse.ArgumentTypeError(f"{text!r} isn't a language tag such as de, fr or pt-BR")
    return text


def _stack_name(text: str) -> str:
    try:
        return checked_stack_name(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _name(text: str) -> str:
    """A user's or a group's, as far as the API's shapes UsernameType and GroupNameType can be told by argparse."""
    if not 1 <= len(text) <= MAX_NAME_LENGTH or any(character.isspace() for character in text):
        raise argparse.ArgumentTypeError(f"{text!r} isn't a name of 1 to {MAX_NAME_LENGTH} characters without spaces")
    return text


def _resource(text: str) -> str:
    """RFC 8707 section 2, as Cognito takes it."""
    if not is_redirect_uri(text):
        raise argparse.ArgumentTypeError(
            f"{text[:200]!r} is no resource, which is an https address, one of this machine or one of an application's "
            "own scheme, without a fragment: https://api.example.com"
        )
    return text


def _status(text: str) -> int:
    if not re.fullmatch(r"[1-5][0-9][0-9]", text):
        raise argparse.ArgumentTypeError(f"{text!r} isn't an HTTP status such as 401")
    return int(text)


def asked_output(argv: list[str]) -> str:
    """The form of the answer that a command line asks for, as far as one that may be wrong tells."""
    own, _program = _split(argv)
    for position, word in enumerate(own):
        if word in ("-o", "--output"):
            return "".join(own[position + 1 : position + 2])
        for prefix in ("--output=", "-o"):
            if word.startswith(prefix):
                return word.removeprefix(prefix)
    return "table"


def _split(argv: list[str]) -> tuple[list[str], list[str] | None]:
    if "--" not in argv:
        return argv, None
    at = argv.index("--")
    return argv[:at], argv[at + 1 :]


def _add_one_shot(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--flow", choices=FLOWS, help="how tokens are fetched (default: the first the client allows)")
    parser.add_argument("--client", dest="one_shot_client", metavar="NAME", help="the app client (default: the first)")
    parser.add_argument(
        "--scope",
        dest="one_shot_scope",
        action="append",
        metavar="SCOPE",
        help="repeatable; for flows that carry scopes",
    )
    parser.add_argument("--resource", dest="one_shot_resource", type=_resource, metavar="URL", help=RESOURCE_HELP)
    parser.add_argument(
        "--user", dest="one_shot_user", type=_name, metavar="NAME", help="the test user's name (default: generated)"
    )
    parser.add_argument(
        "--group",
        dest="one_shot_group",
        action="append",
        type=_name,
        metavar="NAME",
        help="a group to add the test user to; repeatable",
    )
    parser.add_argument("--issuer", choices=("aws", "local"), help=ISSUER_HELP)
    parser.add_argument("--hold", action="store_true", help="stay up after the report until Ctrl-C, SIGTERM or --ttl")
    parser.add_argument("--ttl", type=_duration, metavar="TIME", help="destroy it after this long: 30m, 2h, 1d, …")
    parser.add_argument(
        "-n", "--count", type=_whole_number(MAX_AT_ONCE), metavar="N", help="number of environments to run in parallel"
    )


@cache
def _build() -> argparse.ArgumentParser:
    common = _Parser(add_help=False, argument_default=argparse.SUPPRESS)
    group = common.add_argument_group("options on every command")
    group.add_argument(
        "-s",
        "--stack",
        type=_stack_name,
        metavar="NAME",
        help="the stack, configured by Pulumi.<stack>.yaml (default: dev)",
    )
    group.add_argument(
        "--config", type=Path, metavar="FILE", help="path of a configuration file; the stack is named after it"
    )
    group.add_argument(
        "--target",
        choices=("local", "aws"),
        help="the local engine or AWS (default: local; AWS is never touched unless asked for)",
    )
    group.add_argument("--region", help="the AWS region (default: the stack's aws:region)")
    group.add_argument(
        "-o",
        "--output",
        choices=("table", "json", "raw", "csv", "junit", "sarif", "html"),
        help="output format (default: table); csv where there are rows",
    )
    group.add_argument("-q", "--quiet", action="store_true", help="no progress on stderr")
    group.add_argument("-v", "--verbose", action="store_true", help="more on stderr, with tracebacks")

    parser = _Parser(
        prog=COMMAND,
        description=DESCRIPTION,
        epilog=EPILOG,
        parents=[common],
        argument_default=argparse.SUPPRESS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        usage=f"{COMMAND} [OPTIONS] [COMMAND] [ARGS] [-- PROGRAM ...]",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"{NAME} {VERSION}")
    _add_one_shot(parser)
    commands = parser.add_subparsers(
        dest="command", metavar="COMMAND", title="commands", parser_class=_Parser, prog=parser.prog
    )

    def add(name: str, text: str, *shared: "_Parser") -> argparse.ArgumentParser:
        return commands.add_parser(
            name, help=text, description=f"{text[0].upper()}{text[1:]}.", parents=[common, *shared],
            argument_default=argparse.SUPPRESS, allow_abbrev=False,
        )  # fmt: skip

    up = add("up", "deploy the stack and keep it; prints its outputs")
    up.add_argument("--replace-pool", action="store_true", help="replace the pool even if its users are lost")
    up.add_argument("--ttl", type=_duration, metavar="TIME", help="destroy it after 30m, 2h, 1d, …")
    outputs = add("outputs", "the kept stack's outputs")
    outputs.add_argument("--refresh", action="store_true", help="ask Pulumi instead of using the remembered outputs")
    pool = _pool_of_others()
    whose = _whose_tokens(pool)
    token = add("token", "tokens for a test user of the kept stack", whose)
    token.add_argument("--no-cache", action="store_true", help="sign in again instead of using a cached token")
    token.add_argument("--all", action="store_true", help="of every test user; -o csv feeds load tests")
    token.add_argument("--prefix", help="with --all: users named with this prefix by `users create --prefix`")
    token.add_argument(
        "--limit", type=_whole_number(MAX_USERS), metavar="N", help="with --all: at most this many users"
    )
    token.add_argument("--which", choices=("access", "id", "refresh"), help="which one -o raw prints (default: access)")
    _add_answers(token)
    users = add("users", "test users of the kept stack, one or many")
    users.add_argument("action", choices=("create", "list", "delete", "import", "export"))
    users.add_argument("names", nargs="*", metavar="NAME|FILE", help="users; with import, a file of `users export`")
    users.add_argument(
        "--count",
        type=_whole_number(MAX_USERS),
        metavar="N",
        help="number of users to create, named --prefix plus a number",
    )
    users.add_argument("--prefix", help="what the names of many begin with (default: user); list, delete, export by it")
    users.add_argument(
        "--group",
        action="append",
        type=_name,
        metavar="NAME",
        help="repeatable; created where the pool lacks it; export: of it",
    )
    users.add_argument("--attribute", action="append", metavar="NAME=VALUE", help="repeatable")
    users.add_argument(
        "--password", metavar="VALUE|-|@FILE", help="one password for all of them (default: each gets its own)"
    )
    users.add_argument(
        "--import-job",
        action="store_true",
        help="create, import: by Cognito's CSV import, as `create` always does more than 50,000",
    )
    users.add_argument("--cloud-watch-logs-role-arn", metavar="ARN", help="the role that writes an import job's log")
    users.add_argument(
        "--without", action="append", metavar="ATTRIBUTE", help="import: leave this attribute out; repeatable"
    )
    users.add_argument("--user-pool-id", metavar="ID", help="export: the users of this pool, whoever deployed it")
    _add_clients(add)
    _add_hosted_ui_commands(add, whose, pool)
    _add_connect(add, pool)
    _add_verify(add, pool)
    _add_hostile_tokens(add)
    _add_engine_commands(add)
    return parser


def _add_clients(add: Callable[..., argparse.ArgumentParser]) -> None:
    clients = add("clients", "app clients of the kept stack: a new secret for one, without an outage")
    clients.add_argument("action", choices=("rotate-secret",))
    clients.add_argument("name", metavar="NAME", help="the app client's name or id")
    clients.add_argument(
        "--keep-former",
        action="store_true",
        help="stop while both secrets are good; the same command without it deletes the former one",
    )


def _add_connect(add: Callable[..., argparse.ArgumentParser], pool: _Parser) -> None:
    connect = add("connect", "remember a user pool deployed elsewhere, for --stack NAME", pool)
    connect.add_argument("name", type=_stack_name, metavar="NAME")
    connect.add_argument(
        "--redirect-uri",
        dest="redirect_uris",
        action="append",
        metavar="URL",
        help="one of its callback URLs; repeatable",
    )
    connect.add_argument(
        "--logout-uri", dest="logout_uris", action="append", metavar="URL", help="one of its sign-out URLs; repeatable"
    )
    connect.add_argument("--forget", action="store_true", help="forget it, and its cached tokens")


def _add_verify(add: Callable[..., argparse.ArgumentParser], pool: _Parser) -> None:
    verify = add("verify", "verify a token of the kept stack: signature, issuer, expiry, token use, client", pool)
    verify.add_argument("token", nargs="?", metavar="TOKEN|-|@FILE", help="- or nothing reads stdin, @FILE a file")
    verify.add_argument("--scope", action="append", metavar="SCOPE", help="refuse a token without it; repeatable")
    verify.add_argument(
        "--group", action="append", metavar="NAME", help="refuse a token of users outside this group; repeatable"
    )
    verify.add_argument(
        "--resource", type=_resource, metavar="URL", help="refuse an access token that isn't bound to it (RFC 8707)"
    )
    verify.add_argument("--leeway", type=_leeway, metavar="SECONDS", help="allowed clock skew (default: 60)")
    verify.add_argument("--use", choices=("access", "id"), help="the token use to insist on")


def _add_hostile_tokens(add: Callable[..., argparse.ArgumentParser]) -> None:
    """What back ends must refuse, and whether one does."""
    demand = _Parser(add_help=False, argument_default=argparse.SUPPRESS)
    demand.add_argument("--use", choices=("access", "id"), help="which tokens the back end takes (default: access)")
    demand.add_argument("--scope", dest="route_scope", metavar="SCOPE", help="that the route asks for")
    demand.add_argument("--group", dest="route_group", metavar="NAME", help="that the route asks for")
    demand.add_argument(
        "--resource", type=_resource, metavar="URL", help="that access tokens must be bound to (RFC 8707), their aud"
    )
    demand.add_argument(
        "--user", metavar="NAME", help="the user whose tokens they are made from (default: a test user)"
    )
    demand.add_argument(
        "--password", metavar="VALUE|-|@FILE", help="the password of --user; - reads stdin, @FILE a file"
    )
    demand.add_argument("--client", metavar="NAME", help="the app client (default: the first)")
    demand.add_argument("--flow", choices=FLOWS, help="how that user signs in (default: the first the client allows)")
    add("hostile-tokens", "tokens that a back end must refuse, each with the reason; -o json has the tokens", demand)
    check = add("check-backend", "send your back end the tokens that it must refuse, and report which got in", demand)
    check.add_argument("url", metavar="URL", help="one of its protected URLs, such as http://127.0.0.1:8000/me")
    check.add_argument("--allow-remote", action="store_true", help="allow a back end on another machine")
    check.add_argument(
        "--method", type=_http_token, metavar="METHOD", help="HTTP method of the requests (default: GET)"
    )
    check.add_argument(
        "--header", type=_http_token, metavar="NAME", help="the header that carries the token (default: Authorization)"
    )
    check.add_argument(
        "--scheme", type=_http_token, metavar="WORD", help="the word before the token, or none (default: Bearer)"
    )
    check.add_argument(
        "--refused",
        type=_status,
        action="append",
        metavar="STATUS",
        help="a status that counts as a refusal; repeatable (default: 401, 403)",
    )
    check.add_argument(
        "--accepted",
        type=_status,
        action="append",
        metavar="STATUS",
        help="a status that counts as accepted, besides 200 to 299; repeatable",
    )
    check.add_argument(
        "--timeout", type=_duration, metavar="TIME", help="how long to wait for each response (default: 10s)"
    )


def _add_answers(token: argparse.ArgumentParser) -> None:
    """The options of `token` for one flow or another, and for the challenges on the way."""
    flows = token.add_argument_group("options of single flows")
    factors = ("password", "password-srp", "email-otp", "sms-otp", "web-authn")
    flows.add_argument("--first-factor", choices=factors, help="user-auth: the factor to choose; custom: password-srp")
    flows.add_argument(
        "--redirect-uri", metavar="URL", help="code: one of the client's callback URLs (default: the first)"
    )
    flows.add_argument("--client-auth", choices=("basic", "post"), help="how the secret is sent to the token endpoint")
    flows.add_argument("--refresh-token", metavar="VALUE|-|@FILE", help="refresh: the token to renew with")
    flows.add_argument("--refresh-at", choices=("api", "endpoint"), help="refresh: where (default: api)")
    answers = token.add_argument_group(
        "answers to challenges", "what isn't given comes from the local inbox, or is asked for on a terminal"
    )
    answers.add_argument(
        "--totp-secret", metavar="VALUE|-|@FILE", help="the authenticator's secret key, to compute its codes"
    )
    answers.add_argument(
        "--code",
        action="append",
        metavar="VALUE|-|@FILE",
        help="a code from an e-mail, SMS or authenticator app; repeatable",
    )
    answers.add_argument(
        "--answer", action="append", metavar="VALUE|-|@FILE", help="the answer to a custom challenge; repeatable"
    )
    answers.add_argument("--new-password", metavar="VALUE|-|@FILE", help="the password that replaces a temporary one")
    answers.add_argument(
        "--attribute",
        action="append",
        metavar="NAME=VALUE",
        help="an attribute required with a new password",
    )
    answers.add_argument(
        "--mfa", choices=("totp", "email", "sms"), help="which second factor to use, if there are several"
    )
    answers.add_argument(
        "--remember-device", action="store_true", help="remember this device, so that it is recognized next time"
    )


def _pool_of_others() -> _Parser:
    """The options that name a user pool that this program hasn't deployed."""
    pool = _Parser(add_help=False, argument_default=argparse.SUPPRESS)
    group = pool.add_argument_group("a user pool deployed by somebody else, instead of a stack")
    group.add_argument("--user-pool-id", metavar="ID", help="for example us-east-1_a1B2c3D4e")
    group.add_argument("--client-id", metavar="ID", help="the app client's id")
    group.add_argument(
        "--client-secret",
        metavar="VALUE|-|@FILE|keyring:SERVICE/NAME",
        help="the client's secret, if it has one; keyring: from the system's (default: COGNITO_CLIENT_SECRET)",
    )
    group.add_argument("--domain", help="the domain's prefix or full name (default: looked up from the pool)")
    return pool


def _whose_tokens(pool: _Parser) -> _Parser:
    """The options that say which tokens are meant."""
    whose = _Parser(add_help=False, argument_default=argparse.SUPPRESS, parents=[pool])
    flows = (*FLOWS, "refresh")
    whose.add_argument("--flow", choices=flows, help="default: the first the client allows that carries the scopes")
    whose.add_argument("--user", metavar="NAME", help="who signs in (default: a test user, created when first needed)")
    whose.add_argument(
        "--password", metavar="VALUE|-|@FILE", help="the password of --user; - reads stdin, @FILE a file"
    )
    whose.add_argument("--idp", metavar="NAME", help="code: sign --user in at this identity provider of the pool")
    whose.add_argument("--client", metavar="NAME", help="the app client (default: the first)")
    whose.add_argument("--scope", action="append", metavar="SCOPE", help="repeatable; for flows that carry scopes")
    whose.add_argument("--resource", type=_resource, metavar="URL", help=RESOURCE_HELP)
    whose.add_argument(
        "--refresh", action="store_true", help="read the stack's outputs again instead of using the remembered ones"
    )
    return whose


def _add_engine_commands(add: Callable[..., argparse.ArgumentParser]) -> None:
    """What is about the stack, the local engine and this machine rather than about tokens."""
    adopt = add("adopt", "take over a user pool made by hand, without changing it; --stack names the new stack")
    adopt.add_argument("user_pool_id", metavar="USER_POOL_ID", help="for example us-east-1_a1B2c3D4e")
    _add_audit(add)
    add("list", "the environments that exist, with their age and time to live")
    reap = add("reap", "destroy the environments that are expired, or that a killed run left behind")
    reap.add_argument("--dry-run", action="store_true", help="only list them")
    destroy = add("destroy", "destroy the kept stack and all it made, users included")
    destroy.add_argument("--force", action="store_true", help="destroy it even if deletion protection is active")
    local = add("local", "the local engine as a background service for other programs")
    local.add_argument("action", choices=LOCAL_ACTIONS, help=LOCAL_HELP)
    local.add_argument("value", nargs="?", help="clock: +2h, a moment, or reset; snapshot, restore: a name")
    local.add_argument(
        "--port",
        type=_whole_number(65_535),
        metavar="PORT",
        help="with start, gateway: the port to listen on (default: any free one; alb: the callback URL's)",
    )
    local.add_argument("--quotas", action="store_true", help="with start: enforce Cognito's request quotas")
    local.add_argument("--issuer", choices=("aws", "local"), help=f"with start: {ISSUER_HELP}")
    local.add_argument("--tls", action="store_true", help="with start: serve https; `local env` names the CA file")
    local.add_argument(
        "--allow-other-users",
        action="store_true",
        help="with start: let other users of this machine see its pages and its inbox",
    )
    serve = add("serve", "an environment for a test suite: JSON lines on stdin ask for users and tokens until it ends")
    serve.add_argument("--flow", help="the sign-in flow of the environment's own test user")
    local.add_argument("--follow", action="store_true", help="with events: keep printing new events until Ctrl-C")
    local.add_argument(
        "--to",
        metavar="ADDRESS",
        help="with inbox: only messages to this address or number; with gateway: the back end, http://127.0.0.1:8000",
    )
    local.add_argument(
        "--wait", type=_duration, metavar="TIME", help="with inbox: wait for a message, for at most 10s, 1m, …"
    )
    _add_gateway(local)
    init = add("init", "a Pulumi project of your own around the component")
    init.add_argument("folder", nargs="?", metavar="FOLDER", help="where (default: the current folder)")
    add("doctor", "check what is installed, reachable and allowed, and how to fix what is missing")


def _add_gateway(local: argparse.ArgumentParser) -> None:
    gateway = local.add_argument_group("with gateway")
    gateway.add_argument("--mode", choices=("http-api", "alb"), help="what to imitate (default: http-api)")
    gateway.add_argument("--client", action="append", metavar="NAME", help="the app client; repeatable (default: all)")
    gateway.add_argument("--scope", action="append", metavar="SCOPE", help="a token needs one of these; repeatable")
    gateway.add_argument(
        "--route", action="append", metavar="ROUTE", help="'GET /orders/{id} orders/read': a key, scopes; repeatable"
    )
    gateway.add_argument("--public", action="append", metavar="ROUTE", help="a route without a token; repeatable")
    gateway.add_argument(
        "--claim-header",
        action="append",
        metavar="NAME=CLAIM",
        help="tell the back end a claim, x-user=sub; repeatable",
    )
    gateway.add_argument(
        "--on-unauthenticated",
        choices=("authenticate", "allow", "deny"),
        help="alb: what to do if nobody is signed in (default: authenticate)",
    )
    gateway.add_argument(
        "--session-timeout",
        type=_duration,
        metavar="TIME",
        help="alb: how long users stay signed in (default: 7d)",
    )


def _add_audit(add: Callable[..., argparse.ArgumentParser]) -> None:
    audit = add("audit", "check the security of the kept stack's pool, or of any live one")
    audit.add_argument("user_pool_id", nargs="?", metavar="USER_POOL_ID", help="for example us-east-1_a1B2c3D4e")
    audit.add_argument("--all", action="store_true", help="every user pool of the region")
    audit.add_argument(
        "--configuration", action="store_true", help="audit the stack's configuration file, deployed or not"
    )
    audit.add_argument(
        "--probe",
        action="store_true",
        help="try what the checks claim, and clean up: on the local target, or on a pool that this program deployed",
    )
    audit.add_argument("--list", action="store_true", help="list the checks without auditing anything")
    audit.add_argument(
        "--explain",
        metavar="ID",
        help="explain a check: why it matters, how to fix it, which checks of other tools it covers",
    )
    audit.add_argument("--only", action="append", metavar="ID", help="run only this check; repeatable")
    audit.add_argument(
        "--skip", action="append", metavar="ID=REASON", help="skip this check; the report shows the reason"
    )
    audit.add_argument("--baseline", metavar="FILE", help="a JSON file of accepted findings; see docs/audit.md")
    audit.add_argument(
        "--fail-on",
        choices=("low", "medium", "high", "critical"),
        help="exit with 1 if anything of this severity or above fails or can't be checked (default: high)",
    )


def _add_hosted_ui_commands(add: Callable[..., argparse.ArgumentParser], whose: _Parser, pool: _Parser) -> None:
    """What is done with the hosted UI and its endpoints, and the exports."""
    login = add("login", "sign in with the browser on the hosted UI; shows and keeps the tokens", pool)
    login.add_argument("--client", metavar="NAME", help="the app client (default: the first)")
    login.add_argument("--scope", action="append", metavar="SCOPE", help="repeatable (default: all the client allows)")
    login.add_argument("--resource", type=_resource, metavar="URL", help="what the access token is bound to (RFC 8707)")
    login.add_argument(
        "--identity-provider", "--idp", dest="idp", metavar="NAME", help="go to this provider's own sign-in page"
    )
    login.add_argument("--login-hint", metavar="NAME", help="who is about to sign in: fills in the page's field")
    login.add_argument(
        "--prompt", choices=PROMPTS, help="what managed login asks, even of users who are signed in already"
    )
    login.add_argument(
        "--lang", type=_language, metavar="LANGUAGE", help="language of managed login's pages: de, fr, pt-BR, …"
    )
    login.add_argument("--signup", action="store_true", help="begin with the page for new users")
    login.add_argument("--redirect-uri", metavar="URL", help="a callback URL on this machine (default: the first)")
    login.add_argument("--no-browser", action="store_true", help="print the URL instead of opening it")
    login.add_argument("--timeout", type=_duration, metavar="TIME", help="how long to wait (default: 5m)")
    login.add_argument(
        "--refresh", action="store_true", help="read the stack's outputs again instead of using the remembered ones"
    )
    userinfo = add("userinfo", "what the userinfo endpoint says about the access token's user", whose)
    userinfo.add_argument("--redirect-uri", metavar="URL", help="code: one of the client's callback URLs")
    add("revoke", "revoke the cached refresh token, and the access tokens issued from it", whose)
    logout = add("logout", "end the browser's session with the hosted UI; prints the URL", whose)
    logout.add_argument("--everywhere", action="store_true", help="revoke all of the user's refresh tokens too")
    logout.add_argument("--redirect-uri", metavar="URL", help="a callback URL, where the browser may sign in again")
    logout.add_argument("--no-browser", action="store_true", help="only print the URL")
    export = add("export", "the kept stack's settings and tokens for other tools", whose)
    export.add_argument(
        "format",
        metavar="FORMAT",
        help="env, dotenv, json, header, curl, http, postman, bruno, openapi, playwright, cypress, spa, mcp, "
        "agentcore; k6, locust or artillery: a CSV of all test users, and with --folder a load test that reads it",
    )
    export.add_argument("--redirect-uri", metavar="URL", help="code: one of the client's callback URLs")
    export.add_argument(
        "--folder", help="write files into this folder, readable only by you (default: one text on stdout)"
    )
    export.add_argument("--force", action="store_true", help="replace files that this program didn't write")
    export.add_argument(
        "--backend-url",
        metavar="URL",
        help="what the sample call asks for (default: the userinfo endpoint), or the load test",
    )
    _add_browser_options(export)
    agents = export.add_argument_group(
        "for mcp and agentcore, what agents' tokens are for",
        "--resource is the MCP server's address (default: http://127.0.0.1:8000/mcp, where the MCP SDK serves), and "
        "agentcore's audience (default: any)",
    )
    agents.add_argument(
        "--group",
        action="append",
        metavar="NAME",
        help="agentcore: a group whose users are allowed; repeatable (default: all)",
    )


def _add_browser_options(export: argparse.ArgumentParser) -> None:
    """What is in a browser that is signed in."""
    browser = export.add_argument_group("for playwright and cypress, a browser that is signed in; for spa, settings")
    browser.add_argument(
        "--library",
        action="append",
        metavar="NAME",
        help="what the application keeps its tokens with: amplify, amazon-cognito-identity-js, oidc-client-ts; "
        "repeatable (default: none, the hosted UI's session alone); spa: oidc-client-ts, amplify, auth-js "
        "(default: all)",
    )
    browser.add_argument(
        "--origin", metavar="URL", help="of the application, as http://127.0.0.1:5173 (default: the callback URL's)"
    )
    browser.add_argument(
        "--authority", metavar="URL", help="oidc-client-ts: as the application spells it (default: the issuer)"
    )
    browser.add_argument(
        "--allow-remote", action="store_true", help="even for an origin elsewhere that is in no callback URL"
    )
