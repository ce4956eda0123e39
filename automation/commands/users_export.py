"""`users export`: the users of a pool with their groups and status, as JSON or as the CSV of an import job."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from automation.cli.context import Context
from automation.errors import UsageError
from automation.terminal.reports import print_rows
from automation.users.portable import WHAT_STAYS, PortableUser

if TYPE_CHECKING:
    from automation.targets.target import AdministratorConnection
    from automation.users.transfer import Transfer

NO_LINES = "LINE_BREAK"
"""Why a user isn't in the CSV: an import job has a line for each."""


def export(context: Context) -> None:
    """Write them to stdout as they come. Raises UsageError, DriverError."""
    from automation.users.calls import Calls  # imports botocore's errors
    from automation.users.exporting import export_users

    options = context.arguments.options
    if options.get("names"):
        raise UsageError(
            "`users export` doesn't take names. It exports all users, or those chosen by --group and --prefix."
        )
    with _pool(context) as (user_pool_id, connection):
        calls = Calls(connection.cognito(attempts=1), unlimited=connection.endpoint_url is not None)
        groups, prefix = tuple(options.get("group") or ()), options.get("prefix") or ""
        users = export_users(calls, user_pool_id, groups=groups, prefix=prefix)
        if context.arguments.output == "csv":
            _write_csv(context, calls.client, user_pool_id, users)
        else:
            rows = (user.to_dict() if context.arguments.output == "json" else _row(user) for user in users)
            print_rows(context.stdout, context.arguments.output, rows, "Users")
    context.console.say(f"{WHAT_STAYS}.")


@contextmanager
def _pool(context: Context) -> "Iterator[tuple[str, AdministratorConnection]]":
    """The pool that the options name, or the kept stack's."""
    asked = context.arguments.options.get("user_pool_id")
    if asked:
        from automation.cli.unmanaged_pool import connection_in, region_of_asked

        with connection_in(context, region_of_asked(context, asked)) as connection:
            yield asked, connection
        return
    from automation.stacks.kept_stack import kept_stack

    with kept_stack(context.stack(), context.runtime) as kept:
        yield kept.environment().user_pool_id, kept.connection


def _row(user: PortableUser) -> dict[str, str]:
    return {
        "name": user.attributes.get("email") or user.username,
        "username": user.username,
        "status": user.status,
        "enabled": "yes" if user.enabled else "no",
        "groups": " ".join(user.groups),
    }


def _write_csv(context: Context, cognito: Any, user_pool_id: str, users: Iterable[PortableUser]) -> None:
    from automation.users.import_jobs import header_of, write_rows
    from automation.users.transfer import Transfer

    pool: Mapping[str, Any] = cognito.describe_user_pool(UserPoolId=user_pool_id)["UserPool"]
    left_out: Counter[str] = Counter()
    rows = importable(Transfer(pool), users, left_out)
    write_rows(context.stdout, header_of(cognito, user_pool_id), pool, rows)
    context.stdout.flush()
    for reason, number in sorted(left_out.items()):
        context.console.warn(f"Left out of the CSV: {number} {said(reason)}")
    context.console.say(
        "The CSV has no groups and no status, since import jobs have no columns for them; -o json has both"
    )


def importable(
    transfer: "Transfer", users: Iterable[PortableUser], left_out: Counter[str]
) -> Iterator[tuple[str, dict[str, str]]]:
    """The rows of those that an import job can make; the others are counted."""
    from automation.users.transfer import comes

    for user in users:
        attributes = transfer.attributes_of(user)
        broken = any("\n" in value or "\r" in value for value in attributes.values())
        reason = comes(transfer, user) or (NO_LINES if broken else "")
        if reason:
            left_out[reason] += 1
        else:
            yield transfer.name_of(user), attributes


def said(reason: str) -> str:
    """Who is left out, after their number."""
    known = {
        "UNCONFIRMED": "who never confirmed their address (UNCONFIRMED)",
        "EXTERNAL_PROVIDER": "who sign in at an identity provider (EXTERNAL_PROVIDER)",
        "NO_NAME": "without the e-mail address or phone number that the pool's users sign in with",
        NO_LINES: "with line breaks in their attributes, which an import job can't read",
    }
    return known.get(reason, f"whose status is {reason}")
