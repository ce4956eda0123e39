"""Reports on stdout, in the forms that `audit` has."""

from collections.abc import Iterable
from typing import Any, TextIO

from auditing.audit import Report
from auditing.reports.html import to_html
from auditing.reports.json_object import rows, to_json
from auditing.reports.junit import to_junit
from auditing.reports.sarif import to_sarif
from auditing.reports.table import to_table
from automation.terminal.reports import print_json, print_rows
from local.program import VERSION


def print_reports(stream: TextIO, form: str, reports: Iterable[Report], *, many: bool) -> None:
    """A table and rows are written as the reports come; `many`: JSON is a list then, of one pool an object."""
    if form == "csv":
        print_rows(stream, form, (row for report in reports for row in rows(report)), "")
    elif form == "table":
        for report in reports:
            stream.write(to_table(report))
            stream.flush()
    else:
        _print_whole(stream, form, list(reports), many=many)


def _print_whole(stream: TextIO, form: str, reports: list[Report], *, many: bool) -> None:
    if form == "sarif":
        print_json(stream, to_sarif(reports, VERSION))
    elif form == "json":
        found: list[dict[str, Any]] = [to_json(report) for report in reports]
        print_json(stream, found if many else found[0])
    else:
        stream.write(to_junit(reports) if form == "junit" else to_html(reports))
        stream.flush()
