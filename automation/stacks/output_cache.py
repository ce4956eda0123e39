"""A kept stack's outputs, remembered: asking Pulumi for them takes longer than fetching a token.

They hold client secrets in plain text, in a file of mode 0600 in the environment's private folder, beside the users'
passwords: whoever can read it can read the stack's passphrase too.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from automation.targets.workspaces import Workspace
from local.private_files import write_private

FILE = "outputs.json"


def remembered(workspace: Workspace, stamp: str) -> dict[str, Any] | None:
    """The outputs; None where none are known, or where the stack has changed since."""
    with suppress(OSError, ValueError, KeyError, TypeError, RecursionError):
        known = json.loads((workspace.folder / FILE).read_text(encoding="utf-8"))
        if known["stamp"] == stamp:
            outputs: dict[str, Any] = known["outputs"]
            return outputs
    return None


def remember(workspace: Workspace, stamp: str, outputs: Mapping[str, Any]) -> None:
    """Note the outputs of the stack as it is now (0600). Raises StorageError."""
    write_private(workspace.folder / FILE, json.dumps({"stamp": stamp, "outputs": dict(outputs)}, indent=1))
