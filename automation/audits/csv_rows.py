"""A report as CSV: a row for every finding, and for every check without one."""

from collections.abc import Iterator

from auditing.audit import Report
from auditing.reports.json_object import COLUMNS, rows
from automation.terminal.reports import csv_line


class CsvRows:
    """Rows below one line of columns."""

    def beginning(self) -> str:
        """The columns' names."""
        return csv_line(COLUMNS)

    def of(self, report: Report) -> str:
        """The pool's rows."""
        return "".join(csv_line(row) for row in rows(report))

    def ending(self, incomplete: str) -> Iterator[str]:
        """A row of its own, of no pool, where pools are missing."""
        if incomplete:
            said = {"status": "incomplete", "text": incomplete}
            yield csv_line(said.get(column, "") for column in COLUMNS)
