"""Which environments exist: what the ledgers, Pulumi's backends and the account's tags say of them, together."""

import gzip
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Literal

from automation.errors import DriverError, UsageError
from automation.records.ledger import Entry, parse_time
from automation.records.processes import host_name
from automation.records.tags import Tagged
from automation.stacks.orphans import Orphans
from automation.targets.target import Connection, Target, make_target
from automation.targets.workspaces import Workspace
from automation.terminal.duration import in_words
from automation.terminal.runtime import Runtime
from local.program import ENGINE, ENVIRONMENTS
from local.pulumi_project import project_name

Status = Literal["running", "kept", "adopted", "expired", "abandoned", "foreign", "unknown"]
REAPABLE = ("expired", "abandoned")
"""What `reap` destroys."""


@dataclass(frozen=True)
class Found:
    """One environment, and where it was found."""

    entry: Entry
    """What the ledger says; put together from the tags, or from the backend's name of it, where it says nothing."""
    status: Status
    sources: tuple[str, ...]
    """Some of `ledger`, `backend` and `tags`."""

    @property
    def is_reapable(self) -> bool:
        """Whether it is for `reap` to destroy."""
        return self.status in REAPABLE

    def row(self, now: datetime) -> dict[str, Any]:
        """For `list`; ages and times to live are seconds."""
        entry = self.entry
        return {
            "environment": entry.name,
            "target": entry.target,
            "region": entry.region,
            "kind": entry.kind,
            "status": self.status,
            "owner": entry.owner,
            "host": entry.host,
            "created": entry.created or None,
            "age_s": _seconds(now, entry.created) if entry.created else None,
            "expires": entry.expires,
            "ttl_s": -_seconds(now, entry.expires) if entry.expires else None,
            "adopted": entry.adopted,
            "sources": list(self.sources),
        }

    def summary(self, now: datetime) -> dict[str, Any]:
        """What people look for, in columns that fit a terminal."""
        entry = self.entry
        left_s = -_seconds(now, entry.expires) if entry.expires else None
        return {
            "environment": entry.name,
            "target": entry.target,
            "region": entry.region or None,
            "status": self.status,
            "age": in_words(_seconds(now, entry.created)) if entry.created else None,
            "time left": None if left_s is None else in_words(max(0, left_s)),
        }


def _seconds(now: datetime, since: str) -> int:
    return round((now - parse_time(since)).total_seconds())


def judge(entry: Entry, now: datetime) -> Status:
    """What is to be thought of an environment that is written down.

    Abandoned needs its own host and its process, by pid and start, gone; from another host only the expiry counts. An
    owner that lives, here, sees to it itself.
    """
    if entry.adopted:
        return "adopted"
    if entry.process and entry.host == host_name():
        return "running" if entry.process.is_alive() else "abandoned"
    if entry.is_expired(now):
        return "expired"
    return "running" if entry.kind == "one-shot" else "kept"


@dataclass(frozen=True)
class SurveyRequest:
    """What is looked at."""

    targets: tuple[str, ...]
    """Whose ledgers are read."""
    contacted: str
    """The one whose backend and account are asked as well."""
    region: Callable[[], str]
    """The region whose pools are looked at, on AWS. Raises UsageError."""


@dataclass(frozen=True)
class Survey:
    """What was found, and what couldn't be asked."""

    found: list[Found]
    problems: list[str]


def survey(request: SurveyRequest, runtime: Runtime, now: datetime) -> Survey:
    """All there is. The account on AWS is asked only with `--target aws`; what doesn't answer leaves the ledger.

    Raises UsageError where the target that was asked for can't be used.
    """
    result = Survey([], [])
    for name in request.targets:
        target = make_target(name, runtime.root, runtime.console)
        ledger = target.ledger()
        result.problems.extend(
            f"The ledger file {path} can't be read. Check whether the environment that it records still exists, "
            "then remove the file."
            for path in ledger.unreadable()
        )
        entries = ledger.entries()
        try:
            result.found.extend(_on_target(target, entries, request, runtime, now, contact=name == request.contacted))
        except UsageError:
            raise
        except DriverError as error:
            result.problems.append(f"{error} Only environments in the ledger are listed.")
            result.found.extend(Found(entry, judge(entry, now), ("ledger",)) for entry in entries)
    return result


def _on_target(  # noqa: PLR0913 - what is looked at, and by whom
    target: Target, entries: list[Entry], request: SurveyRequest, runtime: Runtime, now: datetime, *, contact: bool
) -> list[Found]:
    if not contact:
        return [Found(entry, judge(entry, now), ("ledger",)) for entry in entries]
    if target.name == "local":
        unknown = partial(_entry_from_stack, target="local", region="", root=runtime.root)
        return _merged(entries, [], {name: unknown(name) for name in _local_stacks(runtime.root)}, now)
    target.check()
    folder = Workspace(runtime.root / ENVIRONMENTS / target.name, target.name, "")
    with target.kept(folder, request.region()) as connection:
        unknown = partial(_entry_from_stack, target="aws", region=connection.region, root=runtime.root)
        stacks = {name: unknown(name) for name in _stack_names(connection, runtime.root)}
        pools = [
            Found(
                _entry_from_tags(pool, tags, connection, runtime.root), _judge_by_tags(tags, connection, now), ("tags",)
            )
            for pool, tags in Orphans(connection.patient, runtime.console.done).tagged()
        ]
    return _merged(entries, pools, stacks, now)


def _judge_by_tags(tags: Tagged, connection: Connection, now: datetime) -> Status:
    if tags.owner != connection.owner():
        return "foreign"
    if tags.is_expired(now):
        return "expired"
    return "running" if tags.kind == "one-shot" else "kept"


def _merged(entries: list[Entry], pools: list[Found], stacks: Mapping[str, Entry], now: datetime) -> list[Found]:
    """What the ledger says, then the pools that it doesn't know, then the stacks that neither knows."""
    written = {entry.name for entry in entries}
    tagged = {found.entry.name for found in pools}

    def seen(name: str) -> list[str]:
        return ["backend"] if name in stacks else []

    return [
        *(
            Found(
                entry,
                judge(entry, now),
                ("ledger", *seen(entry.name), *(["tags"] if entry.name in tagged else [])),
            )
            for entry in entries
        ),
        *(replace(pool, sources=(*seen(pool.entry.name), "tags")) for pool in pools if pool.entry.name not in written),
        *(Found(entry, "unknown", ("backend",)) for name, entry in stacks.items() if name not in written | tagged),
    ]


def _local_stacks(root: Path) -> list[str]:
    """The stacks of the checkout's own backend that hold anything; what `pulumi destroy` leaves is an empty one."""
    # Asking the CLI would take longer than all the rest.
    folder = root / ENGINE / "state" / ".pulumi" / "stacks" / project_name(root)
    files = [path for path in folder.glob("*.json*") if path.name.endswith((".json", ".json.gz"))]
    return sorted({path.name.removesuffix(".gz").removesuffix(".json") for path in files if _holds_resources(path)})


def _holds_resources(checkpoint: Path) -> bool:
    """Whether a stack's file knows of anything but the stack itself; what can't be read may know of something."""
    try:
        content = checkpoint.read_bytes()
        text = gzip.decompress(content) if checkpoint.suffix == ".gz" else content
        latest = json.loads(text)["checkpoint"]["latest"] or {}
        resources, pending = latest.get("resources") or [], latest.get("pending_operations") or []
    except (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return True
    return bool(pending) or any(one.get("type") != "pulumi:pulumi:Stack" for one in resources)


def _stack_names(connection: Connection, root: Path) -> list[str]:
    """The stacks of this project in the backend (`pulumi stack ls`). Raises DriverError."""
    from automation.targets.pulumi_process import PulumiProcess

    finished = PulumiProcess(
        connection.cli.executable,
        ["stack", "ls", "--project", project_name(root), "--json"],
        folder=root,
        variables=connection.pulumi_variables,
    ).wait()
    if finished.code != 0:
        words = " ".join(finished.stderr.split()) or f"exit code {finished.code}"
        raise DriverError(f"Listing the stacks of the Pulumi backend {connection.backend} failed: {words}")
    return [str(stack["name"]).rsplit("/", 1)[-1] for stack in json.loads(finished.stdout or "[]")]


def _entry_from_tags(pool: dict[str, Any], tags: Tagged, connection: Connection, root: Path) -> Entry:
    """What a lost ledger would say of a pool, as far as its tags and the caller's own backend tell."""
    return Entry(
        name=tags.environment,
        target=connection.target,
        kind="one-shot" if tags.kind == "one-shot" else "kept",
        region=connection.region,
        owner=tags.owner,
        host=tags.host,
        created=pool["CreationDate"].astimezone(UTC).isoformat(timespec="seconds") if "CreationDate" in pool else "",
        expires=tags.expires,
        pool_name=str(pool["Name"]),
        identity_pool_name=str(pool["Name"]),
        backend=connection.backend,
        endpoint=connection.endpoint_url,
        passphrase_file=connection.passphrase_file,
        checkout=str(root),
        process=None,
    )


def _entry_from_stack(name: str, target: str, region: str, root: Path) -> Entry:
    return Entry(
        name=name, target=target, kind="kept", region=region, owner="", host="", created="", expires=None, pool_name="",
        backend="", endpoint=None, passphrase_file=None, checkout=str(root), process=None,
    )  # fmt: skip
