"""What two runs of the program print alike, once names, ids, ports and times are masked."""

import re
from typing import Final

MASKS: Final = (
    (re.compile(r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"), "UUID"),
    (re.compile(r"\btest-[0-9a-f]{12}\b"), "test-USER"),
    (re.compile(r"\b([a-z]{2}(?:-[a-z]+)+-\d)_[0-9A-Za-z]{9}\b"), r"\1_POOL"),
    (re.compile(r"\b(?=[a-z0-9]*\d)[a-z0-9]{26}\b"), "CLIENT"),
    (re.compile(r"\b(dev|api|[a-z]+)-(?=[a-z0-9]*\d)[a-z0-9]{8}\b"), r"\1-SUFFIX"),
    (re.compile(r"(?<=127\.0\.0\.1:)\d+"), "PORT"),
    (re.compile(r"\beyJ[\w.-]+…?"), "TOKEN"),
    (re.compile(r"\(\d+ characters\)"), "(N characters)"),
    (re.compile(r"\b\d+(\.\d+)? ?(s|ms)\b"), "TIME"),
)


def masked(text: str) -> str:
    """The text with everything that differs from run to run replaced by what it is."""
    for pattern, name in MASKS:
        text = pattern.sub(name, text)
    return text


def kept_where_alike(before: str, after: str) -> str:
    """The older output where the newer one says the same, so that writing it again changes nothing.

    In whatever order: resources that don't need each other are made at the same time.
    """
    return before if sorted(masked(before).splitlines()) == sorted(masked(after).splitlines()) else after
