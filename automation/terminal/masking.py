"""Masks for GitHub Actions: values that a job's log shows as `***` from then on.

A runner takes commands from both streams of a step (https://github.com/actions/runner, `OutputManager`). These go to
stderr: stdout holds the answer alone, also where a shell puts it into a variable.
"""

import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, TextIO

SECRET_NAMES: Final = ("client_secret", "password", "access_token", "id_token", "refresh_token")
"""Of members, and in upper case how variables' names end."""
CLIENTS_SECRET: Final = re.compile(r"COGNITO_CLIENT_(.*_)?SECRET")
"""The names of the variables with a client's secret, whatever the client is called."""
ONLY_FOR_LOGS: Final = ("secret_access_key",)
"""Of the local engine's throw-away key: of no use elsewhere, and so shown in tables."""
HOSTILE: Final = ("token", "authorization")
"""Members of a hostile token; some are made of genuine ones."""
MAX_ROWS: Final = 1000
"""The runner looks for every mask in every line, and gets slower with each."""


def mask(*values: object, stream: TextIO | None = None) -> None:
    """Have these values masked where this is a step of GitHub Actions; nothing happens elsewhere."""
    if os.environ.get("GITHUB_ACTIONS") != "true":
        return
    commands = "".join(f"::add-mask::{_escaped(str(value))}\n" for value in dict.fromkeys(values) if value)
    out = stream or sys.stderr
    out.write(commands)
    out.flush()


def mask_secrets(value: object) -> None:
    """Have every secret in an answer or in variables masked, known by the name of its member."""
    if os.environ.get("GITHUB_ACTIONS") == "true":
        mask(*secrets_in(value))


def rows_masked(rows: Iterable[Mapping[str, str]]) -> Iterator[Mapping[str, str]]:
    """The same rows, the secrets of each masked before it is given; of `MAX_ROWS` at most."""
    if os.environ.get("GITHUB_ACTIONS") != "true":
        yield from rows
        return
    for number, row in enumerate(rows):
        if number < MAX_ROWS:
            mask_secrets(row)
        elif number == MAX_ROWS and any(secrets_in(row)):
            sys.stderr.write(
                f"::warning::The secrets of the first {MAX_ROWS} rows are masked; those of others aren't.\n"
            )
        yield row


def secrets_in(value: object) -> Iterator[str]:
    """The secrets among the members of an object, however deep."""
    if isinstance(value, Mapping):
        for name, one in value.items():
            if isinstance(one, str):
                if one and _is_secret(str(name)):
                    yield one
            else:
                yield from secrets_in(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from secrets_in(one)


def _is_secret(name: str) -> bool:
    if name in HOSTILE or CLIENTS_SECRET.fullmatch(name):
        return True
    return name.lower().endswith((*SECRET_NAMES, *ONLY_FOR_LOGS))


def _escaped(text: str) -> str:
    """As the runner unescapes a command's data."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
