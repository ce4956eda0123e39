"""What a `file://` backend records of a stack's updates: a checkpoint each, in its history and among its backups."""

from pathlib import Path

from automation.stacks.checkpoint import checkpoint_file, pulumi_folder
from local.paths import files_below


def records(backend: str, project: str, stack: str) -> list[Path] | None:
    """The files that hold a stack as it was; None where the backend isn't a folder."""
    folder, state = pulumi_folder(backend), checkpoint_file(backend, project, stack)
    if folder is None:
        return None
    past = [path for name in ("history", "backups") for path in files_below(Path(folder, name, project, stack))]
    return [path for path in (*past, Path(f"{state}.bak")) if path.is_file()]
