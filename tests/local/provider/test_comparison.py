"""What counts as a difference, and what doesn't."""

from typing import Any

import pytest

from local.provider.comparison import Change, changes, equal, merged
from local.provider.values import UNKNOWN


@pytest.mark.parametrize(
    ("new", "old"),
    [
        (None, False),
        (None, ""),
        ([], None),
        ({"a": False, "b": {"c": []}}, None),
        (7, "7"),
        (True, "true"),
        (["a", "b"], ["b", "a"]),
        ([{"n": 1}, {"n": 2}], [{"n": 2}, {"n": 1}]),
    ],
)
def test_these_are_the_same(new: Any, old: Any) -> None:
    assert equal(new, old)


@pytest.mark.parametrize(
    ("new", "old"),
    [(False, True), (None, "a"), (["a", "a"], ["a", "b"]), ({"a": 1}, {"a": 2}), ("", "a"), (UNKNOWN, UNKNOWN)],
)
def test_these_are_not_the_same(new: Any, old: Any) -> None:
    assert not equal(new, old)


def test_a_difference_is_named_by_its_whole_path() -> None:
    wanted = {"policy": {"length": 12, "days": 7}, "added": "x"}
    actual = {"policy": {"length": 8, "days": 7, "symbols": True}, "removed": "y"}
    assert dict(changes(wanted, actual, frozenset())) == {
        "added": Change.ADD,
        "policy.length": Change.UPDATE,
        "policy.symbols": Change.DELETE,
        "removed": Change.DELETE,
    }


def test_what_cognito_chose_is_no_difference() -> None:
    computed = frozenset({"tier", "policy.days"})
    assert (
        list(changes({"policy": {"length": 8}}, {"policy": {"length": 8, "days": 7}, "tier": "LITE"}, computed)) == []
    )


def test_an_update_is_filled_up_with_what_cognito_chose_and_nothing_else() -> None:
    computed = frozenset({"tier", "policy.days"})
    actual = {"tier": "LITE", "policy": {"length": 8, "days": 7}, "message": "old"}
    assert merged({"policy": {"length": 12}}, actual, computed) == {
        "tier": "LITE",
        "policy": {"length": 12, "days": 7},
    }
