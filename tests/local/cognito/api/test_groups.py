"""API reference: groups, and who is in them."""

from typing import Any

import pytest

from tests.local.cognito.accounts_world import access_token
from tests.local.cognito.world import World, error_of

READERS, WRITERS = (f"arn:aws:iam::123456789012:role/{name}" for name in ("readers", "writers"))
NOT_FOUND = ("ResourceNotFoundException", "Group not found.")


@pytest.fixture
def staff(world: World) -> World:
    """A pool with a group, and users."""
    world.of_pool("CreateGroup", GroupName="staff")
    for name in ("ada", "bob", "eve"):
        world.admin("AdminCreateUser", name)
    return world


def join(world: World, username: str = "ada", group: str = "staff") -> None:
    world.admin("AdminAddUserToGroup", username, GroupName=group)


def pages(world: World, operation: str, result: str, **parameters: Any) -> list[list[str]]:
    found: list[list[str]] = []
    token: dict[str, str] | None = {}
    while token is not None:
        page = world.of_pool(operation, Limit=2, **parameters, **token)
        found.append([one.get("GroupName") or one["Username"] for one in page[result]])
        token = {"NextToken": page["NextToken"]} if "NextToken" in page else None
    return found


def members(world: World, group: str = "staff") -> list[str]:
    return [user["Username"] for user in world.of_pool("ListUsersInGroup", GroupName=group)["Users"]]


def test_an_update_changes_what_it_is_given_and_keeps_the_rest(world):
    given = {"GroupName": "admins", "Description": "All", "RoleArn": READERS, "Precedence": 5}
    made = world.of_pool("CreateGroup", **given)["Group"]
    assert made == {
        **given,
        "UserPoolId": world.pool_id,
        "CreationDate": made["CreationDate"],
        "LastModifiedDate": made["CreationDate"],
    }
    world.advance(1)
    updated = world.of_pool("UpdateGroup", GroupName="admins", Precedence=0)["Group"]
    assert updated == {**made, "Precedence": 0, "LastModifiedDate": updated["LastModifiedDate"]}
    assert updated["LastModifiedDate"] > made["LastModifiedDate"]
    world.of_pool("UpdateGroup", GroupName="admins", Description="Some", RoleArn=WRITERS)
    described = world.of_pool("GetGroup", GroupName="admins")["Group"]
    assert (described["Description"], described["RoleArn"], described["Precedence"]) == ("Some", WRITERS, 0)


def test_a_group_without_settings_has_none(world):
    made = world.of_pool("CreateGroup", GroupName="plain")["Group"]
    assert made.keys() == {"UserPoolId", "GroupName", "CreationDate", "LastModifiedDate"}
    assert world.of_pool("ListGroups")["Groups"] == [made]


def test_a_group_is_there_once(world):
    world.of_pool("CreateGroup", GroupName="staff")
    refused = error_of(world.of_pool, "CreateGroup", GroupName="staff")
    assert refused == ("GroupExistsException", "A group with the name already exists.")
    world.of_pool("CreateGroup", GroupName="Staff")


@pytest.mark.parametrize(
    "operation",
    ["GetGroup", "UpdateGroup", "DeleteGroup", "ListUsersInGroup", "AdminAddUserToGroup", "AdminRemoveUserFromGroup"],
)
def test_a_group_that_does_not_exist_is_not_found(staff, operation):
    more = {"Username": "ada"} if operation.startswith("Admin") else {}
    assert error_of(staff.of_pool, operation, GroupName="nobody", **more) == NOT_FOUND


@pytest.mark.parametrize("operation", ["AdminAddUserToGroup", "AdminRemoveUserFromGroup", "AdminListGroupsForUser"])
def test_a_user_who_does_not_exist_is_not_found(staff, operation):
    more = {} if operation == "AdminListGroupsForUser" else {"GroupName": "staff"}
    assert error_of(staff.admin, operation, "nobody", **more) == ("UserNotFoundException", "User does not exist.")


def test_users_join_once_and_leave(staff):
    join(staff)
    join(staff)
    join(staff, "bob")
    assert members(staff) == ["ada", "bob"]
    staff.admin("AdminRemoveUserFromGroup", "ada", GroupName="staff")
    staff.admin("AdminRemoveUserFromGroup", "eve", GroupName="staff")
    assert members(staff) == ["bob"]
    assert staff.admin("AdminListGroupsForUser")["Groups"] == []


def test_a_groups_end_is_its_memberships_end(staff):
    join(staff)
    staff.of_pool("DeleteGroup", GroupName="staff")
    assert staff.admin("AdminListGroupsForUser")["Groups"] == []
    staff.of_pool("CreateGroup", GroupName="staff")
    assert members(staff) == []


def test_a_users_end_is_the_memberships_end(staff):
    join(staff)
    join(staff, "bob")
    staff.admin("AdminDeleteUser")
    staff.call("DeleteUser", AccessToken=access_token(staff, "bob"))
    assert members(staff) == []
    staff.admin("AdminCreateUser")
    assert members(staff) == []


def test_lists_come_page_by_page(staff):
    for name in "abcd":
        staff.of_pool("CreateGroup", GroupName=name)
    for name in ("staff", *"abcd"):
        join(staff, group=name)
    for name in ("bob", "eve"):
        join(staff, name)
    expected = [["staff", "a"], ["b", "c"], ["d"]]
    assert pages(staff, "ListGroups", "Groups") == expected
    assert pages(staff, "AdminListGroupsForUser", "Groups", Username="ada") == expected
    assert pages(staff, "ListUsersInGroup", "Users", GroupName="staff") == [["ada", "bob"], ["eve"]]
    for operation, more in (
        ("ListGroups", {}),
        ("AdminListGroupsForUser", {"Username": "ada"}),
        ("ListUsersInGroup", {"GroupName": "staff"}),
    ):
        refused = error_of(staff.of_pool, operation, **more, NextToken="not-one-of-these")
        assert refused == ("InvalidParameterException", "Invalid pagination token.")


def test_members_who_leave_page_by_page_are_all_met(staff):
    for name in ("ada", "bob", "eve"):
        join(staff, name)
    first = staff.of_pool("ListUsersInGroup", GroupName="staff", Limit=1)
    staff.admin("AdminRemoveUserFromGroup", "ada", GroupName="staff")
    second = staff.of_pool("ListUsersInGroup", GroupName="staff", Limit=1, NextToken=first["NextToken"])
    assert [user["Username"] for user in second["Users"]] == ["bob"]


def test_a_user_is_in_a_hundred_groups_at_most(staff):
    for number in range(101):
        staff.of_pool("CreateGroup", GroupName=f"group-{number}")
    for number in range(100):
        join(staff, group=f"group-{number}")
    assert error_of(join, staff, group="group-100")[0] == "LimitExceededException"
