"""Exports as files: what this program didn't write is the user's, and is not replaced unasked."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from automation.errors import UsageError
from local.private_files import make_private_folder, write_private

BEGIN: Final = "# >>> cognito-access-token: written by `export dotenv`, replaced by the next one"
END: Final = "# <<< cognito-access-token"
WITH_MARKS: Final = frozenset({".env"})
"""Files of which only the part between the two marks is ours."""


@dataclass(frozen=True)
class WrittenFiles:
    """Which files an environment's exports have written, and what was in them: a JSON file of its folder."""

    record: Path

    def wrote(self, path: Path, content: str) -> bool:
        """Whether this is what was written there last."""
        return self._read().get(str(path)) == _digest(content)

    def note(self, contents: Mapping[Path, str]) -> None:
        """Remember what has been written. Raises StorageError."""
        known = {**self._read(), **{str(path): _digest(content) for path, content in contents.items()}}
        write_private(self.record, json.dumps(known, indent=1))

    def _read(self) -> dict[str, str]:
        try:
            found = json.loads(self.record.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}


def write_files(
    folder: Path, files: Mapping[str, str], written: WrittenFiles, say: Callable[[Path], None], *, force: bool = False
) -> None:
    """Write files (0600) into a folder, all or none of them; `say` is told each.

    In a `.env` the part between the two marks is replaced, or added at its end. Raises UsageError where a file that
    this program didn't write, or that has been changed since, would be replaced, unless `force`; StorageError.
    """
    contents = {(folder / name).absolute(): content for name, content in files.items()}
    merged = {path: _merged(path, content, force=force) for path, content in contents.items()}
    foreign = [path for path, content in merged.items() if not force and _is_foreign(path, content, written)]
    if foreign:
        names = ", ".join(str(path) for path in foreign)
        raise UsageError(
            f"{names} {'exists' if len(foreign) == 1 else 'exist'} and {'was' if len(foreign) == 1 else 'were'} not "
            "written by this program, or changed since. Nothing was written. Choose another --folder, or overwrite "
            f"{'it' if len(foreign) == 1 else 'them'} with --force."
        )
    for path, content in merged.items():
        if not path.parent.is_dir():  # a folder that is there keeps its mode: it may be anybody's, `.` even
            make_private_folder(path.parent)
        write_private(path, content)
        say(path)
    written.note(merged)


def _merged(path: Path, content: str, *, force: bool) -> str:
    """What the file will hold: the content, or what was there with our part of it replaced."""
    if path.name not in WITH_MARKS:
        return content
    block = f"{BEGIN}\n{content}{END}\n"
    before = _text(path)
    if before is None:
        return block
    begins, ends = before.count(BEGIN), before.count(END)
    if begins == ends == 0:
        separator = "" if not before or before.endswith("\n") else "\n"
        return f"{before}{separator}{block}"
    start, _, rest = before.partition(BEGIN)
    inside, end, after = rest.partition(END)
    if begins != 1 or ends != 1 or not end or END in inside:
        if force:
            return block
        raise UsageError(
            f"{path} must have one line {BEGIN!r} followed by one line {END!r}, or neither. Correct the file, or "
            "overwrite all of it with --force. Nothing was written."
        )
    return f"{start}{block}{after.removeprefix(chr(10))}"


def _is_foreign(path: Path, content: str, written: WrittenFiles) -> bool:
    if path.name in WITH_MARKS:
        return False  # what is the user's in it stays
    before = _text(path)
    return before is not None and before != content and not written.wrote(path, before)


def _text(path: Path) -> str | None:
    """What a file holds; None where there is none. Raises UsageError for what isn't text."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (UnicodeDecodeError, IsADirectoryError):
        raise UsageError(
            f"{path} exists and isn't a text file. Nothing was written. Choose another --folder."
        ) from None


def _digest(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()
