"""A batch: many users that differ by a number. Written down before the first one is created.

Names and passwords follow from the batch's file, so that nothing has to be remembered of each user, and a run that was
killed is taken up where it stopped.
"""

import base64
import hashlib
import hmac
import json
import re
import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from automation.errors import DriverError, UsageError
from automation.targets.workspaces import Workspace
from automation.users.test_user import TestUser
from local.locks import exclusive
from local.private_files import make_private_folder, write_private

PREFIX = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
DIGITS = 6
MAX_NUMBER_LENGTH = 9
"""Digits; there are 40 million users in a pool at most."""


@dataclass(frozen=True)
class Batch:
    """`count` users whose names begin with `prefix`."""

    prefix: str
    user_pool_id: str
    count: int
    by_email: bool
    """Whether they sign in with an e-mail address."""
    groups: tuple[str, ...]
    attributes: Mapping[str, str]
    seed: str = field(repr=False)
    """What passwords are derived from, or the one password of all."""
    one_password: bool
    imported: bool = False
    """Whether an import job made them: they have no passwords until they have reset them."""

    def user(self, number: int) -> TestUser:
        """The user of that number, from 1."""
        name = f"{self.prefix}-{number:0{DIGITS}}"
        email = f"{name}@example.com"
        return TestUser(email if self.by_email else name, email, self._password(name), self.groups)

    def users(self) -> Iterator[TestUser]:
        """All of them, one after the other."""
        return (self.user(number) for number in range(1, self.count + 1))

    def has(self, username: str) -> bool:
        """Whether one of them has the name."""
        prefix, _, number = username.partition("@")[0].rpartition("-")
        return prefix == self.prefix and number.isdecimal() and 0 < int(number) <= self.count

    def _password(self, name: str) -> str:
        if self.one_password:
            return self.seed
        digest = hmac.new(self.seed.encode(), name.encode(), hashlib.sha256).digest()
        # Every class of characters that a policy can ask for, whatever the digest holds.
        return "Aa1-" + base64.b32encode(digest)[:28].decode().lower()


def new_seed() -> str:
    """For a batch whose users have passwords of their own."""
    return secrets.token_urlsafe(32)


class BatchFiles:
    """What is known of the batches of an environment: one file each (0600), and the numbers that are done."""

    def __init__(self, workspace: Workspace) -> None:
        self._folder = workspace.folder / "batches"

    def read(self, prefix: str) -> Batch | None:
        """The batch of that prefix. Raises UsageError for a prefix that can be none, DriverError for a damaged file."""
        file = self._file(prefix)
        try:
            described = json.loads(file.read_text(encoding="utf-8"))
            return Batch(**{**described, "groups": tuple(described["groups"])})
        except FileNotFoundError:
            return None
        except (ValueError, TypeError, KeyError, RecursionError):
            raise DriverError(
                f"{file}, from which the passwords of the users {prefix}-… are derived, is damaged and can't be "
                "read. It was left unchanged. Repair it, or move it away and create users with another --prefix."
            ) from None

    def all(self) -> Iterator[Batch]:
        """Every batch, by prefix."""
        for file in sorted(self._folder.glob("*.json")):
            batch = self.read(file.stem)
            if batch:
                yield batch

    def write(self, batch: Batch) -> None:
        """Durably, before anything is created. Raises StorageError."""
        make_private_folder(self._folder)
        write_private(self._file(batch.prefix), json.dumps(asdict(batch), indent=1))

    def done(self, prefix: str) -> "Done":
        """The numbers of the users that are complete."""
        make_private_folder(self._folder)
        return Done(self._folder / f"{prefix}.done")

    @contextmanager
    def held(self, prefix: str, when_waiting: Callable[[], None]) -> Iterator[None]:
        """Keep other processes away from a batch. Raises UsageError for a prefix that can't be one, StorageError."""
        self._file(prefix)
        make_private_folder(self._folder)
        with exclusive(self._folder / f"{prefix}.lock", when_waiting):
            yield

    def remove(self, prefix: str) -> None:
        """Forget a batch whose users are deleted."""
        for file in (self._file(prefix), self._folder / f"{prefix}.done"):
            file.unlink(missing_ok=True)

    def set_aside(self, prefix: str) -> Path:
        """Make room for a batch of the same prefix in another pool; where the former's file is now. Raises OSError."""
        aside = make_private_folder(self._folder / f"former-{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime())}")
        for file in (self._file(prefix), self._folder / f"{prefix}.done"):
            if file.exists():
                file.rename(aside / file.name)
        return aside / f"{prefix}.json"

    def _file(self, prefix: str) -> Path:
        if not PREFIX.fullmatch(prefix):
            raise UsageError(
                f"--prefix {prefix!r} can't begin user names: use up to 64 letters, digits, dots, hyphens and "
                "underscores, beginning with a letter or a digit."
            )
        return self._folder / f"{prefix}.json"


class Done:
    """Numbers, a line each, appended as they come: losing the last few costs a repetition and no duplicate."""

    def __init__(self, file: Path) -> None:
        self._numbers = _read_numbers(file)
        file.touch(mode=0o600)
        _cut_half_written(file)
        self._stream = file.open("a", encoding="ascii", buffering=1)

    def __contains__(self, number: int) -> bool:
        """Whether that user is complete."""
        return number < len(self._numbers) and bool(self._numbers[number])

    def add(self, number: int) -> None:
        """Note it."""
        self._stream.write(f"{number}\n")

    def close(self) -> None:
        """No more come."""
        self._stream.close()


def _cut_half_written(file: Path) -> None:
    """Remove what stands behind the last line break, as a run leaves it that was killed or whose disk was full."""
    content = file.read_bytes()
    whole = content.rpartition(b"\n")
    if whole[2]:
        with file.open("r+b") as stream:
            stream.truncate(len(content) - len(whole[2]))


def _read_numbers(file: Path) -> bytearray:
    """A byte per number: ten thousand users are ten kilobytes."""
    found = bytearray()
    if file.exists():
        for line in file.read_text(encoding="ascii", errors="replace").split("\n")[:-1]:
            if line.isascii() and line.isdecimal() and len(line) <= MAX_NUMBER_LENGTH:
                number = int(line)
                found.extend(bytes(max(0, number + 1 - len(found))))
                found[number] = 1
    return found
