"""What is said while it works, and to whom."""

import io

import pytest

from automation.terminal.console import Console


class Terminal(io.StringIO):
    """A terminal."""

    def isatty(self) -> bool:
        return True


def everything(console: Console) -> None:
    console.say("said")
    console.done("done")
    console.detail("detail")
    console.warn("warned")
    console.error("wrong")
    console.ask_to_open("Open this:", "https://example.com")


@pytest.mark.parametrize(
    ("quiet", "verbose", "lines"),
    [
        (False, False, ["said", "✓ done"]),
        (False, True, ["said", "✓ done", "detail"]),
        (True, False, []),
    ],
    ids=["usual", "verbose", "quiet"],
)
def test_warnings_errors_and_what_must_be_opened_are_shown_always(
    quiet: object, verbose: object, lines: list[str]
) -> None:
    stream = io.StringIO()
    everything(Console(quiet=bool(quiet), verbose=bool(verbose), stream=stream))
    always = ["warning: warned", "error: wrong", "Open this:", "  https://example.com"]
    assert stream.getvalue().splitlines() == [*lines, *always]


def test_colours_are_for_terminals_whose_user_wants_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    coloured = Terminal()
    everything(Console(stream=coloured))
    assert "\033[32m✓\033[0m done" in coloured.getvalue()
    assert "\033[31merror:\033[0m wrong" in coloured.getvalue()
    monkeypatch.setenv("NO_COLOR", "1")
    plain = Terminal()
    everything(Console(stream=plain))
    assert "\033" not in plain.getvalue()


def test_nobody_who_reads_is_no_reason_to_fail() -> None:
    class Closed(io.StringIO):
        def write(self, _text: str) -> int:
            raise BrokenPipeError

    everything(Console(stream=Closed(), verbose=True))
    gone = io.StringIO()
    console = Console(stream=gone)
    gone.close()
    everything(console)
    assert gone.closed
