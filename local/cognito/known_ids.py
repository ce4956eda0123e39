"""Ids that are known before what they are of is made: a configuration's, by name."""

import re
from collections.abc import Mapping
from typing import Any, Final

from local.cognito.errors import invalid
from local.cognito.json_types import JsonObject

USER_POOL_ID: Final = re.compile(r"[a-z]{2}(-[a-z]+)+-\d_[0-9A-Za-z]{1,45}", re.ASCII)
CLIENT_ID: Final = re.compile(r"[\w+]{1,128}", re.ASCII)
MAX_NAME_LENGTH: Final = 128
MEMBERS: Final = {"user_pools": USER_POOL_ID, "clients": CLIENT_ID}


class KnownIds:
    """Which id a user pool and an app client of a certain name get."""

    def __init__(self) -> None:
        self.user_pools: Mapping[str, str] = {}
        """By the pool's name."""
        self.clients: Mapping[str, str] = {}
        """By the client's name."""

    def set(self, given: JsonObject) -> None:
        """Know these and no others: `{"user_pools": {NAME: ID}, "clients": {NAME: ID}}`. Raises CognitoError."""
        unknown = given.keys() - MEMBERS.keys()
        if unknown:
            raise invalid(f"{min(unknown)!r} is neither user_pools nor clients.")
        found = {name: _checked(name, pattern, given.get(name) or {}) for name, pattern in MEMBERS.items()}
        self.user_pools, self.clients = found["user_pools"], found["clients"]

    def to_json(self) -> JsonObject:
        """As `set` takes them."""
        return {"user_pools": dict(self.user_pools), "clients": dict(self.clients)}


def _checked(member: str, pattern: "re.Pattern[str]", given: Any) -> dict[str, str]:
    if not isinstance(given, dict):
        raise invalid(f"{member} must be an object of names and IDs.")
    for name, found in given.items():
        if not name or len(name) > MAX_NAME_LENGTH:
            raise invalid(f"{member}: names must have 1 to {MAX_NAME_LENGTH} characters.")
        if not isinstance(found, str) or not pattern.fullmatch(found):
            raise invalid(f"{member}.{name}: {str(found)[:60]!r} isn't an ID; it must match {pattern.pattern}")
    if len(set(given.values())) < len(given):
        raise invalid(f"{member}: each ID can be given once only.")
    return dict(given)
