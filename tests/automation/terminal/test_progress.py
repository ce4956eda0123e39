"""A long run says how far it is, and gives each item as it comes."""

import io
import sys
from collections.abc import Iterator

import pytest

from automation.terminal.console import Console
from automation.terminal.progress import EVERY_S, shown


class Clock:
    """A time that moves by steps."""

    def __init__(self, step: float) -> None:
        self._now, self._step = 0.0, step

    def __call__(self) -> float:
        self._now += self._step
        return self._now


@pytest.fixture
def said() -> io.StringIO:
    return io.StringIO()


def test_where_there_is_no_terminal_a_line_comes_now_and_then_and_one_at_the_end(said: io.StringIO) -> None:
    items = list(shown(range(3), 3, "Creating users", Console(stream=said), Clock(EVERY_S)))
    assert items == [0, 1, 2]
    lines = said.getvalue().splitlines()
    assert lines[0].startswith("Creating users: 1 of 3, ")
    assert "s left" in lines[0]
    assert lines[-1].startswith("✓ Creating users: 3 in ")


def test_a_short_run_says_only_how_long_it_took(said: io.StringIO) -> None:
    assert list(shown("ab", 2, "Signing in", Console(stream=said), Clock(0.1))) == ["a", "b"]
    (line,) = said.getvalue().splitlines()
    assert line.startswith("✓ Signing in: 2 in ")


def test_nothing_to_do_is_nothing_to_say(said: io.StringIO) -> None:
    assert list(shown([], 0, "Signing in", Console(stream=said))) == []
    assert said.getvalue() == ""


def test_with_quiet_nothing_is_said(said: io.StringIO) -> None:
    assert list(shown("ab", 2, "Signing in", Console(stream=said, quiet=True), Clock(EVERY_S))) == ["a", "b"]
    assert said.getvalue() == ""


def test_each_item_is_given_before_the_next_is_made(said: io.StringIO) -> None:
    made: list[int] = []

    def items() -> Iterator[int]:
        for number in range(3):
            made.append(number)
            yield number

    counted = shown(items(), 3, "Creating users", Console(stream=said))
    assert next(counted) == 0
    assert made == [0]


def test_on_a_terminal_a_bar_is_shown_and_the_items_are_the_same(
    monkeypatch: pytest.MonkeyPatch, said: io.StringIO
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    assert list(shown("abc", 3, "Signing in", Console(stream=said))) == ["a", "b", "c"]
    assert "Signing in" in screen.getvalue()
    assert "3/3" in screen.getvalue()
