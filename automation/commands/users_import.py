"""`users import FILE`: what `users export -o json` wrote, with groups; or the CSV of an import job."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from automation.cli.context import Context
from automation.commands.users_export import importable, said
from automation.errors import DriverError, UsageError
from automation.stacks.kept_stack import KeptStack
from automation.terminal.progress import shown
from automation.terminal.reports import print_json, print_table
from automation.terminal.secret_options import read_secret
from automation.users.batch import Done
from automation.users.calls import Calls
from automation.users.creation import create_groups
from automation.users.import_jobs import MANY, header_of, import_users, read_rows, write_rows
from automation.users.portable import WHAT_STAYS, PortableUser, is_json, read_users
from automation.users.transfer import Outcome, Survey, Transfer, settle_users, survey, transfer_users
from local.locks import exclusive
from local.private_files import make_private_folder

SHOWN_FAILURES = 20


@dataclass(frozen=True)
class Progress:
    """What an import has done, in the environment's folder: the same file into the same pool goes on from there."""

    folder: Path
    key: str

    @contextmanager
    def held(self, context: Context) -> Iterator[tuple[Done, Done]]:
        """The numbers that are begun and done, while no other process imports the same."""
        make_private_folder(self.folder)
        waiting = "Another run is importing the same file; waiting for it"
        with (
            exclusive(self.folder / f"{self.key}.lock", lambda: context.console.say(waiting)),
            closing(Done(self.folder / f"{self.key}.begun")) as begun,
            closing(Done(self.folder / f"{self.key}.done")) as done,
        ):
            yield begun, done

    def end(self, *, whole: bool) -> None:
        """A run has come to its end; unless it is whole, what is done isn't done again."""
        for suffix in ("begun", "done") if whole else ("begun",):
            (self.folder / f"{self.key}.{suffix}").unlink(missing_ok=True)


def import_file(context: Context, kept: KeptStack) -> None:
    """Import the file that the command line names. Raises UsageError, DriverError."""
    names = context.arguments.options.get("names") or []
    if len(names) != 1:
        raise UsageError("`users import` takes one file: users import FILE")
    file = Path(names[0])
    if is_json(file):
        _import_json(context, kept, file)
    else:
        _import_csv(context, kept, file)


def run_job(context: Context, kept: KeptStack, file: Path) -> dict[str, Any]:
    """Import a CSV by a job. Raises UsageError, DriverError."""
    role, pool_id = context.arguments.options.get("cloud_watch_logs_role_arn"), kept.environment().user_pool_id
    return import_users(kept.connection.cognito(), pool_id, file, role, context.console)


def report_job(context: Context, outcome: dict[str, Any]) -> None:
    """Print what a job did. Raises DriverError where some of the users failed."""
    _print(context, outcome)
    if outcome["failed"]:
        raise DriverError(
            f"{outcome['failed']} of the users weren't imported: {outcome['completion_message']} The job's "
            "CloudWatch log says what was wrong with each line."
        )


def _import_csv(context: Context, kept: KeptStack, file: Path) -> None:
    options = context.arguments.options
    if options.get("password") or options.get("without"):
        raise UsageError("A CSV file is imported by an import job, which doesn't take --password or --without.")
    outcome = run_job(context, kept, file)
    groups = tuple(options.get("group") or ())
    if groups:
        # By their names in the file, whatever the pool's users sign in with.
        transfer = Transfer({"Id": kept.environment().user_pool_id}, groups)
        users = (PortableUser(name, "CONFIRMED", True, (), values) for name, values in read_rows(file))  # noqa: FBT003
        with _progress(kept, file, transfer).held(context) as (_, done):
            create_groups(_calls(kept), transfer.user_pool_id, groups)
            results = list(settle_users(_calls(kept), transfer, users, done))
        _progress(kept, file, transfer).end(whole=True)
        outcome["in_groups"] = sum(one.result == "created" for one in results)
    report_job(context, outcome)


def _import_json(context: Context, kept: KeptStack, file: Path) -> None:
    options = context.arguments.options
    by_job = bool(options.get("import_job"))
    password = options.get("password") and read_secret(options["password"], "--password", context.stdin)
    if by_job and password:
        raise UsageError("An import job doesn't take passwords. Leave out --password or --import-job.")
    calls = _calls(kept)
    pool = calls.client.describe_user_pool(UserPoolId=kept.environment().user_pool_id)["UserPool"]
    transfer = Transfer(
        dict(pool), tuple(options.get("group") or ()), frozenset(options.get("without") or ()), password or None
    )
    found = survey(transfer, read_users(file))
    coming = found.users - found.left_out.total()
    if coming > MANY and not by_job:
        context.console.say(
            f"Creating {coming:,} users through the admin API takes long; above {MANY:,}, --import-job is faster"
        )
    progress = _progress(kept, file, transfer)
    with progress.held(context) as (begun, done):
        create_groups(calls, transfer.user_pool_id, sorted(found.groups))
        job = _job(context, kept, transfer, file, found) if by_job else {}
        users = read_users(file)
        made = (
            settle_users(calls, transfer, users, done)
            if by_job
            else transfer_users(calls, transfer, users, begun, done)
        )
        counted, failures = _counted(shown(made, coming, "Importing users", context.console))
        progress.end(whole=not counted["failed"])
    _report(context, transfer, found, {**job, **counted}, failures)


def _job(context: Context, kept: KeptStack, transfer: Transfer, file: Path, found: Survey) -> dict[str, Any]:
    """Make the users by an import job; whoever is there already is skipped, so that it can be repeated."""
    columns = header_of(kept.connection.cognito(), transfer.user_pool_id)
    folder = kept.workspace.folder
    with NamedTemporaryFile("w", encoding="utf-8", dir=folder, suffix=".csv") as stream:  # 0600
        found.left_out.clear()
        write_rows(stream, columns, transfer.pool, importable(transfer, read_users(file), found.left_out))
        stream.flush()
        return {"job_id": run_job(context, kept, Path(stream.name))["job_id"]}


def _counted(outcomes: Iterable[Outcome]) -> tuple[dict[str, int], list[Outcome]]:
    counted, failures = {"created": 0, "existing": 0, "failed": 0}, list[Outcome]()
    for outcome in outcomes:
        counted[outcome.result] += 1
        if outcome.result == "failed" and len(failures) < SHOWN_FAILURES:
            failures.append(outcome)
    return counted, failures


def _report(
    context: Context, transfer: Transfer, found: Survey, counted: dict[str, Any], failures: list[Outcome]
) -> None:
    for reason, number in sorted(found.left_out.items()):
        context.console.warn(f"Left out: {number} {said(reason)}")
    for one in failures:
        context.console.warn(f"Not imported: {one.username}: {one.why}")
    context.console.say(f"{WHAT_STAYS}.")
    outcome = {
        "user_pool_id": transfer.user_pool_id,
        **counted,
        "left_out": dict(found.left_out),
        "failures": [{"username": one.username, "why": one.why} for one in failures],
    }
    _print(context, outcome if context.arguments.output == "json" else {**outcome, "failures": None})
    if counted["failed"]:
        raise DriverError(
            f"{counted['failed']} of the users weren't imported into the user pool {transfer.user_pool_id}; the "
            "first reasons are shown above. Correct the file and import it again: users that exist are skipped."
        )


def _print(context: Context, outcome: dict[str, Any]) -> None:
    if context.arguments.output == "json":
        print_json(context.stdout, outcome)
    else:
        rows = [(name, value) for name, value in outcome.items() if value is not None]
        print_table(context.stdout, "Import", rows)


def _progress(kept: KeptStack, file: Path, transfer: Transfer) -> Progress:
    with file.open("rb") as stream:
        content = hashlib.file_digest(stream, "sha256").hexdigest()
    asked = [transfer.user_pool_id, content, transfer.groups, sorted(transfer.without)]
    return Progress(kept.workspace.folder / "imports", hashlib.sha256(json.dumps(asked).encode()).hexdigest()[:32])


def _calls(kept: KeptStack) -> Calls:
    return Calls(kept.connection.cognito(attempts=1), unlimited=kept.connection.endpoint_url is not None)
