"""All that an engine holds, written down under a name and taken back: pools, users, tokens' families, signing keys."""

import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from local.cognito.engine import Engine
from local.cognito.errors import CognitoError, invalid, not_found
from local.cognito.json_types import JsonObject
from local.cognito.store.durability import read_copy, write_copy
from local.cognito.store.errors import StateFileError, UnreadableStateError
from local.cognito.tokens.pool_keys import write_keys

NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", re.ASCII)
SUFFIX: Final = ".snapshot"
FOLDER_NAME: Final = "snapshots"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One that is there."""

    name: str
    at: float
    """When it was made, in seconds since the epoch by the machine's own clock."""
    bytes: int
    """Its size."""

    def to_json(self) -> JsonObject:
        """As the control interface tells it."""
        return asdict(self)


class Snapshots:
    """An engine's snapshots."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def save(self, name: str) -> Snapshot:
        """Write down all that there is now; one of the same name is replaced. Raises CognitoError."""
        path, store = self._path(name), self._engine.store
        try:
            with store.locked():
                for pool in store.pools.values():
                    write_keys(pool)
                write_copy(path, store.records())
        except StateFileError as error:
            raise CognitoError(
                "InternalErrorException", f"Writing the snapshot {name} failed ({error}). Nothing was changed.", 500
            ) from error
        return _found(path)

    def restore(self, name: str) -> Snapshot:
        """Have what was written down in place of all that there is. Raises CognitoError."""
        path = self._path(name)
        try:
            written = read_copy(self._existing(path))
            with self._engine.store.locked():
                self._engine.store.replace(written)
        except UnreadableStateError as error:
            raise CognitoError(
                "InvalidSnapshotException", f"Reading the snapshot {name} failed ({error}). Nothing was changed."
            ) from error
        return _found(path)

    def delete(self, name: str) -> None:
        """Forget one. Raises CognitoError where there is none."""
        self._existing(self._path(name)).unlink()

    def list(self) -> "list[Snapshot]":
        """Those that are there, newest first."""
        folder = self._folder()
        found = [_found(path) for path in folder.glob(f"*{SUFFIX}")] if folder else []
        return sorted((one for one in found if NAME.fullmatch(one.name)), key=lambda one: one.at, reverse=True)

    def _folder(self) -> Path | None:
        settings = self._engine.settings
        if settings.snapshot_folder:
            return settings.snapshot_folder
        return settings.state_folder / FOLDER_NAME if settings.state_folder else None

    def _path(self, name: str) -> Path:
        folder = self._folder()
        if folder is None:
            raise CognitoError("UnsupportedOperationException", "This engine has no folder for snapshots.")
        if not NAME.fullmatch(name):
            raise invalid("A snapshot's name must have 1 to 64 letters, digits, dots, hyphens and underscores.")
        return folder / f"{name}{SUFFIX}"

    def _existing(self, path: Path) -> Path:
        if not path.is_file():
            there = ", ".join(one.name for one in self.list()) or "none"
            raise not_found(f"There is no snapshot {path.name.removesuffix(SUFFIX)}. Snapshots: {there}.")
        return path


def _found(path: Path) -> Snapshot:
    status = path.stat()
    return Snapshot(path.name.removesuffix(SUFFIX), status.st_mtime, status.st_size)
