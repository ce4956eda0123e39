"""Outputs and the list of environments fit a terminal of less than 120 columns."""

import io
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from automation.commands.outputs import print_outputs
from automation.inventory.survey import Found
from automation.terminal.reports import print_columns
from tests.automation.environments import make_outputs
from tests.automation.records.test_ledger import entry

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)


def shown(output: str, **changes: Any) -> str:
    stream = io.StringIO()
    arguments = SimpleNamespace(output=output, stack="dev")
    context: Any = SimpleNamespace(stdout=stream, arguments=arguments)
    print_outputs(context, make_outputs(**changes))
    return stream.getvalue()


def test_each_client_has_a_table_of_its_own_with_its_secret_masked() -> None:
    text = shown("table")
    assert "App client webapp\n  client_id" in text
    assert "client-s3cret" not in text
    assert max(map(len, text.splitlines())) < 120


def test_json_has_them_as_ever() -> None:
    assert '"client_secret": "client-s3cret"' in shown("json")


def test_a_stack_without_clients_is_shown() -> None:
    assert "App client" not in shown("table", clients=None)


def test_the_list_for_people_is_narrow_and_the_one_for_programs_whole() -> None:
    ends = (NOW + timedelta(hours=2, minutes=5)).isoformat()
    one = entry(created=(NOW - timedelta(days=1)).isoformat(), expires=ends)
    found = Found(one, "kept", ("ledger",))
    stream = io.StringIO()
    print_columns(stream, "table", "environment", [found.summary(NOW)])
    assert "1d" in stream.getvalue()
    assert "2h 5m" in stream.getvalue()
    assert max(map(len, stream.getvalue().splitlines())) < 100
    assert found.row(NOW)["ttl_s"] == 7500
