"""API reference: UpdateGroup, CreateGroup, AdminListGroupsForUser, GroupType."""

import pytest


def test_an_update_changes_what_it_is_given_and_keeps_the_rest(cognito, pool, roles):
    made = cognito.create_group(UserPoolId=pool, GroupName="admins", Description="All", RoleArn=roles[0], Precedence=5)[
        "Group"
    ]
    updated = cognito.update_group(UserPoolId=pool, GroupName="admins", Precedence=0)["Group"]
    assert updated == {**made, "Precedence": 0, "LastModifiedDate": updated["LastModifiedDate"]}
    assert updated["LastModifiedDate"] > made["LastModifiedDate"]
    cognito.update_group(UserPoolId=pool, GroupName="admins", Description="Some", RoleArn=roles[1])
    described = cognito.get_group(UserPoolId=pool, GroupName="admins")["Group"]
    assert (described["Description"], described["RoleArn"], described["Precedence"]) == ("Some", roles[1], 0)


def test_a_group_without_settings_has_none(cognito, pool):
    names = {"UserPoolId": pool, "GroupName": "plain"}
    made = cognito.create_group(**names)["Group"]
    assert made.keys() == {*names, "CreationDate", "LastModifiedDate"}
    assert cognito.list_groups(UserPoolId=pool)["Groups"] == [made]


def test_a_group_that_does_not_exist_is_not_updated(cognito, pool):
    with pytest.raises(cognito.exceptions.ResourceNotFoundException, match="Group not found"):
        cognito.update_group(UserPoolId=pool, GroupName="nobody", Precedence=1)
