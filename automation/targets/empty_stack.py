"""An empty stack in a `file://` backend, without the start of the CLI that `pulumi stack init` takes."""

import json
from pathlib import Path
from typing import Final

from local.private_files import make_private_folder, write_private
from local.program import NAME

LAYOUT: Final = "version: 1\n"
"""Of the backend's folder: stacks are in folders of their projects. The CLI reads every one that it ever wrote."""
CHECKPOINT_VERSION: Final = 3
"""`apitype.VersionedCheckpoint` of Pulumi's Go SDK; an empty one has no `latest`."""


def write_empty_stack(backend: Path, name: str) -> None:
    """Write what the CLI takes for a stack that nothing was deployed into yet, in an empty folder.

    Raises StorageError where the disk is full or the folder can't be written.
    """
    own = make_private_folder(backend / ".pulumi")
    stacks = make_private_folder(make_private_folder(own / "stacks") / NAME)
    checkpoint = {"version": CHECKPOINT_VERSION, "checkpoint": {"stack": f"organization/{NAME}/{name}"}}
    write_private(own / "meta.yaml", LAYOUT)
    write_private(stacks / f"{name}.json", json.dumps(checkpoint))
