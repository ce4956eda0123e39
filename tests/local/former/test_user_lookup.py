"""The quick lookup answers as ministack's own does, whatever has happened to the users since."""

import random
from typing import Any

import pytest
from ministack.services import cognito

from local.former.user_lookup import FEW, quick

ministack = cognito._resolve_user


def attributes(**values: str) -> list[dict[str, str]]:
    return [{"Name": name, "Value": value} for name, value in values.items()]


def make_user(number: int, **values: str) -> dict[str, Any]:
    email = f"{number}@example.com"
    described = {"sub": f"sub-{number}", "email": email, "email_verified": "true", **values}
    return {"Username": f"user-{number}", "Attributes": attributes(**described)}


@pytest.fixture
def pool() -> dict[str, Any]:
    users = {f"user-{number}": make_user(number) for number in range(FEW + 50)}
    return {"Id": "us-east-1_crowd", "AliasAttributes": ["email"], "_users": users}


@pytest.fixture
def calls() -> list[int]:
    """How many users ministack was asked about, call by call."""
    return []


@pytest.fixture
def look_up(calls):
    def counted(pool, username):
        calls.append(len(pool["_users"]))
        return ministack(pool, username)

    return quick(counted)


def test_a_user_is_found_by_name_sub_and_alias_among_the_few_who_have_it(pool, look_up, calls):
    for asked in ("user-7", "sub-7", "7@example.com"):
        assert look_up(pool, asked)[0] is pool["_users"]["user-7"]
    assert max(calls[1:]) <= 1


def test_a_user_who_came_a_moment_ago_is_found(pool, look_up):
    assert look_up(pool, "999@example.com")[0] is None
    pool["_users"]["user-999"] = make_user(999)
    assert look_up(pool, "999@example.com")[0] is pool["_users"]["user-999"]


def test_a_user_who_is_gone_or_has_another_address_is_not_found_by_the_old_one(pool, look_up):
    assert look_up(pool, "7@example.com")[0]
    assert look_up(pool, "8@example.com")[0]
    del pool["_users"]["user-7"]
    pool["_users"]["user-8"]["Attributes"] = attributes(sub="sub-8", email="new@example.com", email_verified="true")
    assert look_up(pool, "7@example.com")[0] is None
    assert look_up(pool, "8@example.com")[0] is None
    assert look_up(pool, "new@example.com")[0] is pool["_users"]["user-8"]


def test_whoever_verifies_an_address_has_it(pool, look_up):
    users = pool["_users"]
    assert look_up(pool, "7@example.com")[0] is users["user-7"]
    users["user-7"]["Attributes"] = attributes(sub="sub-7", email="7@example.com", email_verified="false")
    users["user-9"]["Attributes"] = attributes(sub="sub-9", email="7@example.com", email_verified="true")
    assert look_up(pool, "7@example.com")[0] is users["user-9"]


@pytest.mark.parametrize("asked", [None, "", 7, "true", "nobody"])
def test_what_is_nobodys_name_is_answered_as_by_ministack(pool, look_up, asked):
    assert look_up(pool, asked)[0] is ministack(pool, asked)[0] is None
    assert look_up(pool, asked)[1][0] == 400


def test_pools_do_not_meet(pool, look_up):
    other = {**pool, "Id": "us-east-1_other", "_users": dict(list(pool["_users"].items())[20:])}
    assert look_up(pool, "7@example.com")[0]
    assert look_up(other, "7@example.com")[0] is None


def test_after_any_history_the_answers_are_ministacks(pool, look_up):
    chance = random.Random(7)
    users = pool["_users"]
    for step in range(300):
        number = chance.randrange(FEW + 100)
        name = f"user-{number}"
        if chance.random() < 0.4:
            users[name] = make_user(number)
        elif name in users and chance.random() < 0.3 and len(users) > FEW + 10:
            del users[name]
        elif name in users:
            users[name]["Attributes"] = attributes(
                sub=f"sub-{number}", email=f"moved-{step}@example.com", email_verified=chance.choice(["true", "false"])
            )
        for asked in (f"{number}@example.com", f"moved-{step}@example.com", f"sub-{number}"):
            assert look_up(pool, asked)[0] is ministack(pool, asked)[0]
