"""Reports on stdout, in the forms that `audit` has: pool by pool, and a valid document whatever ends it."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final, TextIO

from auditing.audit import Report
from auditing.reports.document import Document
from auditing.reports.html import HtmlPage
from auditing.reports.json_object import JsonList, JsonObject
from auditing.reports.junit import JUnit
from auditing.reports.sarif import Sarif
from auditing.reports.table import Table
from automation.audits.csv_rows import CsvRows
from automation.errors import Interrupted, ReportedError, described
from automation.terminal.signals import postponed
from local.program import VERSION

_FORMS: Final[Mapping[str, Callable[[], Document]]] = {
    "table": Table,
    "json": JsonList,
    "csv": CsvRows,
    "junit": JUnit,
    "html": HtmlPage,
    "sarif": lambda: Sarif(VERSION),
}


def print_reports(stream: TextIO, form: str, reports: Iterable[Report], *, many: bool) -> None:
    """Each as it comes; JSON is a list where there may be `many`, else an object.

    Where something ends it after the first, the document is closed and says why it isn't whole: that is raised as
    ReportedError, an interruption as it is. Before the first nothing is written, and anything is raised as it is.
    """
    document = JsonObject() if form == "json" and not many else _FORMS[form]()
    writing = _Writing(stream, document)
    incomplete = "The audit stopped before the last pool."
    try:
        for report in reports:
            writing.add(report)
        writing.begin()
        incomplete = ""
    except BrokenPipeError:
        raise
    except Interrupted as interruption:
        incomplete = f"{interruption} stopped the audit before the last pool."
        raise
    except Exception as error:
        if not writing.has_begun:
            raise
        code, text = described(error)
        incomplete = f"The audit failed before the last pool. {text}"
        raise ReportedError(code, text) from error
    finally:
        writing.end(incomplete)


class _Writing:
    """A signal waits for the end of each piece: half a piece would be no document."""

    def __init__(self, stream: TextIO, document: Document) -> None:
        self._stream = stream
        self._document = document
        self.has_begun = False

    def begin(self) -> None:
        with postponed():
            if not self.has_begun:
                self.has_begun = True
                self._stream.write(self._document.beginning())

    def add(self, report: Report) -> None:
        with postponed():
            self.begin()
            self._stream.write(self._document.of(report))
            self._stream.flush()

    def end(self, incomplete: str) -> None:
        with postponed():
            if self.has_begun:
                self._stream.writelines(self._document.ending(incomplete))
                self._stream.flush()
