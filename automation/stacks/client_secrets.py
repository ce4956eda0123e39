"""Rotated client secrets that a stack's outputs don't contain yet.

A file of mode 0600 beside the remembered outputs. Of former secrets it has digests, which say which output is old.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from automation.errors import DriverError
from local.private_files import write_private

FILE: Final = "client-secrets.json"


def hand_over(folder: Path, client_id: str, former: str | None, secret: str) -> None:
    """Record that `secret` replaces `former` in outputs, and whatever `former` had replaced.

    Raises StorageError; DriverError where the file was damaged.
    """
    known = _read(folder)
    before = known.get(client_id, {}).get("former", [])
    digests = [*before, *([_digest(former)] if former and former != secret else [])]
    known[client_id] = {"former": list(dict.fromkeys(digests)), "secret": secret}
    write_private(folder / FILE, json.dumps(known, indent=1))


def with_new_secrets(folder: Path, outputs: Mapping[str, Any]) -> dict[str, Any]:
    """A stack's outputs with the current client secrets. Secret. Raises DriverError if the file is damaged."""
    known = _read(folder)
    if not known or not isinstance(outputs.get("clients"), Mapping):
        return dict(outputs)
    clients = {name: _renewed(known, client) for name, client in outputs["clients"].items()}
    renewed: dict[str, Any] = _renewed(known, {**outputs, "clients": clients})
    return renewed


def _renewed(known: Mapping[str, Any], described: Any) -> Any:
    if not isinstance(described, Mapping):
        return described
    rotated, secret = known.get(str(described.get("client_id"))), described.get("client_secret")
    if rotated and isinstance(secret, str) and _digest(secret) in rotated["former"]:
        return {**described, "client_secret": rotated["secret"]}
    return dict(described)


def _read(folder: Path) -> dict[str, Any]:
    file = folder / FILE
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise DriverError(
            f"{file}, which holds app clients' secrets that were rotated, can't be read: it was damaged. It is left "
            "as it is. Mend it, or remove it and run `up`, after which the stack's outputs have the secrets that count."
        )
    return found


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
