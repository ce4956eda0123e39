"""An option or a command that isn't there, named as such: argparse would blame the word after it."""

import argparse
from collections.abc import Iterable
from typing import Final

from automation.errors import UsageError

MAX_WORD: Final = 100
"""How much of a word is compared: comparing takes the square of it."""


def check_words(parser: argparse.ArgumentParser, words: list[str]) -> None:
    """Raise UsageError for the first word that is no option or no command of a parser, with the nearest that is."""
    commands = _commands(parser)
    options = {
        option: action
        for one in (*commands.values(), parser)
        for option, action in one._option_string_actions.items()  # noqa: SLF001 - there is no other way to ask
    }
    has_command = is_value = False
    for word in words:
        if is_value:
            is_value = False
        elif word.startswith("-") and word != "-":
            option, equals, _value = word.partition("=")
            if option.startswith("--") and option not in options:
                near = _did_you_mean(option, options)
                raise UsageError(f"There is no option {option}.{near} See `python automation/run.py --help`.")
            action = options.get(option)
            is_value = action is not None and action.nargs != 0 and not equals
        elif not has_command:
            has_command = True
            if word not in commands:
                raise UsageError(
                    f"There is no command {word!r}.{_did_you_mean(word, commands)} The commands: {', '.join(commands)}."
                )


def _commands(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    for action in parser._actions:  # noqa: SLF001 - as above
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 - as above
            return dict(action.choices)
    return {}


def nearest(word: str, known: Iterable[str]) -> str:
    """The one of these words that is most like it; empty where none is."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(word[:MAX_WORD], list(known), 1)), "")


def _did_you_mean(word: str, known: Iterable[str]) -> str:
    found = nearest(word, known)
    return f" Did you mean {found}?" if found else ""
