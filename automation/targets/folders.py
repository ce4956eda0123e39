"""The name of an environment's folder: a kept stack is target, name and backend.

Standard library only, and little of it: `token` asks before anything else is imported.
"""

from __future__ import annotations

import json
import os

from automation.records.backend_name import plain_backend

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

SEVERAL_BACKENDS = frozenset({"aws"})
"""Targets whose backend is the user's choice; the others have one of their own."""
DIGITS = 10
SEPARATOR = "@"
"""No stack's name has it."""


def folder_name(target: str, name: str, backend: str) -> str:
    """Of the folder of a kept stack below the target's."""
    if target not in SEVERAL_BACKENDS:
        return name
    import hashlib  # not needed for the local target, which is to be quick

    return f"{name}{SEPARATOR}{hashlib.sha256(plain_backend(backend).encode()).hexdigest()[:DIGITS]}"


def connected_name(user_pool_id: str, client_id: str) -> str:
    """Of the folder of a user pool and app client that somebody else deployed, and that have no name of their own."""
    return f"{user_pool_id}{SEPARATOR}{client_id}"


def current_backend(variables: Mapping[str, str]) -> str:
    """The backend that PULUMI_BACKEND_URL names, or that of the last `pulumi login`; empty for none."""
    named = variables.get("PULUMI_BACKEND_URL")
    if named:
        return named
    home = variables.get("PULUMI_HOME") or os.path.join(os.path.expanduser("~"), ".pulumi")
    try:
        with open(os.path.join(home, "credentials.json"), encoding="utf-8") as stream:
            credentials = json.load(stream)
    except (OSError, ValueError, RecursionError):
        return ""
    current = credentials.get("current") if isinstance(credentials, dict) else None
    return current if isinstance(current, str) else ""
