"""How much memory users take."""

import sys
from typing import Any

from local.cognito.store.users import User
from tests.local.cognito.accounts_world import listed
from tests.local.cognito.world import World


def owned_bytes(value: Any, shared: set[int]) -> int:
    """The memory of a value that nobody else has."""
    if id(value) in shared or value is None or isinstance(value, bool):
        return 0
    shared.add(id(value))
    size = sys.getsizeof(value)
    if isinstance(value, dict):
        size += sum(owned_bytes(part, shared) for pair in value.items() for part in pair)
    elif isinstance(value, (list, tuple)):
        size += sum(owned_bytes(part, shared) for part in value)
    return size


def bytes_of(user: User, shared: set[int]) -> int:
    fields = [getattr(user, name) for name in User.__dataclass_fields__]
    return sys.getsizeof(user) + sum(owned_bytes(value, shared) for value in fields)


def test_a_user_is_small_when_made_and_when_read_again(world: World) -> None:
    shared: set[int] = set()
    for username in ("ada", "bob"):
        attributes = listed(email=f"{username}@example.com", email_verified="true", name="Ada Lovelace")
        world.admin("AdminCreateUser", username, UserAttributes=attributes, MessageAction="SUPPRESS")
        size = bytes_of(world.user(username), shared)
    assert size < 1100
    written = world.user("bob").to_json()
    read = [User.from_json({**written, "attributes": dict(written["attributes"])}) for _ in range(2)]
    shared = set()
    assert [bytes_of(user, shared) for user in read][1] < 1100
