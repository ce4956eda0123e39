"""`list`: the environments that exist."""

from datetime import UTC, datetime

from automation.cli.context import Context
from automation.cli.survey_request import survey_request
from automation.inventory.reaping import reap
from automation.inventory.survey import Found, survey
from automation.terminal.reports import print_columns


def run(context: Context) -> int:
    """Print them; a kept one whose time to live is over is destroyed on the way. Exit code 1: not all answered."""
    now = datetime.now(UTC)
    surveyed = survey(survey_request(context), context.runtime, now)
    for problem in surveyed.problems:
        context.console.warn(problem)
    left = [found for found in surveyed.found if not _is_over(found, context)]
    print_columns(context.stdout, context.arguments.output, "environment", [found.row(now) for found in left])
    return int(bool(surveyed.problems))


def _is_over(found: Found, context: Context) -> bool:
    # AWS is never touched unless it is asked for.
    if found.status != "expired" or found.entry.kind != "kept" or found.entry.target != context.arguments.target:
        return False
    outcome = reap(found, context.runtime)
    if outcome.action in ("destroyed", "gone"):
        context.console.done(f"destroyed {found.entry.name}: it lived until {found.entry.expires}")
        return True
    context.console.warn(f"{found.entry.name} lived until {found.entry.expires}, and is left: {outcome.reason}")
    return False
