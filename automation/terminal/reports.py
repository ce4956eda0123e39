"""The answer on stdout: a table for people (secrets masked), JSON or a bare value for programs."""

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from io import StringIO
from typing import Any, TextIO

from automation.errors import Interrupted, ReportedError, described
from automation.terminal.masking import SECRET_NAMES, mask, mask_secrets, rows_masked

MASK = "••••••••"


def print_json(stream: TextIO, value: object) -> None:
    """One JSON value, and flush."""
    mask_secrets(value)
    stream.write(json.dumps(value, indent=2, default=_plain) + "\n")
    stream.flush()


def print_raw(stream: TextIO, text: str) -> None:
    """A bare value on a line of its own."""
    stream.write(f"{text}\n")
    stream.flush()


def print_outcome(stream: TextIO, output: str, outcome: Mapping[str, Any]) -> None:
    """What was done, as JSON where that is asked for: people are told on stderr."""
    if output == "json":
        print_json(stream, outcome)


def print_secret(stream: TextIO, text: str) -> None:
    """A bare secret on a line of its own."""
    mask(text)
    print_raw(stream, text)


def print_table(stream: TextIO, title: str, rows: Iterable[tuple[str, object]]) -> None:
    """Two columns, name and value. Never shortened: what is shown can be copied."""
    lines = [(name, _cell(name, value)) for name, value in rows]
    width = max((len(name) for name, _ in lines), default=0)
    stream.write(f"{title}\n" + "".join(f"  {name:<{width}}  {value}\n" for name, value in lines))
    stream.flush()


def print_answer(stream: TextIO, output: str, title: str, answer: Mapping[str, Any], raw: str) -> None:
    """One thing: as JSON, as a table, or with `raw` the value of that name alone."""
    if output == "json":
        print_json(stream, answer)
    elif output == "raw":
        mask_secrets({raw: answer[raw]})
        print_raw(stream, str(answer[raw]))
    else:
        print_table(stream, title, list(answer.items()))


def print_tokens(stream: TextIO, tokens: Mapping[str, Any], entry: Mapping[str, Any], output: str) -> None:
    """RFC 6749's token response and the `claims`, as JSON or as a table; `entry` says whose they are, by which flow."""
    if output == "json":
        print_json(stream, {**tokens, "claims": entry["claims"]})
        return
    rows = [*tokens.items(), *((f"claims of {name}", value) for name, value in entry["claims"].items())]
    print_table(stream, f"Tokens of {entry['username']}, verified (flow {entry['flow']})", rows)


def print_rows(
    stream: TextIO, output: str, rows: Iterable[Mapping[str, str]], title: str, *, is_exact: bool = False
) -> None:
    """Rows of the same columns, each as it comes: however many there are, none waits for the last.

    A CSV that is for programs alone is exact; in others no cell is a formula to a spreadsheet.
    Where making a row fails after the first, a JSON list ends with why: that is raised as ReportedError.
    """
    if output in ("csv", "json"):
        rows = rows_masked(rows)
    if output == "csv":
        _print_csv(stream, rows, is_exact=is_exact)
    elif output == "json":
        _print_list(stream, rows)
    elif output == "raw":
        stream.writelines(f"{next(iter(row.values()))}\n" for row in rows)
    else:
        stream.write(f"{title}\n")
        stream.writelines(f"  {'  '.join(_cell(*one) for one in row.items())}\n" for row in rows)
    stream.flush()


def _print_list(stream: TextIO, rows: Iterable[Mapping[str, str]]) -> None:
    separator = "["
    try:
        for row in rows:
            stream.write(f"{separator}\n {json.dumps(row)}")
            separator = ","
    except BrokenPipeError:
        raise
    except Interrupted:
        stream.write("[]\n" if separator == "[" else "\n]\n")
        raise
    except Exception as error:
        if separator == "[":
            raise
        code, text = described(error)
        with suppress(OSError):  # the disk is full, perhaps
            stream.write(f",\n {json.dumps({'error': {'code': code, 'text': text}})}\n]\n")
            stream.flush()
        raise ReportedError(code, text) from error
    stream.write("[]\n" if separator == "[" else "\n]\n")


def _print_csv(stream: TextIO, rows: Iterable[Mapping[str, str]], *, is_exact: bool) -> None:
    for number, row in enumerate(rows):
        if number == 0:
            stream.write(csv_line(row, is_exact=is_exact))
        stream.write(csv_line(row.values(), is_exact=is_exact))


def csv_line(cells: Iterable[str], *, is_exact: bool = False) -> str:
    """One line of CSV (RFC 4180, with a bare line feed); no cell is a formula to a spreadsheet, unless `is_exact`."""
    line = StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells if is_exact else [_defused(cell) for cell in cells])
    return line.getvalue()


def _defused(text: str) -> str:
    """A cell that no spreadsheet takes for a formula; a number with its sign, such as +15555550100, is none."""
    if text[:1] in {"=", "+", "-", "@", "\t", "\r"} and not text[1:].replace(".", "", 1).isdigit():
        return f"'{text}"
    return text


def print_columns(stream: TextIO, form: str, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Many things of one kind: a table with a column each, a JSON list, CSV (RFC 4180), or with raw their names."""
    if form == "json":
        print_json(stream, rows)
        return
    if form == "raw":
        stream.writelines(f"{row[name]}\n" for row in rows)
    elif form == "csv":
        writer = csv.writer(stream)
        writer.writerows(rows[:1])  # their names
        writer.writerows([_defused(_cell(key, value, none="")) for key, value in row.items()] for row in rows)
    elif rows:
        lines = [list(rows[0]), *([_cell(key, value) for key, value in row.items()] for row in rows)]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        for line in lines:
            cells = (f"{cell:<{width}}" for cell, width in zip(line, widths, strict=True))
            stream.write("  ".join(cells).rstrip() + "\n")
    stream.flush()


def masked(text: str) -> str:
    """A token's beginning, enough to recognise it and too little to use it; anything shorter not at all."""
    return f"{text[:12]}…({len(text)} characters)" if len(text) > 100 else MASK  # noqa: PLR2004 - a JWT is longer


def _cell(name: str, value: object, none: str = "-") -> str:
    if value is None:
        return none
    if name in SECRET_NAMES:
        return masked(str(value))
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {_cell(str(key), one)}" for key, one in value.items()) or none
    if isinstance(value, list | tuple):
        return ", ".join(str(one) for one in value) or none
    return str(value)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")
