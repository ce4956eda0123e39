"""What exists, written down before it is created, so that a later process can find and destroy it.

One file (0600) per environment: nothing is shared, so any number of processes write at once. A file is replaced as a
whole and synced to the disk. Standard library only: commands that look must be quick.

What is on the local target is lost with the checkout, engine and state included: its ledger is the checkout's
`.environments/ledger`. What is on AWS outlives the checkout, and costs money: its ledger is in the user's state folder
(XDG Base Directory Specification), the same for all checkouts.
"""

import contextlib
import fcntl
import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from automation.records.backend_name import plain_backend
from automation.records.processes import ProcessId
from automation.records.stack_id import StackId, account_of
from local.errors import storage_error
from local.private_files import make_private_folder
from local.program import ENVIRONMENTS

Kind = Literal["one-shot", "kept"]
PARTIAL = re.compile(r"\.(.+)\.(\d+)\.partial")


@dataclass(frozen=True)
class Entry:
    """One environment, as it is written down. Nothing in it is secret."""

    name: str
    """The Pulumi stack's name, which for a one-shot is the environment's own."""
    target: str
    kind: Kind
    region: str
    owner: str
    """Who may destroy it: the caller's ARN on AWS, user@host locally."""
    host: str
    created: str
    """UTC, ISO 8601."""
    expires: str | None
    """UTC, ISO 8601; None for what stays until it is destroyed."""
    pool_name: str
    backend: str
    """Pulumi's, as a URL; empty for Pulumi Cloud's default."""
    endpoint: str | None
    """Where the target's APIs answer; None for AWS's own addresses."""
    passphrase_file: str | None
    """Where the backend's passphrase is, if it is in a file; never the passphrase."""
    checkout: str
    process: ProcessId | None
    """Whose end makes it abandoned; None for a kept one, which nobody waits for."""
    identity_pool_name: str | None = None
    adopted: bool = False
    """Somebody else made the pool: it is only ever let go of, and never destroyed."""

    @property
    def stack(self) -> StackId:
        """Which stack it is."""
        return StackId(self.target, self.name, self.backend, account_of(self.owner))

    @property
    def key(self) -> str:
        """The file's name."""
        return self.stack.key

    def is_expired(self, now: datetime) -> bool:
        """Whether its time to live is over."""
        return self.expires is not None and parse_time(self.expires) <= now

    def living_until(self, expires: str | None) -> "Entry":
        """The same with another end."""
        return replace(self, expires=expires)


def in_iso(moment: datetime) -> str:
    """Whole seconds of UTC, as `2026-01-31T12:00:00Z`, which is a valid value of a tag as well."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def parse_time(text: str) -> datetime:
    """The reverse. Raises ValueError."""
    return datetime.fromisoformat(text).astimezone(UTC)


def expiry(now: datetime, ttl_s: float | None) -> str | None:
    """When a time to live that begins now is over."""
    return None if ttl_s is None else in_iso(now + timedelta(seconds=ttl_s))


def state_folder(variables: Mapping[str, str]) -> Path:
    """What must outlive every checkout. A relative XDG_STATE_HOME is ignored, as its specification says."""
    base = Path(variables.get("XDG_STATE_HOME") or "")
    return (base if base.is_absolute() else Path.home() / ".local" / "state") / "cognito-access-token"


class Ledger:
    """The environments that are written down in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def of_checkout(cls, root: Path) -> "Ledger":
        """The local target's."""
        return cls(root / ENVIRONMENTS / "ledger")

    @classmethod
    def of_user(cls, variables: Mapping[str, str]) -> "Ledger":
        """The one for AWS."""
        return cls(state_folder(variables) / "ledger")

    def write(self, entry: Entry) -> None:
        """Add it, or replace what was written of it, and return once it is on the disk. Raises StorageError."""
        make_private_folder(self.folder)
        path = self._path(entry.key)
        partial = self.folder / f".{entry.key}.{os.getpid()}.partial"
        try:
            descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
                json.dump(asdict(entry), stream, indent=1)
                stream.flush()
                os.fsync(stream.fileno())
            partial.replace(path)
            _sync_folder(self.folder)
        except OSError as error:
            partial.unlink(missing_ok=True)
            raise storage_error(f"Recording the environment {entry.name}", path, error) from error

    def remove(self, key: str) -> None:
        """Forget an environment, once nothing of it is left."""
        self._rename_former()
        self._path(key).unlink(missing_ok=True)

    def read(self, key: str) -> Entry | None:
        """What is written down under that key; None for nothing, or nothing legible."""
        path = self._path(key)
        if not path.exists():
            self._rename_former()
        return _read(path)

    def entries(self) -> list[Entry]:
        """All of them, oldest first."""
        self._rename_former()
        found = [entry for path in self.folder.glob("*.json") if (entry := _read(path))]
        return sorted(found, key=lambda entry: (entry.created, entry.name))

    def unreadable(self) -> list[Path]:
        """Files that no version of this program has written, or that somebody has changed."""
        return [path for path in sorted(self.folder.glob("*.json")) if _read(path) is None]

    def _rename_former(self) -> None:
        """Give notes of an earlier version, which told `s3://bucket/` from `s3://bucket`, the key that they have now.

        Where there is one by that key, it is the same stack's, and later.
        """
        for path in self.folder.glob("*.json"):
            entry = _read(path)
            if entry is None or entry.key == path.stem or entry.backend == plain_backend(entry.backend):
                continue
            with contextlib.suppress(FileNotFoundError):  # another process has done it
                if self._path(entry.key).exists():
                    path.unlink()
                else:
                    path.rename(self._path(entry.key))

    @contextlib.contextmanager
    def held(self, key: str, *, when_waiting: Callable[[], None] | None = None) -> Iterator[bool]:
        """Keep other processes away from one environment; gives whether it worked.

        With `when_waiting`, which is called once where another process has it, it is waited for.
        The kernel lets go of it when the holder ends, however it ends. Raises StorageError.
        """
        make_private_folder(self.folder)
        path, said = self.folder / f"{key}.lock", False
        while True:
            try:
                descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            except OSError as error:
                raise storage_error("Making a lock file", path, error) from error
            try:
                try:
                    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    if when_waiting is None:
                        yield False
                        return
                    if not said:
                        when_waiting()
                        said = True
                    fcntl.flock(descriptor, fcntl.LOCK_EX)
                if not _is_still(path, descriptor):
                    continue  # its last holder removed it before we had it
                try:
                    yield True
                finally:
                    path.unlink(missing_ok=True)
                return
            finally:
                os.close(descriptor)

    def prune(self) -> None:
        """Remove what processes that were killed left half-written or locked."""
        for path in self.folder.glob(".*.partial"):
            match = PARTIAL.fullmatch(path.name)
            if match and not ProcessId.is_running(int(match[2])):
                path.unlink(missing_ok=True)
        for path in self.folder.glob("*.lock"):
            with self.held(path.stem):
                pass  # letting go of it removes it

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}.json"


def _read(path: Path) -> Entry | None:
    try:
        return _entry(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None


def _entry(content: Mapping[str, Any]) -> Entry:
    known = {field.name for field in fields(Entry)}
    process = content["process"]
    return Entry(
        **{
            **{name: value for name, value in content.items() if name in known},
            "process": ProcessId(**process) if process else None,
        }
    )


def _is_still(path: Path, descriptor: int) -> bool:
    try:
        return path.stat().st_ino == os.fstat(descriptor).st_ino
    except FileNotFoundError:
        return False


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
