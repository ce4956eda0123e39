"""Users as administrators see them."""

from collections.abc import Mapping
from typing import Final

from local.cognito import ids, passwords
from local.cognito.call import Call, Handler
from local.cognito.json_types import JsonObject
from local.cognito.store.users import User


def admin_create_user(call: Call) -> JsonObject:
    """AdminCreateUser."""
    pool = call.pool
    attributes = {one["Name"]: one["Value"] for one in call.get("UserAttributes", [])}
    user = User(pool.id, call["Username"], ids.sub(), pool.users.next_sequence(), attributes, call.now, call.now)
    call.add(user)
    return {"User": {"Username": user.username}}


def admin_set_user_password(call: Call) -> JsonObject:
    """AdminSetUserPassword."""
    user = call.user
    passwords.set_password(user, call["Password"])
    call.save(user)
    return {}


OPERATIONS: Final[Mapping[str, Handler]] = {
    "AdminCreateUser": admin_create_user,
    "AdminSetUserPassword": admin_set_user_password,
}
