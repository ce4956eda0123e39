"""Where the local engine keeps its things: the user's cache folder, and `.local` in the checkout."""

import os
from collections.abc import Mapping
from pathlib import Path

from local.private_files import make_private_folder


def cache_folder(variables: Mapping[str, str] | None = None) -> Path:
    """What all checkouts share, such as the Pulumi CLI.

    XDG Base Directory Specification: a relative path is ignored.
    """
    variables = os.environ if variables is None else variables
    base = Path(variables.get("XDG_CACHE_HOME") or "")
    return (base if base.is_absolute() else Path.home() / ".cache") / "cognito-access-token"


def engine_folder(root: Path) -> Path:
    """The checkout's own `.local`, git-ignored and 0700, made if need be. Raises StorageError."""
    return make_private_folder(root / ".local")
