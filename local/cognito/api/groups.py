"""A user pool's groups ("Adding groups to a user pool")."""

from collections.abc import Mapping
from itertools import islice
from typing import Final

from cognito_model.resource_quotas import GROUPS_OF_A_POOL, GROUPS_OF_A_USER
from local.cognito.accounts.described import user_type
from local.cognito.api import paging
from local.cognito.call import Call, Handler
from local.cognito.errors import CognitoError, not_found
from local.cognito.json_types import JsonObject
from local.cognito.store.pools import Group, UserPool


def create_group(call: Call) -> JsonObject:
    """CreateGroup: "The default Precedence value is null", and null takes precedence over nothing."""
    pool, name, now = call.pool, call["GroupName"], call.moment
    if name in pool.groups:
        raise CognitoError("GroupExistsException", "A group with the name already exists.")
    if len(pool.groups) >= GROUPS_OF_A_POOL:
        raise _limit_exceeded(f"A user pool can't have more than {GROUPS_OF_A_POOL} groups.")
    group = Group(pool.id, name, now, now, call.get("Description"), call.get("RoleArn"), call.get("Precedence"))
    call.add(group)
    return {"Group": _described(group)}


def get_group(call: Call) -> JsonObject:
    """GetGroup."""
    return {"Group": _described(_group(call))}


def update_group(call: Call) -> JsonObject:
    """UpdateGroup: changes any of the settings; those that aren't given stay."""
    group = _group(call)
    group.description = call.get("Description", group.description)
    group.role_arn = call.get("RoleArn", group.role_arn)
    group.precedence = call.get("Precedence", group.precedence)
    group.modified = call.moment
    call.save(group)
    return {"Group": _described(group)}


def delete_group(call: Call) -> JsonObject:
    """DeleteGroup: its members are in it no longer."""
    pool, group = call.pool, _group(call)
    for sub in group.members:
        user = pool.users.by_sub(sub)
        if user is not None:
            user.groups = [name for name in user.groups if name != group.name]
            call.save(user)
    call.remove(group)
    return {}


def list_groups(call: Call) -> JsonObject:
    """ListGroups, in the order of their creation."""
    groups, following = paging.page(list(call.pool.groups.values()), call.get("NextToken"), call.get("Limit"), "groups")
    return {"Groups": [_described(group) for group in groups], **_next(following)}


def admin_add_user_to_group(call: Call) -> JsonObject:
    """AdminAddUserToGroup: who is in it already stays."""
    group, user = _group(call), call.user
    if group.name in user.groups:
        return {}
    if len(user.groups) >= GROUPS_OF_A_USER:
        raise _limit_exceeded(f"A user can't be in more than {GROUPS_OF_A_USER} groups.")
    user.groups = [*user.groups, group.name]
    group.join(user.sub)
    call.save(user)
    return {}


def admin_remove_user_from_group(call: Call) -> JsonObject:
    """AdminRemoveUserFromGroup: who isn't in it stays out."""
    group, user = _group(call), call.user
    user.groups = [name for name in user.groups if name != group.name]
    group.members.pop(user.sub, None)
    call.save(user)
    return {}


def admin_list_groups_for_user(call: Call) -> JsonObject:
    """AdminListGroupsForUser, in the order of joining."""
    pool, user = call.pool, call.user
    names, following = paging.page(user.groups, call.get("NextToken"), call.get("Limit"), f"groups of {user.sub}")
    groups = [_described(pool.groups[name]) for name in names if name in pool.groups]
    return {"Groups": groups, **_next(following)}


def list_users_in_group(call: Call) -> JsonObject:
    """ListUsersInGroup, in the order of joining; a page begins after the last member of the one before."""
    pool, group = call.pool, _group(call)
    of = f"group {group.name}"
    after = paging.place_of(call.get("NextToken"), of, 0)
    if not isinstance(after, int):
        raise paging.invalid_token()
    size = call.get("Limit") or paging.MAX_COUNT
    found = list(islice(((sub, number) for sub, number in group.members.items() if number > after), size + 1))
    shown = found[:size]
    users = [user for sub, _ in shown if (user := pool.users.by_sub(sub)) is not None]
    following = paging.token(shown[-1][1], of) if len(found) > size else None
    return {"Users": [user_type(user) for user in users], **_next(following)}


def _group(call: Call) -> Group:
    pool: UserPool = call.pool
    group = pool.groups.get(call["GroupName"])
    if group is None:
        raise not_found("Group not found.")
    return group


def _described(group: Group) -> JsonObject:
    """GroupType: settings that it doesn't have are left out."""
    settings = {"Description": group.description, "RoleArn": group.role_arn, "Precedence": group.precedence}
    return {
        "GroupName": group.name,
        "UserPoolId": group.pool_id,
        **{name: value for name, value in settings.items() if value is not None},
        "LastModifiedDate": group.modified,
        "CreationDate": group.created,
    }


def _next(following: str | None) -> JsonObject:
    return {"NextToken": following} if following else {}


def _limit_exceeded(message: str) -> CognitoError:
    return CognitoError("LimitExceededException", message)


OPERATIONS: Final[Mapping[str, Handler]] = {
    "CreateGroup": create_group,
    "GetGroup": get_group,
    "UpdateGroup": update_group,
    "DeleteGroup": delete_group,
    "ListGroups": list_groups,
    "AdminAddUserToGroup": admin_add_user_to_group,
    "AdminRemoveUserFromGroup": admin_remove_user_from_group,
    "AdminListGroupsForUser": admin_list_groups_for_user,
    "ListUsersInGroup": list_users_in_group,
}
