"""A report as one HTML page that loads nothing."""

from collections.abc import Iterator
from html import escape
from typing import Final

from auditing.audit import Report, Result, Status
from auditing.reports.table import counted

_STYLE: Final = """\
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.4rem;border-bottom:1px solid #ccc}
details{margin:.3rem 0}code{overflow-wrap:anywhere}.high,.critical{color:#a40000}.medium{color:#7a4a00}
@media(prefers-color-scheme:dark){
body{color:#eee;background:#161616}.high,.critical{color:#ff8a80}.medium{color:#ffcc80}}
"""


class HtmlPage:
    """A section for each pool; each finding with why, and how to fix it, folded away."""

    def beginning(self) -> str:
        """The head and the title."""
        return (
            '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" '
            f'content="width=device-width">\n<title>Audit of Cognito user pools</title><style>{_STYLE}</style></head>'
            "<body>\n<h1>Audit of Cognito user pools</h1>\n"
        )

    def of(self, report: Report) -> str:
        """The pool's section."""
        return "".join(f"{line}\n" for line in _section(report))

    def ending(self, incomplete: str) -> Iterator[str]:
        """Why pools are missing, where they are."""
        if incomplete:
            yield f'<p class="high" role="alert">Incomplete: {escape(incomplete)}</p>\n'
        yield "</body></html>\n"


def _section(report: Report) -> Iterator[str]:
    yield f"<h2>{escape(report.pool)}</h2><p>{escape(counted(report))}</p>"
    yield '<table><thead><tr><th scope="col">Severity</th><th scope="col">Check</th><th scope="col">What is so</th>'
    yield "</tr></thead><tbody>"
    shown = list(report.of(Status.FAILED, Status.UNKNOWN, Status.UNSEEN, Status.ACCEPTED, Status.SKIPPED))
    shown += [result for result in report.of(Status.PASSED, Status.NOT_APPLICABLE) if result.attempts]
    for result in shown:
        yield _row(result)
    yield "</tbody></table>"


def _row(result: Result) -> str:
    check = result.check
    said = [f"{one.where}: {one.text}" for one in result.findings]
    said += [f"Accepted: {one.where}: {one.text} Reason: {reason}" for one, reason in result.accepted]
    said += [f"Tried: {one.where}: {one}" for one in result.attempts]
    if result.reason:
        said.append(f"{result.status.value}: {result.reason}")
    text = "<br>".join(escape(line) for line in said)
    fixes = "".join(
        f"<p><code>{escape(fix)}</code></p>"
        for fix in (check.fix.configuration, check.fix.aws, check.fix.terraform)
        if fix
    )
    return (
        f'<tr><td class="{check.severity}">{check.severity}</td><td>{check.id}</td><td>{text}<details><summary>'
        f'Why, and how to fix it</summary><p>{escape(check.why)} <a href="{escape(check.documentation)}">'
        f"Documentation</a></p>{fixes}</details></td></tr>"
    )
