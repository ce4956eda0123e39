"""Questions to a person, where there is one."""

import getpass
import io

import pytest

from automation.errors import DriverError
from automation.tokens.challenges.terminal import asker

SHOWN, HIDDEN = False, True


class Terminal(io.StringIO):
    """Somebody sits here."""

    def isatty(self) -> bool:
        return True


def test_where_nobody_sits_nobody_is_asked() -> None:
    assert asker(io.StringIO("answer"), io.StringIO()) is None


def test_a_question_is_asked_on_stderr_and_answered_with_a_line() -> None:
    shown = io.StringIO()
    ask = asker(Terminal(" 123456 \nmore\n"), shown)
    assert ask is not None
    assert ask("The code that was sent", SHOWN) == "123456"
    assert shown.getvalue() == "The code that was sent: "


def test_a_secret_isnt_shown_while_it_is_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def hidden(prompt: str, _stream: object) -> str:
        asked.append(prompt)
        return "Secret-1"

    monkeypatch.setattr(getpass, "getpass", hidden)
    ask = asker(Terminal("shown\n"), io.StringIO())
    assert ask is not None
    assert ask("Password", HIDDEN) == "Secret-1"
    assert asked == ["Password: "]


def test_nothing_entered_is_no_answer() -> None:
    ask = asker(Terminal("\n"), io.StringIO())
    assert ask is not None
    with pytest.raises(DriverError, match="Nothing was entered for: Code"):
        ask("Code", SHOWN)
