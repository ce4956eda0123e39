"""Users found by name, sub and alias, and listed, whatever has become of them."""

import random

import pytest

from local.cognito.store.user_directory import Naming, UserDirectory
from local.cognito.store.users import User

ALIASES = Naming(case_sensitive=False, alias_attributes=("email", "preferred_username"))


def user(directory: UserDirectory, username: str, **attributes: str) -> User:
    made = User("pool", username, f"sub-of-{username}", directory.next_sequence(), attributes, 0, 0)
    directory.add(made)
    return made


@pytest.fixture
def directory() -> UserDirectory:
    return UserDirectory(ALIASES)


def test_a_user_is_found_by_name_sub_and_alias_in_any_case(directory):
    ada = user(directory, "Ada", email="Ada@Example.com", email_verified="true", preferred_username="Countess")
    for name in ("Ada", "ADA", "sub-of-Ada", "ada@example.com", "countess"):
        assert directory.find(name) is ada
    assert directory.find("nobody") is None
    assert directory.by_alias("preferred_username", "ada@example.com") is None


def test_an_address_is_an_alias_once_it_is_verified(directory):
    ada = user(directory, "ada", email="ada@example.com")
    assert directory.find("ada@example.com") is None
    with directory.changing(ada):
        ada.attributes = {**ada.attributes, "email_verified": "true"}
    assert directory.find("ada@example.com") is ada


def test_what_people_sign_in_with_needs_no_verification():
    directory = UserDirectory(Naming(case_sensitive=False, username_attributes=("email",)))
    ada = user(directory, "some-uuid", email="ada@example.com")
    assert directory.find("ADA@example.com") is ada


def test_case_counts_where_it_is_said_to():
    directory = UserDirectory(Naming(case_sensitive=True))
    ada, other = user(directory, "ada"), user(directory, "Ada")
    assert (directory.find("ada"), directory.find("Ada"), directory.find("ADA")) == (ada, other, None)


def test_who_is_gone_or_has_another_address_is_not_found_by_the_old_one(directory):
    ada = user(directory, "ada", email="ada@example.com", email_verified="true")
    with directory.changing(ada):
        ada.attributes = {**ada.attributes, "email": "other@example.com"}
    assert directory.find("ada@example.com") is None
    assert directory.find("other@example.com") is ada
    directory.remove(ada)
    assert [directory.find(name) for name in ("ada", ada.sub, "other@example.com")] == [None] * 3
    assert list(directory) == []


def listed(directory: UserDirectory, attribute: str, prefix: str, size: int) -> list[User]:
    """All who match, page by page."""
    found: list[User] = []
    after = ("", 0)
    while page := directory.beginning(attribute, prefix, after, size):
        found += page
        after = directory.position(attribute, page[-1])
    return found


@pytest.mark.parametrize("seed", range(5))
def test_after_any_history_searches_find_what_looking_at_everybody_finds(directory, seed):
    chance = random.Random(seed)
    there: list[User] = []
    for step in range(300):
        what = chance.random()
        if what < 0.5 or not there:
            attributes = {
                "email": f"{chance.choice('abc')}{step}@example.com",
                "given_name": chance.choice(["Ada", "Bob", ""]),
            }
            there.append(
                user(directory, f"user-{step}", **{name: value for name, value in attributes.items() if value})
            )
        elif what < 0.7:
            gone = there.pop(chance.randrange(len(there)))
            directory.remove(gone)
        else:
            changed = chance.choice(there)
            with directory.changing(changed):
                changed.attributes = {**changed.attributes, "given_name": chance.choice(["Ada", "Adam", "Bob"])}
                changed.status = chance.choice(["CONFIRMED", "UNCONFIRMED"])
                changed.enabled = chance.random() < 0.5
        if step % 50 == 0:  # so that there are indexes before and after changes
            listed(directory, "given_name", "ad", 7)
    assert list(directory) == there
    in_order = sorted(there, key=lambda one: (one.attributes.get("given_name", "").lower(), one.sequence))
    expected = [one for one in in_order if one.attributes.get("given_name", "").lower().startswith("ad")]
    assert listed(directory, "given_name", "AD", 7) == expected
    assert directory.having("status", "Disabled", ("", 0), 1000) == [one for one in there if not one.enabled]
    confirmed = [one for one in there if one.status == "CONFIRMED"]
    assert directory.having("cognito:user_status", "confirmed", ("", 0), 1000) == confirmed
    for one in there:
        assert directory.find(one.username) is directory.find(one.sub) is one
        assert directory.having("email", one.attributes["email"].upper(), ("", 0), 5) == [one]


@pytest.mark.parametrize("attribute", ["sub", "username"])
def test_a_search_for_one_users_own_value_finds_it_in_any_case_and_makes_no_index(directory, attribute):
    ada, _other = user(directory, "ada"), user(directory, "adam")
    value = ada.sub if attribute == "sub" else "ADA"
    assert directory.having(attribute, value, ("", 0), 5) == [ada]
    assert directory.having(attribute, value, directory.position(attribute, ada), 5) == []
    assert directory.having(attribute, "nobody", ("", 0), 5) == []
    assert attribute not in directory._searched
