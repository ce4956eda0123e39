"""Tells, without starting Pulumi, whether a stack has changed since something about it was cached.

Standard library only: `token` asks before anything else is imported.
"""

import os


def checkpoint_file(backend_url: str, project: str, stack: str) -> str | None:
    """The file with the stack's state in a `file://` backend; None for other backends."""
    folder = pulumi_folder(backend_url)
    return folder and f"{folder}/stacks/{project}/{stack}.json"


def pulumi_folder(backend_url: str) -> str | None:
    """The folder in which a `file://` backend keeps everything; None for other backends."""
    if not backend_url.startswith("file://"):
        return None
    from urllib.parse import unquote  # not needed for a stamp

    folder = unquote(backend_url.removeprefix("file://").partition("?")[0])
    return f"{os.path.expanduser(folder).rstrip('/')}/.pulumi"


def stamp(file: str | None) -> str:
    """A value that changes whenever the state file is written; constant if there is no file."""
    if file is None:
        return "unknown"
    for name in (file, f"{file}.gz"):
        try:
            status = os.stat(name)
        except OSError:
            continue
        return f"{status.st_mtime_ns} {status.st_size}"
    return "no stack"
