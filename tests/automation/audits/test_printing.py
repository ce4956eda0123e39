"""What is printed is a valid document, whatever ends the audit and whenever."""

import csv
import json
import os
import signal
from collections.abc import Callable, Iterator, Mapping
from io import StringIO
from typing import Any, Final
from xml.etree import ElementTree as ET

import pytest

from auditing.audit import Report, audit
from automation.audits.printing import print_reports
from automation.errors import DriverError, Interrupted, ReportedError
from automation.terminal.signals import Signals
from tests.auditing.pools import FAILING, GOOD

REPORT: Final = audit(FAILING["mfa"][0]())


def table(text: str) -> bool:
    return "Incomplete" not in text


def json_list(text: str) -> bool:
    return all("pool" in one for one in json.loads(text))


def csv_rows(text: str) -> bool:
    return all(row["status"] != "incomplete" for row in csv.DictReader(StringIO(text)))


def junit(text: str) -> bool:
    return all(suite.get("name") != "audit" for suite in ET.fromstring(text.encode()))


def html(text: str) -> bool:
    assert text.endswith("</body></html>\n")
    return "Incomplete" not in text


def sarif(text: str) -> bool:
    found: Mapping[str, Any] = json.loads(text)
    return bool(found["runs"][0]["invocations"][0]["executionSuccessful"])


IS_WHOLE: Final[Mapping[str, Callable[[str], bool]]] = {
    "table": table, "json": json_list, "csv": csv_rows, "junit": junit, "html": html, "sarif": sarif,
}  # fmt: skip
"""Reads a document of each form, and says whether it claims to have all pools."""


def reports(*endings: BaseException) -> Iterator[Report]:
    """Two, and then what ends it."""
    yield REPORT
    yield audit(GOOD)
    if endings:
        raise endings[0]


@pytest.mark.parametrize("form", IS_WHOLE)
def test_a_document_of_all_pools_says_so(form: str) -> None:
    stream = StringIO()
    print_reports(stream, form, reports(), many=True)
    assert IS_WHOLE[form](stream.getvalue())


@pytest.mark.parametrize("form", IS_WHOLE)
def test_an_interrupted_document_is_closed_and_says_that_pools_are_missing(form: str) -> None:
    stream = StringIO()
    with pytest.raises(Interrupted):
        print_reports(stream, form, reports(Interrupted(signal.SIGINT)), many=True)
    assert not IS_WHOLE[form](stream.getvalue())
    assert "SIGINT stopped the audit before the last pool." in stream.getvalue()


@pytest.mark.parametrize("form", IS_WHOLE)
def test_a_failure_in_the_middle_closes_the_document_and_is_told_in_it(form: str) -> None:
    stream = StringIO()
    with pytest.raises(ReportedError, match="the disk is full"):
        print_reports(stream, form, reports(DriverError("the disk is full")), many=True)
    assert not IS_WHOLE[form](stream.getvalue())
    assert "the disk is full" in stream.getvalue()


@pytest.mark.parametrize("form", IS_WHOLE)
def test_what_fails_before_the_first_pool_writes_nothing(form: str) -> None:
    def failing() -> Iterator[Report]:
        raise DriverError("nobody answers")
        yield REPORT

    stream = StringIO()
    with pytest.raises(DriverError, match="nobody answers"):
        print_reports(stream, form, failing(), many=True)
    assert stream.getvalue() == ""


@pytest.mark.parametrize("form", IS_WHOLE)
def test_a_signal_in_the_middle_of_writing_waits_for_the_end_of_the_piece(form: str) -> None:
    class Interrupting(StringIO):
        """Half of the first piece, a signal, the other half."""

        def write(self, text: str) -> int:
            begins = not self.tell()
            written = super().write(text[: len(text) // 2])
            if begins:
                os.kill(os.getpid(), signal.SIGTERM)
            return written + super().write(text[len(text) // 2 :])

    stream = Interrupting()
    with Signals().installed(), pytest.raises(Interrupted):
        print_reports(stream, form, reports(), many=True)
    assert not IS_WHOLE[form](stream.getvalue())
    assert REPORT.pool in stream.getvalue()


@pytest.mark.parametrize("form", IS_WHOLE)
def test_a_reader_that_went_away_is_no_failure_of_the_audit(form: str) -> None:
    class Closed(StringIO):
        def write(self, _text: str) -> int:
            raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        print_reports(Closed(), form, reports(), many=True)


def test_each_pool_is_written_before_the_next_is_read() -> None:
    stream = StringIO()
    seen = []

    def watched() -> Iterator[Report]:
        for report in reports():
            seen.append(len(stream.getvalue()))
            yield report

    print_reports(stream, "sarif", watched(), many=True)
    assert 0 == seen[0] < seen[1]
