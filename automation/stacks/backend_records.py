"""The checkpoints that a `file://` backend keeps of a stack's updates, in its history and its backups."""

from pathlib import Path

from automation.stacks.checkpoint import checkpoint_file, pulumi_folder
from local.paths import files_below


def records(backend: str, project: str, stack: str) -> list[Path] | None:
    """The files with a stack's former states; None if the backend isn't a folder."""
    folder, state = pulumi_folder(backend), checkpoint_file(backend, project, stack)
    if folder is None:
        return None
    past = [path for name in ("history", "backups") for path in files_below(Path(folder, name, project, stack))]
    return [path for path in (*past, Path(f"{state}.bak")) if path.is_file()]
