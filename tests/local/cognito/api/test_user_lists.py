"""API reference: ListUsers (Filter, AttributesToGet, PaginationToken). Developer guide: "Searching for users"."""

from typing import Any

import pytest

from tests.local.cognito.accounts_world import listed
from tests.local.cognito.world import World, error_of

SCHEMA = [{"Name": "department", "AttributeDataType": "String", "Mutable": True}]


def add(world: World, username: str, **attributes: str) -> None:
    world.admin("AdminCreateUser", username, UserAttributes=listed(**attributes), MessageAction="SUPPRESS")


def names(page: dict[str, Any]) -> list[str]:
    return [user["Username"] for user in page["Users"]]


def pages(world: World, **parameters: Any) -> list[list[str]]:
    """All pages of a list."""
    found: list[list[str]] = []
    token: dict[str, str] | None = {}
    while token is not None:
        page = world.of_pool("ListUsers", **parameters, **token)
        found.append(names(page))
        token = {"PaginationToken": page["PaginationToken"]} if "PaginationToken" in page else None
    return found


@pytest.fixture
def crowd(world: World) -> World:
    for number in range(130):
        add(world, f"user-{number:03}", email=f"someone-{number % 7}@example.com")
    return world


@pytest.mark.parametrize("limit", [None, 0, 60, 7])
def test_every_page_together_gives_every_user_once(crowd, limit):
    found = pages(crowd, **({} if limit is None else {"Limit": limit}))
    assert {len(page) for page in found[:-1]} == {limit or 60}
    assert [name for page in found for name in page] == [f"user-{number:03}" for number in range(130)]


@pytest.mark.parametrize("limit", [60, 7])
def test_a_filters_pages_come_in_the_order_of_its_attribute(crowd, limit):
    found = pages(crowd, Filter='email ^= "someone-"', Limit=limit)
    together = [name for page in found for name in page]
    assert together == [f"user-{number:03}" for number in sorted(range(130), key=lambda number: (number % 7, number))]


def test_users_deleted_page_by_page_are_all_met(world):
    for number in range(10):
        add(world, f"user-{number}")
    met: list[str] = []
    token: dict[str, str] | None = {}
    while token is not None:
        page = world.of_pool("ListUsers", Limit=3, **token)
        met += names(page)
        for name in names(page):
            world.admin("AdminDeleteUser", name)
        token = {"PaginationToken": page["PaginationToken"]} if "PaginationToken" in page else None
    assert met == [f"user-{number}" for number in range(10)]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ('email = "ada@example.com"', ["ada"]),
        ('"email" = "ADA@example.com"', ["ada"]),
        ('email ^= "ada"', ["ada", "adam"]),
        ('email^="nobody"', []),
        ('given_name = "Ada \\"the first\\""', ["ada"]),
        ('username = "ada"', ["ada"]),
        ('username ^= "ad"', ["ada", "adam"]),
        ('status = "Disabled"', ["grace"]),
        ('status = "disabled"', []),
        ('cognito:user_status = "force_change_password"', ["ada", "adam", "grace"]),
        ('family_name = ""', []),
        ("", ["ada", "adam", "grace"]),
        ("  ", ["ada", "adam", "grace"]),
    ],
)
def test_a_filter_finds_standard_attributes_and_states(world, words, expected):
    add(world, "ada", email="ada@example.com", given_name='Ada "the first"')
    add(world, "adam", email="adam@example.com")
    add(world, "grace", email="grace@example.com")
    world.admin("AdminDisableUser", "grace")
    assert names(world.of_pool("ListUsers", Filter=words)) == expected


@pytest.mark.parametrize("case_sensitive", [True, False])
def test_a_name_is_searched_as_the_pool_compares_names(engine, case_sensitive):
    world = World.with_pool(engine, UsernameConfiguration={"CaseSensitive": case_sensitive})
    add(world, "Ada")
    assert names(world.of_pool("ListUsers", Filter='username = "ADA"')) == ([] if case_sensitive else ["Ada"])


def test_a_user_is_found_by_the_sub(world):
    add(world, "ada")
    assert names(world.of_pool("ListUsers", Filter=f'sub = "{world.user().sub}"')) == ["ada"]


def test_a_search_sees_what_has_changed_since(world):
    add(world, "ada", email="ada@example.com")
    assert names(world.of_pool("ListUsers", Filter='email ^= "ada"')) == ["ada"]
    world.admin("AdminUpdateUserAttributes", UserAttributes=listed(email="countess@example.com"))
    assert names(world.of_pool("ListUsers", Filter='email ^= "ada"')) == []
    assert names(world.of_pool("ListUsers", Filter='email = "countess@example.com"')) == ["ada"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("email", "Error while parsing filter"),
        ('email != "a"', "Error while parsing filter"),
        ("email = a", "Error while parsing filter"),
        ('email = "a" and name = "b"', "Error while parsing filter"),
        ('custom:department = "a"', "Invalid search attribute: custom:department"),
        ('zoneinfo = "a"', "Invalid search attribute: zoneinfo"),
    ],
)
def test_a_filter_that_cognito_does_not_have_is_refused(engine, words, message):
    world = World.with_pool(engine, Schema=SCHEMA)
    assert error_of(world.of_pool, "ListUsers", Filter=words) == ("InvalidParameterException", message)


def test_only_the_attributes_asked_for_are_given(world):
    add(world, "ada", email="ada@example.com", name="Ada")
    [user] = world.of_pool("ListUsers", AttributesToGet=["email"])["Users"]
    assert user["Attributes"] == [{"Name": "email", "Value": "ada@example.com"}]
    [user] = world.of_pool("ListUsers", AttributesToGet=[])["Users"]
    assert {one["Name"] for one in user["Attributes"]} == {"sub", "email", "name"}
    refused = error_of(world.of_pool, "ListUsers", AttributesToGet=["custom:nothing"])
    expected = "One or more requested attributes do not exist in user pool."
    assert refused == ("InvalidParameterException", expected)


@pytest.mark.parametrize("token", ["nonsense", "W10=", "WyIiLCAieCJd", "WyIiLCBbMSwgMl1d", "W" * 200, "W1tbW1s="])
def test_a_token_that_no_page_gave_is_refused(world, token):
    expected = ("InvalidParameterException", "Invalid pagination token.")
    assert error_of(world.of_pool, "ListUsers", PaginationToken=token) == expected
    assert error_of(world.of_pool, "ListUsers", Filter='email ^= "a"', PaginationToken=token) == expected


def test_a_token_is_of_one_search(crowd):
    token = crowd.of_pool("ListUsers", Filter='email ^= "some"', Limit=1)["PaginationToken"]
    assert error_of(crowd.of_pool, "ListUsers", Filter='email ^= "so"', PaginationToken=token)[0]
    assert error_of(crowd.of_pool, "ListUsers", PaginationToken=token)[1] == "Invalid pagination token."


def test_a_listed_user_is_described_without_what_it_does_not_have(world):
    add(world, "ada", email="ada@example.com")
    [user] = world.of_pool("ListUsers")["Users"]
    members = {"Username", "Attributes", "UserCreateDate", "UserLastModifiedDate", "Enabled", "UserStatus"}
    assert user.keys() == members
    assert (user["Enabled"], user["UserStatus"]) == (True, "FORCE_CHANGE_PASSWORD")
