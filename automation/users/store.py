"""The test users of a kept environment, with the only copy of their passwords: one file, written under a lock."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from automation.errors import DriverError
from automation.targets.workspaces import Workspace
from automation.users.test_user import TestUser, UserRefusedError
from local.locks import exclusive
from local.private_files import make_private_folder, write_private

Record = dict[str, Any]
"""`username`, `email`, `password`, `groups`, `user_pool_id`; `totp_secret` and `device` once there are some; `state`
is `creating` until Cognito has said that the user is there, and `first` then tells the stack's own from others."""
CREATING: Final = "creating"


@dataclass(frozen=True)
class UserStore:
    """The users of one environment, oldest first. Safe between threads and processes."""

    path: Path

    @classmethod
    def of(cls, workspace: Workspace) -> "UserStore":
        """That of an environment's folder."""
        return cls(workspace.users_file)

    def all(self, user_pool_id: str) -> list[Record]:
        """What is known of a pool's users. Raises DriverError where the file can't be read."""
        return [user for user in self._read() if user.get("user_pool_id") == user_pool_id]

    def find(self, user_pool_id: str, username: str) -> Record | None:
        """What is known of a user by its name or e-mail address. Raises DriverError."""
        known = self.all(user_pool_id)
        return next((user for user in known if username in {user.get("username"), user.get("email")}), None)

    def first_begun(self, user_pool_id: str) -> Record | None:
        """The stack's own first user, whose creation has begun and was never answered. Raises DriverError."""
        return next((user for user in self.all(user_pool_id) if is_being_created(user) and user.get("first")), None)

    @contextmanager
    def creating(self, user_pool_id: str, user: TestUser, *, first: bool = False) -> Iterator[None]:
        """Around a user's creation: written down before, for good after; struck out only where Cognito has refused.

        Whatever else ends it, the user may be there, and the password stays; so does what was known before of a user
        whose name Cognito refuses because it is taken. `first` is for the one that the stack makes for itself.
        """
        known = {**user.to_dict(), "user_pool_id": user_pool_id}
        begun = {**known, "state": CREATING, **({"first": True} if first else {})}
        before: list[Record] = []

        def begin(users: list[Record]) -> list[Record]:
            before[:] = [one for one in users if one == begun]
            return users if before else [*users, begun]

        def refused(users: list[Record]) -> list[Record]:
            return users if before and not first else [one for one in users if one != begun]

        def created(users: list[Record]) -> list[Record]:
            return [*(one for one in users if not _is(one, user_pool_id, user.username)), known]

        self._change(begin)
        try:
            yield
        except UserRefusedError:
            self._change(refused)
            raise
        self._change(created)

    def update(self, user_pool_id: str, username: str, news: Mapping[str, Any], password: str = "") -> None:
        """Note what is new of a user; whoever isn't known yet is with that. A value of None is struck out."""

        def change(users: list[Record]) -> list[Record]:
            if not any(_is(user, user_pool_id, username) for user in users):
                added = {"username": username, "email": "", "password": password, "groups": []}
                users = [*users, {**added, "user_pool_id": user_pool_id}]
            return [_with(user, news) if _is(user, user_pool_id, username) else user for user in users]

        self._change(change)

    def remove(self, user_pool_id: str, username: str) -> None:
        """Forget a user, who is deleted."""
        self._change(lambda users: [user for user in users if not _is(user, user_pool_id, username)])

    def _change(self, change: Callable[[list[Record]], list[Record]]) -> None:
        make_private_folder(self.path.parent)
        with exclusive(self.path.with_suffix(".lock"), lambda: None):
            users = self._read()
            changed = change(users)
            if changed != users:
                write_private(self.path, json.dumps(changed, indent=1))

    def _read(self) -> list[Record]:
        try:
            found = json.loads(self.path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return []
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, list) or not all(isinstance(user, dict) for user in found):
            raise DriverError(
                f"{self.path}, which holds the test users' passwords, is damaged and can't be read. It was left "
                "unchanged. Repair it, or move it away and create new users with `users create`."
            )
        return found


def _is(user: Record, user_pool_id: str, username: str) -> bool:
    return user.get("user_pool_id") == user_pool_id and user.get("username") == username


def _with(user: Record, news: Mapping[str, Any]) -> Record:
    return {name: value for name, value in {**user, **news}.items() if value is not None}


def is_being_created(record: Record) -> bool:
    """Whether the user may not be there yet, or never has been."""
    return bool(record.get("state") == CREATING)


def known_user(record: Record) -> TestUser:
    """A test user from what is known of it."""
    groups = tuple(record.get("groups") or ())
    return TestUser(record["username"], record.get("email") or "", record.get("password") or "", groups)
