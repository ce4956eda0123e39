"""Finds damaged files of a `file://` backend, and says what to do about them."""

import gzip
import json
import re
from pathlib import Path
from typing import Final

from automation.stacks.checkpoint import checkpoint_file, pulumi_folder

LAYOUT: Final = re.compile(rb"\s*version:\s*\d+\s*")
"""The content of `meta.yaml`."""
COPIES: Final = ("stacks/{project}/{stack}.json*.bak", "backups/{project}/{stack}/*", "history/{project}/{stack}/*")
"""Where the CLI keeps former states of a stack, in the backend's folder."""


def damage(backend: str, project: str, stack: str) -> str:
    """Sentences that name the damaged file and what to do; empty if there is none, or the backend isn't a folder."""
    folder, state = pulumi_folder(backend), checkpoint_file(backend, project, stack)
    if folder is None or state is None:
        return ""
    layout = Path(folder, "meta.yaml")
    if layout.is_file() and not LAYOUT.fullmatch(layout.read_bytes()):
        return f"{layout} was damaged: it holds the line `version: 1` and nothing else. Write that into it."
    for file in (Path(state), Path(f"{state}.gz")):
        if file.is_file() and not _is_state(file):
            return f"{file}, the state of the stack, was damaged. {_advice(file, Path(folder), project, stack)}"
    return ""


def _advice(file: Path, folder: Path, project: str, stack: str) -> str:
    patterns = (pattern.format(project=project, stack=stack) for pattern in COPIES)
    found = [path for pattern in patterns for path in folder.glob(pattern) if _is_copy_of(path, file)]
    if not found:
        return "No copy of it can be read here. Put one back from a backup of your own."
    latest = max(found, key=lambda path: path.stat().st_mtime)
    return f"Put its latest copy back, `cp {latest} {file}`, and run `up`."


def _is_copy_of(path: Path, file: Path) -> bool:
    """Whether a file contains a stack's state in the same format."""
    named = path.name.removesuffix(".bak")
    return path.is_file() and named.endswith(".gz") == file.name.endswith(".gz") and _is_state(path)


def _is_state(path: Path) -> bool:
    try:
        content = path.read_bytes()
        if path.name.removesuffix(".bak").endswith(".gz"):
            content = gzip.decompress(content)
        return isinstance(json.loads(content)["checkpoint"], dict)
    except (OSError, EOFError, ValueError, KeyError, TypeError, RecursionError):
        return False
