"""`users create / list / delete / import / export`: test users of the kept stack, one or many."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from automation.cli.context import Context
from automation.errors import DriverError, UsageError
from automation.stacks.kept_stack import KeptStack, kept_stack
from automation.stacks.token_cache import belongs_to
from automation.terminal.reports import print_outcome, print_rows, print_table
from automation.terminal.secret_options import read_secret
from automation.users.store import UserStore
from automation.users.test_user import TestUser, create_user, delete_user, plan_user

if TYPE_CHECKING:
    from automation.users.batch import Batch
    from automation.users.calls import Calls

DEFAULT_PREFIX = "user"


def run(context: Context) -> int:
    """Do what was asked for."""
    action = str(context.arguments.options["action"])
    if action == "export":
        from automation.commands.users_export import export

        export(context)
        return 0
    if context.arguments.options.get("user_pool_id"):
        raise UsageError("--user-pool-id is an option of `users export` alone, which only reads.")
    with kept_stack(context.stack(), context.runtime) as kept:
        {"create": _create, "list": _list, "delete": _delete, "import": _import}[action](context, kept)
    return 0


def _create(context: Context, kept: KeptStack) -> None:
    options = context.arguments.options
    password = options.get("password") and read_secret(options["password"], "--password", context.stdin)
    attributes = _attributes(options.get("attribute") or ())
    groups = tuple(options.get("group") or ())
    count, names = options.get("count"), options.get("names") or []
    if names and (count or options.get("prefix")):
        raise UsageError("Names can't be combined with --count, which makes names from --prefix and a number.")
    if count or options.get("prefix"):
        with _held_batch(context, kept, options.get("prefix") or DEFAULT_PREFIX):
            _create_batch(context, kept, count or 1, password, groups, attributes)
        return
    pool_id, cognito = kept.environment().user_pool_id, kept.connection.cognito()
    store = UserStore.of(kept.workspace)

    def created() -> Iterator[TestUser]:
        for name in names or [None]:
            user, values = plan_user(
                cognito, pool_id, username=name, password=password, groups=groups, attributes=attributes
            )
            with store.creating(pool_id, user):
                create_user(cognito, pool_id, user, values)
            yield user

    _print_users(context, created(), len(names) or 1)


@contextmanager
def _held_batch(context: Context, kept: KeptStack, prefix: str) -> Iterator[None]:
    from automation.users.batch import BatchFiles

    waiting = f"Another run is creating or deleting users {prefix}-…; waiting for it"
    with BatchFiles(kept.workspace).held(prefix, lambda: context.console.say(waiting)):
        yield


def _create_batch(  # noqa: PLR0913, PLR0917 - what can be said of a user
    context: Context,
    kept: KeptStack,
    count: int,
    password: str | None,
    groups: tuple[str, ...],
    attributes: dict[str, str],
) -> None:
    from automation.terminal.progress import shown
    from automation.users.batch import Batch, BatchFiles, new_seed  # imports botocore's errors
    from automation.users.creation import create_groups, create_users
    from automation.users.import_jobs import MANY

    options = context.arguments.options
    prefix = options.get("prefix") or DEFAULT_PREFIX
    pool_id, calls = kept.environment().user_pool_id, _calls(kept)
    pool = calls.client.describe_user_pool(UserPoolId=pool_id)["UserPool"]
    files = BatchFiles(kept.workspace)
    before = files.read(prefix)
    if before and before.user_pool_id != pool_id:
        aside = files.set_aside(prefix)
        context.console.warn(
            f"The record of the users {prefix}-… belongs to another user pool, {before.user_pool_id}; it was moved "
            f"to {aside}."
        )
        before = None
    batch = Batch(
        prefix=prefix,
        user_pool_id=pool_id,
        count=max(count, before.count if before else 0),
        by_email="email" in pool.get("UsernameAttributes", ()),
        groups=groups,
        attributes=attributes,
        seed=password or (before.seed if before else new_seed()),
        one_password=bool(password) or bool(before and before.one_password),
        imported=bool(options.get("import_job")) or count > MANY,
    )
    _refuse_other_users(before, batch)
    if batch.imported:
        _import_batch(context, kept, batch, pool)
        return
    files.write(batch)
    create_groups(calls, batch.user_pool_id, batch.groups)
    done = files.done(prefix)
    try:
        numbers = create_users(calls, batch, pool, done, resumed=before is not None)
        left = sum(number not in done for number in range(1, batch.count + 1))
        for _ in shown(numbers, left, f"Creating users {prefix}-…", context.console):
            pass
    finally:
        done.close()
    _print_users(context, batch.users(), batch.count)


def _import_batch(context: Context, kept: KeptStack, batch: "Batch", pool: Mapping[str, Any]) -> None:
    """By an import job: whoever is there already is skipped, so that it can be repeated."""
    from tempfile import NamedTemporaryFile

    from automation.commands.users_import import report_job, run_job
    from automation.users.batch import BatchFiles
    from automation.users.import_jobs import columns_for, write_batch

    columns = columns_for(kept.connection.cognito(), batch)
    BatchFiles(kept.workspace).write(batch)
    with NamedTemporaryFile("w", encoding="utf-8", dir=kept.workspace.folder, suffix=".csv") as stream:  # 0600
        write_batch(stream, columns, batch, pool)
        stream.flush()
        report_job(context, run_job(context, kept, Path(stream.name)))


def _refuse_other_users(before: "Batch | None", batch: "Batch") -> None:
    if before is None:
        return
    known = (before.groups, dict(before.attributes), before.seed, before.imported)
    if known != (batch.groups, dict(batch.attributes), batch.seed, batch.imported):
        raise UsageError(
            f"Users {batch.prefix}-… already exist and were created with other groups, attributes or another "
            "password, or were imported. Repeat the options that they were created with, choose another --prefix, "
            f"or delete them: users delete --prefix {batch.prefix}"
        )


def _list(context: Context, kept: KeptStack) -> None:
    prefix = context.arguments.options.get("prefix")
    cognito, pool_id = kept.connection.cognito(), kept.environment().user_pool_id
    pages = cognito.get_paginator("list_users").paginate(UserPoolId=pool_id)
    as_json = context.arguments.output == "json"
    found = (_listed(user, as_json=as_json) for page in pages for user in page["Users"])
    rows = (row for row in found if prefix is None or row["name"].startswith(prefix))
    print_rows(context.stdout, context.arguments.output, rows, "Users")


def _listed(user: Mapping[str, Any], *, as_json: bool) -> dict[str, Any]:
    enabled: bool = user["Enabled"]
    attributes = {one["Name"]: one.get("Value", "") for one in user.get("Attributes", ())}
    return {
        "name": attributes.get("email") or user["Username"],
        "username": user["Username"],
        "status": user["UserStatus"],
        "enabled": enabled if as_json else "yes" if enabled else "no",
        "created": user["UserCreateDate"].isoformat(timespec="seconds"),
    }


def _delete(context: Context, kept: KeptStack) -> None:
    names, prefix = context.arguments.options.get("names") or [], context.arguments.options.get("prefix")
    if bool(names) == bool(prefix):
        raise UsageError(
            "Say which users to delete: give their names, or --prefix for those that `users create --prefix` created."
        )
    pool_id = kept.environment().user_pool_id
    missing = [name for name in names if not _delete_one(context, kept, pool_id, name)]
    outcome: dict[str, object] = {"user_pool_id": pool_id, "deleted": len(names) - len(missing)}
    if prefix:
        _own_batch(kept, pool_id, prefix)  # refused before there is a lock of it
        with _held_batch(context, kept, prefix):
            outcome["deleted"] = _delete_batch(context, kept, _own_batch(kept, pool_id, prefix))
    if missing:
        raise DriverError(f"The user pool {pool_id} has no user {', '.join(missing)}.")
    print_outcome(context.stdout, context.arguments.output, outcome)


def _own_batch(kept: KeptStack, pool_id: str, prefix: str) -> "Batch":
    from automation.users.batch import BatchFiles

    batch = BatchFiles(kept.workspace).read(prefix)
    if batch is None or batch.user_pool_id != pool_id:
        raise UsageError(
            f"This program created no users {prefix}-… in the user pool {pool_id}, and --prefix only deletes users "
            "that it created. Delete others by name."
        )
    return batch


def _delete_batch(context: Context, kept: KeptStack, batch: "Batch") -> int:
    """How many there were."""
    from automation.terminal.progress import shown
    from automation.users.batch import BatchFiles
    from automation.users.deletion import delete_users

    deleted = delete_users(_calls(kept), batch)
    for _ in shown(deleted, batch.count, f"Deleting users {batch.prefix}-…", context.console):
        pass
    BatchFiles(kept.workspace).remove(batch.prefix)
    _forget_tokens(kept, {name for user in batch.users() for name in (user.username, user.email)})
    return batch.count


def _delete_one(context: Context, kept: KeptStack, pool_id: str, name: str) -> bool:
    """Whether there was such a user; what is kept of one goes in any case."""
    store = UserStore.of(kept.workspace)
    known = store.find(pool_id, name)
    username = str(known["username"]) if known else name
    existed = delete_user(kept.connection.cognito(), pool_id, username)
    store.remove(pool_id, username)
    _forget_tokens(kept, {name, username})
    if existed:
        context.console.done(f"deleted the user {name}")
    return existed


def _forget_tokens(kept: KeptStack, names: set[str]) -> None:
    kept.forget_tokens(lambda entry: belongs_to(entry, names))


def _import(context: Context, kept: KeptStack) -> None:
    from automation.commands.users_import import import_file

    import_file(context, kept)


def _attributes(pairs: list[str] | tuple[str, ...]) -> dict[str, str]:
    found = {}
    for pair in pairs:
        name, separator, value = pair.partition("=")
        if not separator or not name:
            raise UsageError(f"--attribute {pair!r} isn't NAME=VALUE, as in --attribute given_name=Ada.")
        found[name] = value
    return found


def _calls(kept: KeptStack) -> "Calls":
    from automation.users.calls import Calls

    # An endpoint of somebody's own may enforce no quotas; it is asked for less as soon as it says that it does.
    return Calls(kept.connection.cognito(attempts=1), unlimited=kept.connection.endpoint_url is not None)


def _print_users(context: Context, users: Iterator[TestUser], count: int) -> None:
    if context.arguments.output in ("json", "csv"):
        as_csv = context.arguments.output == "csv"
        rows = ({**user.to_dict(), **({"groups": " ".join(user.groups)} if as_csv else {})} for user in users)
        print_rows(context.stdout, context.arguments.output, rows, "Users")
        return
    if count == 1:
        for user in users:
            print_table(context.stdout, "Test user", list(user.to_dict().items()))
        return
    number = 0
    try:
        for number, _ in enumerate(users, 1):  # noqa: B007 - counted
            pass
    finally:  # those before the one that was refused are there
        if number:
            context.stdout.write(
                f"{number} user{'s' if number > 1 else ''}. `-o csv` and `-o json` show them with their passwords.\n"
            )
