r"""The models' patterns are Java's; a test keeps every one within what the translation knows."""

import re

import pytest

from cognito_model.model import IDENTITY_POOLS, USER_POOLS, service_model
from cognito_model.patterns import matcher

PATTERNS = sorted(
    {
        shape["pattern"]
        for service in (USER_POOLS, IDENTITY_POOLS)
        for shape in service_model(service).shapes.values()
        if "pattern" in shape
    }
)
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"


def test_letters_of_any_script_are_letters_where_a_pattern_says_so() -> None:
    is_user_name = matcher(r"[\p{L}\p{M}\p{S}\p{N}\p{P}]+")

    assert is_user_name("Zoë-山田")
    assert not is_user_name("two words")


def test_a_word_is_ascii() -> None:
    is_pool_name = matcher(r"[\w\s+=,.@-]+")

    assert is_pool_name("web app-1")
    assert not is_pool_name("Zoë")


@pytest.mark.parametrize("pattern", [r"[\w\s+=,.@-]+", r"[\p{L}\p{M}\p{S}\p{N}\p{P}\s]+"])
def test_a_no_break_space_is_no_space(pattern: str) -> None:
    assert matcher(pattern)("a b\tc")
    assert not matcher(pattern)(f"a{NO_BREAK_SPACE}b")


def test_a_pattern_is_for_the_whole_text() -> None:
    assert not matcher("[a-z]+")("abc1")
    assert not matcher("[a-z]+")("abc\n")


@pytest.mark.parametrize("pattern", PATTERNS)
def test_every_pattern_of_the_models_is_one_that_is_translated(pattern: str) -> None:
    matcher(pattern)
    if r"\p" in pattern:  # there `\s` is written out, which only works between the brackets of a class
        assert r"\s" not in re.sub(r"\[[^\]]*\]", "", pattern)
        assert r"\w" not in pattern
