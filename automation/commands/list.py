"""`list`: the environments that exist. It changes nothing."""

from datetime import UTC, datetime

from automation.cli.context import Context
from automation.cli.survey_request import survey_request
from automation.inventory.survey import survey
from automation.terminal.reports import print_columns


def run(context: Context) -> int:
    """Print them. Exit code 1: not all answered."""
    now = datetime.now(UTC)
    surveyed = survey(survey_request(context), context.runtime, now)
    for problem in surveyed.problems:
        context.console.warn(problem)
    for_people = context.arguments.output == "table"
    rows = [found.summary(now) if for_people else found.row(now) for found in surveyed.found]
    print_columns(context.stdout, context.arguments.output, "environment", rows)
    if not surveyed.found:
        context.console.say("There are no environments.")
    elif any(found.is_reapable for found in surveyed.found):
        context.console.say("Destroy the expired and abandoned ones with: python automation/run.py reap")
    return int(bool(surveyed.problems))
