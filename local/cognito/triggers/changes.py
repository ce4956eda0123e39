"""Telling whether the files of a function have changed."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

Fingerprint = frozenset[tuple[str, int, int]]
"""Path, time of change in nanoseconds and size of each file."""
_SKIPPED: Final = frozenset({"node_modules", "__pycache__", "venv", "site-packages"})
_MAX_FILES: Final = 2_000
"""Beyond these a folder isn't a function's own, and looking at all of it would slow every call."""


def fingerprint(folder: Path) -> Fingerprint:
    """The state of the files in and below `folder`; packages, hidden files and links that lead nowhere don't count."""
    found = []
    for entry in _files(str(folder)):
        try:
            status = entry.stat()
        except OSError:
            continue
        found.append((entry.path, status.st_mtime_ns, status.st_size))
        if len(found) >= _MAX_FILES:
            break
    return frozenset(found)


def _files(folder: str) -> Iterator["os.DirEntry[str]"]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith(".") or entry.name in _SKIPPED:
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _files(entry.path)
        else:
            yield entry
