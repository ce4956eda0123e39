"""A user as `users export` writes them and `users import` reads them: a JSON array, an object each, read one by one."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, Final, TextIO

from automation.errors import UsageError

PIECE_CHARACTERS: Final = 1 << 16
MAX_USER_LENGTH: Final = 1 << 20
"""Characters of one user; Cognito's attributes have 2,048 each."""
SEPARATORS: Final = " \t\r\n,[]"
MEMBERS: Final = {"username": str, "status": str, "enabled": bool, "groups": list, "attributes": dict}
WHAT_STAYS: Final = (
    "Passwords, second factors, passkeys, remembered devices, linked providers and subs aren't exported: Cognito "
    "doesn't reveal them"
)


@dataclass(frozen=True, slots=True)
class PortableUser:
    """What the API says of a user and takes of a new one."""

    username: str
    status: str
    """`UserStatusType`, such as CONFIRMED."""
    enabled: bool
    groups: tuple[str, ...]
    attributes: Mapping[str, str]
    created: str = ""
    """ISO 8601; told, and nothing that can be given."""

    def to_dict(self) -> dict[str, Any]:
        """The object in the file."""
        return {
            "username": self.username,
            "status": self.status,
            "enabled": self.enabled,
            "created": self.created,
            "groups": list(self.groups),
            "attributes": dict(self.attributes),
        }

    @classmethod
    def from_dict(cls, found: Any, where: str) -> "PortableUser":
        """The user of an object. Raises UsageError that says what is wrong, and `where`."""
        if not isinstance(found, dict):
            raise UsageError(f"{where} isn't an object.")
        user = {"status": "CONFIRMED", "enabled": True, "groups": [], "attributes": {}, **found}
        for name, kind in MEMBERS.items():
            if not isinstance(user.get(name), kind):
                raise UsageError(f"{where} has no `{name}` that is a {_called(kind)}.")
        if not all(isinstance(one, str) for one in (*user["groups"], *user["attributes"].values())):
            raise UsageError(f"{where} has a group or an attribute that isn't a string.")
        created = str(found.get("created") or "")
        return cls(
            user["username"], user["status"], user["enabled"], tuple(user["groups"]), user["attributes"], created
        )


def is_json(file: Path) -> bool:
    """Whether a file is such an array, and no CSV. Raises UsageError where it can't be read."""
    with _opened(file) as stream:
        try:
            return file.suffix.lower() == ".json" or stream.read(PIECE_CHARACTERS).lstrip()[:1] in {"[", "{"}
        except UnicodeDecodeError as error:
            raise _unreadable(file, error) from None


def read_users(file: Path) -> Iterator[PortableUser]:
    """The users of a file, in a memory that doesn't grow with it. Raises UsageError where it isn't one."""
    with _opened(file) as stream:
        try:
            for number, found in zip(count(1), _objects(stream, file), strict=False):
                yield PortableUser.from_dict(found, f"User {number} of {file}")
        except UnicodeDecodeError as error:
            raise _unreadable(file, error) from None


def _objects(stream: TextIO, file: Path) -> Iterator[Any]:
    """The values of a JSON array, or of JSON lines, as they are read."""
    decoder, text, at, ended, brackets = json.JSONDecoder(), "", 0, False, ""
    while True:
        while at < len(text) and text[at] in SEPARATORS:
            brackets += text[at].strip(" \t\r\n,")
            at += 1
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            left = text[at:]
            if ended and not left and brackets in {"", "[]"}:
                return
            if ended or len(left) > MAX_USER_LENGTH or isinstance(error, RecursionError):
                what = f"from {left[:40]!r} on" if left else "it ends too early"
                raise UsageError(f"{file} isn't a JSON array of users: {what}.") from None
            piece = stream.read(PIECE_CHARACTERS)
            text, at, ended = left + piece, 0, not piece
        else:
            yield value


def _opened(file: Path) -> TextIO:
    try:
        return file.open(encoding="utf-8-sig")
    except OSError as error:
        raise _unreadable(file, error) from None


def _unreadable(file: Path, error: Exception) -> UsageError:
    reason = error.strerror if isinstance(error, OSError) else "it isn't UTF-8 text"
    return UsageError(f"{file} can't be read: {reason}.")


def _called(kind: type) -> str:
    return {str: "string", bool: "boolean", list: "list", dict: "an object"}.get(kind, kind.__name__)
