"""`check-backend URL`: which hostile tokens a back end of one's own lets in."""

from automation.backends import reports
from automation.backends.address import parse_address
from automation.backends.checking import DEFAULT_REFUSALS, SUCCESSES, Statuses, check_backend, check_protected
from automation.backends.probe import Probe
from automation.cli.context import Context
from automation.commands.hostile_tokens import made_tokens
from automation.errors import UsageError
from automation.terminal.reports import print_columns, print_json


def run(context: Context) -> int:
    """Exit code 1 where one got in, or got no clear refusal. Raises UsageError, BackendError."""
    options = context.arguments.options
    probe = Probe(
        parse_address(str(options["url"]), allow_remote=bool(options.get("allow_remote"))),
        method=str(options.get("method") or "GET"),
        header=str(options.get("header") or "Authorization"),
        scheme=_scheme(options.get("scheme")),
        timeout_s=float(options.get("timeout") or 10),
    )
    statuses = _statuses(frozenset(options.get("refused") or ()), frozenset(options.get("accepted") or ()))
    check_protected(probe, statuses)
    good, hostile = made_tokens(context)
    report = check_backend(probe, good, hostile, statuses)
    form = context.arguments.output
    if form == "json":
        print_json(context.stdout, reports.to_json(report))
    elif form == "junit":
        context.stdout.write(reports.to_junit(report))
    else:
        print_columns(context.stdout, form, "name", reports.rows(report))
    context.stdout.flush()
    (context.console.done if report.passed else context.console.error)(reports.summary(report))
    return 0 if report.passed else 1


def _statuses(refused: frozenset[int], accepted: frozenset[int]) -> Statuses:
    """Raises UsageError where a status would mean both."""
    statuses = Statuses(refused or DEFAULT_REFUSALS, accepted)
    both = statuses.refusals & (accepted | SUCCESSES)
    if both:
        raise UsageError(
            f"The status {min(both)} can't mean both that a token was refused and that it was accepted. Name the "
            "statuses of refusals with --refused, others than 200 to 299."
        )
    return statuses


def _scheme(given: str | None) -> str:
    return "Bearer" if given is None else {"none": ""}.get(given, given)
