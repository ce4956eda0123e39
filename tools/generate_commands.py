"""Writes docs/commands.md, every command with its options, out of the command line's parser; `--check` compares."""

import argparse
import re
import runpy
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from automation.cli import command_line  # noqa: E402 - the line above is what finds it

DOOR: Final[re.Pattern[str]] = runpy.run_path(str(ROOT / "packages" / "build_hook.py"))["DOOR"]
"""What a checkout's messages call the program."""
PAGE: Final = ROOT / "docs" / "commands.md"
EVERYWHERE: Final = "options on every command"
HEAD: Final = """\
<!-- Written by tools/generate_commands.py; `make docs` writes it anew. -->

# Commands

What `cognito-access-token --help` and `cognito-access-token COMMAND --help` say. In a checkout, the command is
`python automation/run.py`.

    cognito-access-token [OPTIONS] [COMMAND] [ARGS] [-- PROGRAM ...]

stdout carries the answer and nothing else; progress and warnings go to stderr. Options may stand before or after the
command. Those whose value is `VALUE|-|@FILE` take a secret: `-` reads it from stdin, `@FILE` from a file.

| exit code | |
|---|---|
| 0 | done |
| 1 | failed; the [error code](errors.md) says how |
| 2 | wrong usage, or an invalid configuration: nothing was created |
| 130, 143 | interrupted by Ctrl-C or SIGTERM, after cleaning up |
"""


def page() -> str:
    """The whole page."""
    parser = command_line._build()  # noqa: SLF001 - what parses is what is described
    chosen = next(action for action in parser._actions if isinstance(action, argparse._SubParsersAction))  # noqa: SLF001
    words = {action.dest: str(action.help) for action in chosen._choices_actions}  # noqa: SLF001
    common = next(group for group in parser._action_groups if group.title == EVERYWHERE)  # noqa: SLF001
    parts = ["\n## Options on every command\n", *table(common._group_actions)]  # noqa: SLF001
    parts += ["\n## Without a command\n", "A one-shot environment: deploy, sign in, verify, report, destroy."]
    parts += described(parser)
    for name, one in chosen.choices.items():
        parts += [f"\n## {name}\n", f"{words[name][0].upper()}{words[name][1:]}.", *described(one)]
    return HEAD + DOOR.sub("cognito-access-token", "\n".join(parts)) + "\n"


def described(parser: argparse.ArgumentParser) -> Iterator[str]:
    """Arguments and options of one command, group by group."""
    for group in parser._action_groups:  # noqa: SLF001
        actions = [one for one in group._group_actions if not isinstance(one, argparse._HelpAction)]  # noqa: SLF001
        actions = [one for one in actions if not isinstance(one, argparse._SubParsersAction)]  # noqa: SLF001
        if group.title == EVERYWHERE or not actions:
            continue
        if group.title not in {"positional arguments", "options"}:
            yield f"\n{str(group.title)[0].upper()}{str(group.title)[1:]}:\n"
        else:
            yield ""
        yield from table(actions)


def table(actions: list[argparse.Action]) -> list[str]:
    """One row an argument."""
    rows = (f"| `{spelt(one)}` | {(one.help or '').replace('<', '&lt;')} |" for one in actions)
    return ["| | |", "|---|---|", *rows]


def spelt(action: argparse.Action) -> str:
    """An argument as it is written."""
    if isinstance(action.metavar, str):
        value = action.metavar.replace("|", r"\|")
    else:
        value = f"{{{','.join(map(str, action.choices))}}}" if action.choices else action.dest.upper()
    if not action.option_strings:
        return f"[{value}]" if action.nargs in {"?", "*"} else value
    names = ", ".join(action.option_strings)
    return names if action.nargs == 0 else f"{names} {value}"


def main() -> int:
    """Exit code 1 where `--check` finds a difference."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    text = page()
    if parser.parse_args().check:
        return int(not PAGE.exists() or PAGE.read_text(encoding="utf-8") != text)
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
