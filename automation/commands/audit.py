"""`audit [USER_POOL_ID]`: what is wrong with a pool's security. It only reads, unless `--probe` asks it to try."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from auditing.audit import Report, Selection, audit
from auditing.check import SEVERITIES, Severity
from auditing.checks import CHECKS
from auditing.production import accepted_by
from auditing.reports.json_object import described
from auditing.reports.table import explained, to_list
from automation.audits.printing import print_reports
from automation.audits.selecting import check_named, select
from automation.cli.context import Context
from automation.errors import DriverError, UsageError
from automation.terminal.reports import print_json

if TYPE_CHECKING:
    from automation.audits.live_pool import LivePools
    from automation.targets.target import AdministratorConnection

DEFAULT_THRESHOLD = "high"


class CountedReports:
    """Reports on their way to the printer, counting those that fail."""

    def __init__(self, reports: Iterable[Report], threshold: Severity) -> None:
        self._reports = reports
        self._threshold = threshold
        self.failing = 0

    def __iter__(self) -> Iterator[Report]:
        """Each as it comes."""
        for report in self._reports:
            self.failing += report.fails(self._threshold)
            yield report


def run(context: Context) -> int:
    """Exit code 1 where something at or above --fail-on is wrong, or can't be looked at. Raises UsageError."""
    options = context.arguments.options
    if options.get("list") or options.get("explain"):
        return _tell(context)
    baseline = options.get("baseline")
    selection = select(options.get("only") or (), options.get("skip") or (), Path(baseline) if baseline else None)
    with _reports(context, selection) as reports:
        watched = CountedReports(reports, SEVERITIES[options.get("fail_on") or DEFAULT_THRESHOLD])
        print_reports(context.stdout, context.arguments.output, watched, many=bool(options.get("all")))
    return 1 if watched.failing else 0


def _tell(context: Context) -> int:
    """What the checks are; no pool is looked at."""
    explain, form = context.arguments.options.get("explain"), context.arguments.output
    if form not in ("table", "json"):
        raise UsageError("--list and --explain support -o table and -o json only.")
    checks = [check_named(explain)] if explain else CHECKS
    if form == "json":
        found = [described(check) for check in checks]
        print_json(context.stdout, found[0] if explain else found)
    else:
        context.stdout.write(explained(checks[0]) if explain else to_list(checks))
        context.stdout.flush()
    return 0


@contextmanager
def _reports(context: Context, selection: Selection) -> Iterator[Iterable[Report]]:
    options = context.arguments.options
    asked = [name for name in ("user_pool_id", "all", "configuration") if options.get(name)]
    if len(asked) > 1:
        raise UsageError("USER_POOL_ID, --all and --configuration can't be combined: each says what to audit.")
    probes = options.get("probe")
    if probes and (options.get("all") or options.get("configuration")):
        raise UsageError("--probe works on one deployed user pool: give its ID, or the kept stack with --stack.")
    pool_id = options.get("user_pool_id")
    if not asked:
        pool_id = _kept_pool(context)
        selection = _with_exceptions(context, selection) if pool_id else selection
        if probes and not pool_id:
            raise UsageError(
                f"The stack {context.arguments.stack} isn't deployed, so there is nothing to probe. Deploy it "
                "with `up`."
            )
    if options.get("configuration") or not (asked or pool_id):
        yield [_configured(context, selection)]
    elif pool_id:
        from automation.cli.unmanaged_pool import region_of_asked

        with _connected(context, region_of_asked(context, pool_id)) as (connection, pools):
            yield [_one(context, connection, pools, pool_id, selection)]
    else:
        from automation.targets.plan import planned_region

        region = planned_region(context.workspaces(), context.stack(), context.variables)
        with _connected(context, region) as (_, pools):
            yield _all(context, pools, selection)


def _one(
    context: Context, connection: "AdministratorConnection", pools: "LivePools", pool_id: str, selection: Selection
) -> Report:
    if not context.arguments.options.get("probe"):
        context.console.say(f"Reading the user pool {pool_id}")
        return audit(pools.describe(pool_id, selection.parts), selection)
    from automation.audits.probing.permission import check_own_pool
    from automation.audits.probing.probing import probe

    check_own_pool(connection.cognito(), pool_id, connection.target)
    context.console.say(f"Reading the user pool {pool_id}")
    pool = pools.describe(pool_id)
    context.console.say("Trying what the checks claim, with a test user that is removed afterwards")
    return probe(pool, audit(pool, selection), connection, context.runtime)


def _kept_pool(context: Context) -> str | None:
    """The pool of the kept stack; None where it isn't deployed."""
    from automation.stacks.kept_stack import Known, kept_stack

    if not Known.of(context.stack(), context.runtime).is_deployed():
        context.console.say(
            f"The stack {context.arguments.stack} isn't deployed; auditing what its configuration would create"
        )
        return None
    with kept_stack(context.stack(), context.runtime) as kept:
        return str(kept.outputs()["user_pool_id"])


def _with_exceptions(context: Context, selection: Selection) -> Selection:
    """What the kept stack's file excepts from its profile is accepted of its pool; nothing, where there is no file."""
    with suppress(UsageError):
        return selection.accepting(accepted_by(context.plan().settings.get("exceptions") or {}))
    return selection


def _configured(context: Context, selection: Selection) -> Report:
    from automation.audits.configuration import describe_configuration
    from local.stack_settings import configured_in

    plan = context.plan()
    selection = selection.accepting(accepted_by(plan.settings.get("exceptions") or {}))
    file = context.arguments.config or configured_in(context.root, plan.stack)
    return audit(describe_configuration(file.name, plan.settings, plan.region), selection)


@contextmanager
def _connected(context: Context, region: str) -> "Iterator[tuple[AdministratorConnection, LivePools]]":
    from automation.cli.unmanaged_pool import connection_in

    with connection_in(context, region) as connection:
        from automation.audits.live_pool import live_pools_at

        yield connection, live_pools_at(connection, lambda: context.signals.received is not None)


def _all(context: Context, pools: "LivePools", selection: Selection) -> Iterator[Report]:
    """Each pool's report as it comes; a pool that goes meanwhile is said."""
    from automation.audits.live_pool import PoolGoneError
    from automation.terminal.progress import shown
    from automation.users.workers import spread

    def one(pool_id: str) -> Report | PoolGoneError:
        try:
            return audit(pools.describe(pool_id, selection.parts), selection)
        except PoolGoneError as gone:
            return gone

    ids = pools.ids()
    if not ids:
        raise DriverError("There are no user pools in this region.")
    for found in shown(spread(one, ids), len(ids), "user pools audited", context.console):
        if isinstance(found, PoolGoneError):
            context.console.warn(f"{found} It was deleted during the audit and is left out.")
        else:
            yield found
