"""Caches tokens by stack, client, user, flow, scopes and resource, in a file of mode 0600.

Standard library only, and little of it: `token` answers from here in a few interpreter start-ups' time. That is why
there is no pathlib in it, and no typing at run time.
"""

from __future__ import annotations

import fcntl
import json
import os

from automation.stacks.checkpoint import stamp
from automation.targets.folders import SEVERAL_BACKENDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

FILE = "tokens.json"
ROWS_FILE = "token-rows.json"
"""Those of `token --all`, kept apart: they are many, and `token` reads its own on every start."""
MAX_COUNT = 5000
"""Entries in a file; a few kilobytes each."""
RENEW_BEFORE_S = 60
"""An access token is renewed so long before it expires: whoever gets it wants to use it."""
SURROUNDINGS = (
    "AWS_ACCESS_KEY_ID",
    "AWS_CONFIG_FILE",
    "AWS_DEFAULT_REGION",
    "AWS_ENDPOINT_URL",
    "AWS_PROFILE",
    "AWS_REGION",
    "AWS_ROLE_ARN",
    "AWS_SHARED_CREDENTIALS_FILE",
    "PULUMI_BACKEND_URL",
)
"""What decides which stack a name stands for on the aws target; nothing of it is secret."""
OTHERS = 0o077


class TokenCache:
    """The cached tokens in one environment's folder. All return values and entries are secret."""

    def __init__(
        self,
        folder: str,
        target: str,
        variables: Mapping[str, str] = os.environ,
        ends_at: float | None = None,
        name: str = FILE,
    ) -> None:
        """`variables`: the process's environment, which decides which stack a name refers to.

        What is put is good until `ends_at`, in seconds since the epoch: then the stack's time to live is over, or
        Pulumi has to be asked whether the stack is as it was.
        """
        self._file = os.path.join(folder, name)
        self._ends_at = ends_at
        self._surroundings = surroundings(target, variables)

    def find(self, asked: Mapping[str, Any], now: float) -> dict[str, Any] | None:
        """The entry for a question, if its access token is valid for more than another minute.

        None where there is nothing, where the stack has changed since, or where others can read the file.
        """
        return self.finder(now)(asked)

    def finder(self, now: float) -> Callable[[Mapping[str, Any]], dict[str, Any] | None]:
        """Like `find`, for many questions; reads the file once."""
        content = self._content()
        over = content is None or (content["ends_at"] is not None and content["ends_at"] <= now)
        entries: dict[str, Any] = {} if content is None or over else content["entries"]

        def find(asked: Mapping[str, Any]) -> dict[str, Any] | None:
            entry: dict[str, Any] | None = entries.get(_key(asked))
            return entry if entry and entry["expires_at"] - RENEW_BEFORE_S > now else None

        return find

    def find_renewable(self, asked: Mapping[str, Any]) -> dict[str, Any] | None:
        """The entry for a question, however old: its refresh token may still be valid."""
        entry: dict[str, Any] | None = self._entries().get(_key(asked))
        return entry

    def put_all(
        self,
        asked: Iterable[tuple[Mapping[str, Any], Mapping[str, Any]]],
        checkpoint: str | None,
        most: int = MAX_COUNT,
    ) -> None:
        """Save entries, which have `expires_at` (seconds since the epoch), by question. Raises OSError.

        The oldest go where there are more than `most`.
        """

        def add(entries: dict[str, Any]) -> None:
            for question, entry in asked:
                entries.pop(_key(question), None)  # the newest stand last
                entries[_key(question)] = dict(entry)
            for key in list(entries)[: max(0, len(entries) - most)]:
                del entries[key]

        self._change(add, checkpoint)

    def entries(self) -> dict[str, Any]:
        """All entries by question, for `put_entries`."""
        return self._entries()

    def put_entries(self, entries: Mapping[str, Any], checkpoint: str | None) -> None:
        """Save entries for the stack's current state. Raises OSError."""
        if entries:
            self._change(lambda kept: kept.update({**entries, **kept}), checkpoint)

    def drop(self, matches: Callable[[Mapping[str, Any]], bool]) -> None:
        """Delete the entries that match. Raises OSError."""
        content = self._content()
        if content is None:
            return

        def without(entries: dict[str, Any]) -> None:
            for key in [key for key, entry in entries.items() if matches(entry)]:
                del entries[key]

        self._change(without, content["checkpoint"])

    def note_end(self) -> None:
        """Save until when the entries are valid, if this has changed since they were saved. Raises OSError."""
        content = self._content()
        if content is not None and content["ends_at"] != self._ends_at:
            self._change(lambda _: None, content["checkpoint"])

    def clear(self) -> None:
        """Delete all entries, as when the stack has changed."""
        if os.path.exists(self._file):
            os.unlink(self._file)

    def _change(self, change: Callable[[dict[str, Any]], object], checkpoint: str | None) -> None:
        with open(f"{self._file}.lock", "w", encoding="ascii") as guard:
            fcntl.flock(guard, fcntl.LOCK_EX)
            entries = self._entries()
            change(entries)
            content = {
                "checkpoint": checkpoint,
                "stamp": stamp(checkpoint),
                "surroundings": self._surroundings,
                "ends_at": self._ends_at,
                "entries": entries,
            }
            partial = f"{self._file}.partial"
            if os.path.exists(partial):  # left by a process that was killed; the lock is ours
                os.unlink(partial)
            descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with open(descriptor, "w", encoding="utf-8") as stream:
                json.dump(content, stream)
            os.replace(partial, self._file)

    def _entries(self) -> dict[str, Any]:
        content = self._content()
        return content["entries"] if content else {}

    def _content(self) -> dict[str, Any] | None:
        """The file's content, if only this user can access it and it belongs to the stack's current state."""
        try:
            with open(self._file, encoding="utf-8") as stream:
                status = os.fstat(stream.fileno())
                content: dict[str, Any] = json.load(stream)
            private = status.st_uid == os.geteuid() and not status.st_mode & OTHERS
            current = content["stamp"] == stamp(content["checkpoint"])
            if private and current and content["surroundings"] == self._surroundings and "ends_at" in content:
                return content
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            pass  # as good as none
        return None


def surroundings(target: str, variables: Mapping[str, str]) -> dict[str, str | None]:
    """The environment variables that decide which stack a name refers to, with their values."""
    return {name: variables.get(name) for name in SURROUNDINGS} if target in SEVERAL_BACKENDS else {}


def question(
    user: str | None,
    client: str | None,
    flow: str | None,
    scopes: tuple[str, ...] | list[str],
    resource: str | None = None,
) -> dict[str, Any]:
    """The cache key of the requested tokens, from the command's options."""
    asked = {"user": user, "client": client, "flow": flow, "scopes": sorted(scopes)}
    return {**asked, "resource": resource} if resource else asked


def belongs_to(entry: Mapping[str, Any], names: set[str]) -> bool:
    """Whether an entry's tokens are those of a user, by any of the names that the user has."""
    claims, user = entry.get("claims") or {}, entry.get("user") or {}
    access, identity = claims.get("access_token") or {}, claims.get("id_token") or {}
    known = (entry.get("username"), user.get("username"), user.get("email"), access.get("username"), access.get("sub"))
    return not names.isdisjoint(filter(None, (*known, identity.get("email"), identity.get("cognito:username"))))


def _key(asked: Mapping[str, Any]) -> str:
    return json.dumps(asked, sort_keys=True)
