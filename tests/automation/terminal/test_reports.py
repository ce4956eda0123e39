import io
import json
import signal
from collections.abc import Iterator
from types import MappingProxyType

import pytest

from automation.errors import Interrupted, ReportedError, UsageError
from automation.terminal.reports import (
    masked,
    print_columns,
    print_json,
    print_raw,
    print_rows,
    print_table,
    print_tokens,
)


def table(*rows: tuple[str, object]) -> str:
    stream = io.StringIO()
    print_table(stream, "Title", rows)
    return stream.getvalue()


def test_a_table_masks_secrets_wherever_they_stand():
    text = table(("password", "Passw0rd!"), ("clients", {"webapp": {"client_id": "7k", "client_secret": "s3cret"}}))

    assert "Passw0rd!" not in text
    assert "s3cret" not in text
    assert "client_id: 7k" in text


def test_a_masked_token_can_be_recognised_and_not_used():
    token = "eyJraWQiOiJ4" + "a" * 900

    assert masked(token) == "eyJraWQiOiJ4…(912 characters)"


def test_a_table_shortens_nothing_that_is_meant_to_be_copied():
    url = "https://" + "a" * 300

    assert url in table(("url", url))


def test_json_shows_secrets_and_is_one_value():
    stream = io.StringIO()

    print_json(stream, {"password": "Passw0rd!"})

    assert json.loads(stream.getvalue()) == {"password": "Passw0rd!"}


ROWS = [
    {"name": "ada", "secret": "=cmd()", "phone": "+15555550100"},
    {"name": "grace", "secret": "x", "phone": ""},
]


def rows(form: str, given: list[dict[str, str]] = ROWS) -> str:
    stream = io.StringIO()
    print_rows(stream, form, iter(given), "Users")
    return stream.getvalue()


def test_rows_are_one_json_list_however_many_there_are():
    assert json.loads(rows("json")) == ROWS
    assert json.loads(rows("json", [])) == []


def test_rows_as_csv_have_a_header_and_no_cell_that_a_spreadsheet_runs():
    header, first, second = rows("csv").splitlines()
    assert header == "name,secret,phone"
    assert first == "ada,'=cmd(),+15555550100"
    assert second == "grace,x,"
    assert rows("csv", []) == ""


def test_rows_in_raw_are_their_first_column_and_a_table_has_all():
    assert rows("raw") == "ada\ngrace\n"
    assert rows("table").splitlines()[0] == "Users"
    assert "grace" in rows("table")


def test_a_row_is_written_before_the_next_is_made():
    stream, seen = io.StringIO(), []

    def come():
        for row in ROWS:
            seen.append(stream.getvalue())
            yield row

    print_rows(stream, "csv", come(), "Users")
    assert "ada" in seen[1]


def columns(form: str, given: list[dict[str, object]]) -> str:
    stream = io.StringIO()
    print_columns(stream, form, "environment", given)
    return stream.getvalue()


STACKS: list[dict[str, object]] = [
    {"environment": "dev", "age_s": 7200, "expires": None, "sources": ["ledger", "tags"]},
    {"environment": "staging", "age_s": None, "expires": "2026", "sources": []},
]


def test_columns_line_up_and_what_isnt_known_is_a_dash():
    head, first, second = columns("table", STACKS).splitlines()
    assert head.index("age_s") == first.index("7200") == second.index("-")
    assert first.endswith("ledger, tags")
    assert columns("table", []) == ""


def test_columns_for_programs_are_json_csv_or_names():
    assert json.loads(columns("json", STACKS)) == STACKS
    assert columns("raw", STACKS) == "dev\nstaging\n"
    assert columns("csv", STACKS).splitlines() == [
        "environment,age_s,expires,sources", 'dev,7200,,"ledger, tags"', "staging,,2026,",
    ]  # fmt: skip
    assert (
        columns("csv", [{"environment": "=cmd()", "age_s": -2, "expires": "@now"}]).splitlines()[1]
        == "'=cmd(),-2,'@now"
    )


def tokens(output: str) -> str:
    stream = io.StringIO()
    entry = {"username": "ada", "flow": "srp", "claims": {"access_token": {"sub": "1"}}}
    print_tokens(stream, {"access_token": "a" * 200, "expires_in": 3600}, entry, output)
    return stream.getvalue()


def test_tokens_are_whole_for_programs_and_masked_for_people():
    told = json.loads(tokens("json"))
    assert told["access_token"] == "a" * 200
    assert told["claims"] == {"access_token": {"sub": "1"}}
    shown = tokens("table")
    assert shown.startswith("Tokens of ada, verified (flow srp)")
    assert "a" * 200 not in shown
    assert "claims of access_token" in shown


def test_a_mapping_of_any_kind_is_an_object_in_json_and_anything_else_is_refused():
    stream = io.StringIO()
    print_json(stream, MappingProxyType({"a": 1}))
    assert json.loads(stream.getvalue()) == {"a": 1}
    with pytest.raises(TypeError, match="object has no JSON form"):
        print_json(stream, object())


def test_a_bare_value_is_a_line():
    stream = io.StringIO()
    print_raw(stream, "a.b.c")
    assert stream.getvalue() == "a.b.c\n"


def test_a_json_list_that_cant_be_finished_is_closed_and_says_why():
    def come() -> Iterator[dict[str, str]]:
        yield {"name": "ada"}
        raise UsageError("no more")

    stream = io.StringIO()
    with pytest.raises(ReportedError, match="no more"):
        print_rows(stream, "json", come(), "Users")
    assert json.loads(stream.getvalue()) == [{"name": "ada"}, {"error": {"code": "usage", "text": "no more"}}]

    def interrupted() -> Iterator[dict[str, str]]:
        yield {"name": "ada"}
        raise Interrupted(signal.SIGINT)

    stream = io.StringIO()
    with pytest.raises(Interrupted):
        print_rows(stream, "json", interrupted(), "Users")
    assert json.loads(stream.getvalue()) == [{"name": "ada"}]

    stream = io.StringIO()
    with pytest.raises(UsageError):
        print_rows(stream, "json", iter(come_to_nothing()), "Users")
    assert stream.getvalue() == ""


def come_to_nothing() -> Iterator[dict[str, str]]:
    raise UsageError("nothing")
    yield {}
