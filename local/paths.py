"""Where the local engine keeps its things: the user's cache folder, and a folder of the project's own."""

import os
from collections.abc import Mapping
from pathlib import Path

from local.private_files import make_private_folder, write_private
from local.program import ENGINE, KEPT


def cache_folder(variables: Mapping[str, str] | None = None) -> Path:
    """What all checkouts share, such as the Pulumi CLI.

    XDG Base Directory Specification: a relative path is ignored.
    """
    variables = os.environ if variables is None else variables
    base = Path(variables.get("XDG_CACHE_HOME") or "")
    return (base if base.is_absolute() else Path.home() / ".cache") / "cognito-access-token"


def engine_folder(root: Path) -> Path:
    """The project's own, git-ignored and 0700, made if need be. Raises StorageError."""
    return ignored_by_git(make_private_folder(root / ENGINE))


def files_below(folder: Path) -> list[Path]:
    """All files below a folder, in order, links among them; folders that vanish while they are read have none.

    `Path.rglob` of Python 3.11 raises FileNotFoundError where another process removes a folder meanwhile.
    """
    return sorted(Path(parent, name) for parent, _folders, names in os.walk(folder) for name in names)


def ignored_by_git(folder: Path) -> Path:
    """The folder itself; where it lies in a project's `.cognito`, git ignores that from now on. Raises StorageError."""
    if folder.parent.name == KEPT and not (folder.parent / ".gitignore").exists():
        write_private(make_private_folder(folder.parent) / ".gitignore", "*\n")
    return folder
