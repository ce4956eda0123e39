"""The options of `export` that not every format takes."""

from collections.abc import Mapping
from typing import Any

from automation.errors import UsageError
from automation.exports import FORMATS

OPTIONS = {
    "library": "--library",
    "origin": "--origin",
    "authority": "--authority",
    "allow_remote": "--allow-remote",
    "resource": "--resource",
    "group": "--group",
}


def check_options(name: str, options: Mapping[str, Any]) -> None:
    """Raise UsageError where one is given that the format doesn't take."""
    taken = FORMATS[name].options if name in FORMATS else ()
    for option, written in OPTIONS.items():
        if options.get(option) and option not in taken:
            formats = ", ".join(other for other, one in FORMATS.items() if option in one.options)
            raise UsageError(f"{written} doesn't apply to the format {name}, only to: {formats}.")
