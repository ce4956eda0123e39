"""Caches a kept stack's outputs, because reading them from Pulumi takes longer than obtaining a token.

They hold client secrets in plain text, in a file of mode 0600 in the environment's private folder, beside the users'
passwords: whoever can read it can read the stack's passphrase too.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from automation.targets.workspaces import Workspace
from local.private_files import write_private

FILE = "outputs.json"
MINUTES_S = 600.0
"""How long outputs are good for where nobody can see whether the stack has changed: a colleague may deploy it."""


@dataclass(frozen=True)
class Remembered:
    """Cached outputs, with the time when they were read from Pulumi."""

    outputs: dict[str, Any] = field(repr=False)
    at: float
    """In seconds since the epoch."""


def remembered(
    workspace: Workspace, stamp: str, surroundings: Mapping[str, str | None], oldest: float
) -> Remembered | None:
    """The cached outputs; None if there are none, if the stack has changed since, or if they are too old."""
    with suppress(OSError, ValueError, KeyError, TypeError, RecursionError):
        known = json.loads((workspace.folder / FILE).read_text(encoding="utf-8"))
        if (known["stamp"], known["surroundings"]) == (stamp, dict(surroundings)) and known["at"] >= oldest:
            return Remembered(known["outputs"], known["at"])
    return None


def remember(
    workspace: Workspace, stamp: str, surroundings: Mapping[str, str | None], outputs: Mapping[str, Any], now: float
) -> None:
    """Cache the stack's current outputs (mode 0600). Raises StorageError."""
    content = {"stamp": stamp, "surroundings": dict(surroundings), "at": now, "outputs": dict(outputs)}
    write_private(workspace.folder / FILE, json.dumps(content, indent=1))
