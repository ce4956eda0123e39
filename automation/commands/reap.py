"""`reap`: destroys what is expired, and what a killed run left behind."""

from datetime import UTC, datetime
from functools import partial

from automation.cli.context import Context
from automation.cli.survey_request import survey_request
from automation.inventory.locks import locks_left
from automation.inventory.reaping import Outcome, reap
from automation.inventory.survey import Found, survey
from automation.targets.target import make_target
from automation.targets.workspaces import Workspace
from automation.terminal.reports import print_columns


def run(context: Context) -> int:
    """Exit code 1 where something that should have been destroyed couldn't be; it stays in the ledger."""
    surveyed = survey(survey_request(context), context.runtime, datetime.now(UTC))
    for problem in surveyed.problems:
        context.console.warn(problem)
    reapable = [found for found in surveyed.found if found.is_reapable]
    locks = locks_left(context.root, context.variables)
    if context.arguments.options.get("dry_run"):
        for lock in locks:
            context.console.say(f"Would remove {lock}.")
        outcomes = [Outcome(found, "would be destroyed") for found in reapable]
    else:
        outcomes = [_reap(found, context) for found in reapable if context.signals.received is None]
        for lock in locks:
            lock.remove()
            context.console.done(f"removed {lock}")
        _prune(context)
    print_columns(context.stdout, context.arguments.output, "environment", [outcome.row() for outcome in outcomes])
    if not outcomes:
        context.console.say("Nothing is expired or abandoned.")
    return int(bool(surveyed.problems) or any(outcome.action == "failed" for outcome in outcomes))


def _reap(found: Found, context: Context) -> Outcome:
    outcome = reap(found, context.runtime)
    if outcome.action == "destroyed":
        context.console.done(f"destroyed {found.entry.name}, which was {found.status}")
    else:
        context.console.warn(f"{found.entry.name} was left ({outcome.action}): {outcome.reason}")
    return outcome


def _prune(context: Context) -> None:
    """Remove what killed runs left beside their environments: half-written notes, locks, folders."""
    for name in ("local", "aws"):
        ledger = make_target(name, context.root, context.console).ledger()
        ledger.prune()
        known = {entry.name for entry in ledger.entries()}
        context.workspaces().sweep(name, partial(_is_unknown, known))


def _is_unknown(known: set[str], workspace: Workspace) -> bool:
    return workspace.name not in known
