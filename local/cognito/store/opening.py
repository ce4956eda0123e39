"""Opening the store that a folder keeps."""

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from local.cognito.store.durability import FILE_NAME, PREVIOUS, StateFile, copy_aside, move_aside
from local.cognito.store.errors import UnreadableStateError
from local.cognito.store.state_lock import StateLock
from local.cognito.store.store import Store
from local.cognito.store.write_ahead_log import Log, inspect, remove_log

LOGGER: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class OpenedStore:
    """A store, and what was found when it was opened."""

    store: Store
    lock: StateLock
    """Held until the engine ends."""
    unreadable: Path | None = None
    """Where state that couldn't be read was moved to."""
    incomplete: Path | None = None
    """Where state that lacks the latest changes was copied to."""


def open_store(folder: Path, now: float) -> OpenedStore:
    """The store that a folder keeps; state that can't be read is moved aside, and told where.

    Where only the log of the latest changes is damaged, the store is as it was before them.

    What was there when it was opened last stays beside it, one generation. Raises OSError: EBUSY where another engine
    keeps its state there.
    """
    lock = StateLock(folder)
    try:
        return _open(folder / FILE_NAME, lock, now)
    except BaseException:
        lock.release()
        raise


def _open(path: Path, lock: StateLock, now: float) -> OpenedStore:
    state = incomplete = None
    try:
        incomplete = _without_damaged_log(path, now)
        state = StateFile(path)
        store = Store(state)
    except UnreadableStateError:
        if state is not None:
            state.close()
        aside = move_aside(path, now)
        return OpenedStore(Store(StateFile(path)), lock, aside)
    try:
        state.copy_to(path.with_name(path.name + PREVIOUS))
    except OSError:  # a full disk: what is there can be read all the same, and what can't be written is refused
        LOGGER.exception("The state couldn't be copied; the copy beside it is an older one")
    return OpenedStore(store, lock, incomplete=incomplete)


def _without_damaged_log(path: Path, now: float) -> Path | None:
    """Where the files were copied to, if their log lacks changes. Raises UnreadableStateError, OSError."""
    log = inspect(path)
    if log is Log.STALE:
        remove_log(path)
    return copy_aside(path, now) if log is Log.INCOMPLETE else None
