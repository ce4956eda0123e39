"""Memberships of users in groups."""

from collections.abc import Mapping
from typing import Any

from local.provider.operation import Operation
from local.provider.resource import Identity, Import, Resource
from local.provider.values import Properties

_KEYS = {"UserPoolId": "userPoolId", "Username": "username"}
_INPUTS = ("groupName", "userPoolId", "username")


class UserInGroup(Resource):
    """A membership. A user's groups say nothing about it, besides whether it is there."""

    kind = "aws:cognito/userInGroup:UserInGroup"
    label = "user in group"
    inputs = _INPUTS
    required = frozenset(_INPUTS)
    write_only = frozenset(_INPUTS)
    identity = Identity(
        frozenset(_INPUTS),
        template="{userPoolId},{groupName},{username}",
        imported=Import(("userPoolId", "groupName", "username"), ","),
    )
    create = Operation("AdminAddUserToGroup")
    reads = (Operation("AdminListGroupsForUser", keys=_KEYS),)
    delete = Operation("AdminRemoveUserFromGroup", keys={"GroupName": "groupName", **_KEYS})

    def exists(self, answer: Mapping[str, Any], properties: Properties) -> bool:
        """Whether the group is among the user's."""
        return any(group.get("GroupName") == properties.get("groupName") for group in answer.get("Groups", []))
