"""The program itself: where its files are, its version, and the project it works on.

A checkout is program and project in one. An installed program works on a project that lies elsewhere.
Standard library only, and little of it: `token` asks before anything else is imported.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

VERSION: Final = "0.1.0"
"""Of both distributions, `cognito-access-token` and `pytest-cognito-access-token`."""
NAME: Final = "cognito-access-token"
"""The distribution's and the command's; also the Pulumi project's in the checkout, and where there is none."""
FOLDER: Final = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
"""What holds the program's files: the checkout, or the installed package `cognito_access_token`."""
IS_INSTALLED: Final = __package__ != "local"
"""Whether this is an installed program, whose modules are all below `cognito_access_token`, and no checkout."""
COMMAND: Final = NAME if IS_INSTALLED else "run.py"
"""What its help calls it."""

KEPT: Final = ".cognito"
"""What a project keeps, next to its `Pulumi.yaml`. It ignores itself in git."""
ENVIRONMENTS: Final = f"{KEPT}/environments" if IS_INSTALLED else ".environments"
"""Below a project's folder: the environments' own folders, and the local target's ledger."""
CONNECTIONS: Final = f"{KEPT}/connections" if IS_INSTALLED else ".connections"
"""Below a project's folder: user pools that somebody else deployed, with the tokens that were fetched from them."""
ENGINE: Final = f"{KEPT}/local" if IS_INSTALLED else ".local"
"""Below a project's folder: what the local engine keeps."""
PROJECT_FILES: Final = ("Pulumi.yaml", "Pulumi.yml", "Pulumi.json")
"""By which Pulumi knows a project's folder."""


def project_folder() -> str:
    """The checkout; for an installed program the nearest folder upwards with a Pulumi project, else the current one.

    Raises FileNotFoundError where the current folder isn't there any more.
    """
    return project_above(current_folder()) if IS_INSTALLED else FOLDER


def current_folder() -> str:
    """Raises FileNotFoundError, with what to do, where it isn't there any more."""
    try:
        return os.getcwd()
    except FileNotFoundError as error:
        words = "the current folder was deleted; change to one that is there (cd)"
        raise FileNotFoundError(error.errno, words) from None


def project_above(folder: str) -> str:
    """The nearest folder upwards with a Pulumi project, else the folder itself."""
    candidate = folder
    while not any(os.path.isfile(os.path.join(candidate, name)) for name in PROJECT_FILES):
        parent = os.path.dirname(candidate)
        if parent == candidate:
            return folder
        candidate = parent
    return candidate
