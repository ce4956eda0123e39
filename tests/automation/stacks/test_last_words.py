"""What Pulumi said is said."""

import pytest

from automation.stacks.deployment import last_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("\n code: 255\n stdout: \n stderr: error: no stack named 'dev' found\n\n", "no stack named 'dev' found"),
        ("\n code: 1\n stdout: error: one\nerror: two\n stderr: \n", "one two"),
        ("\n code: 1\n stdout: \n stderr: error: update failed\nerror: it is full\n", "it is full"),
        ("\n code: 1\n stdout: Updating\n stderr: panic: oh\ngoroutine 1\n", "panic: oh goroutine 1"),
        ("\n code: 1\n stdout: \n stderr: <{%fg 1%}>could not <{%reset%}>read it\n", "could not read it"),
        ("\n code: 2\n stdout: \n stderr: \n", "and printed nothing (exit code 2)"),
        ("", "and printed nothing (exit code unknown)"),
    ],
)
def test_the_words_of_a_command_that_failed_are_found(text: str, words: str) -> None:
    assert words in last_words(text)
