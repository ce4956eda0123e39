"""Whether a stack has changed since something about it was remembered, told without starting Pulumi.

Standard library only: `token` asks before anything else is imported.
"""

import os


def checkpoint_file(backend_url: str, project: str, stack: str) -> str | None:
    """Where a `file://` backend keeps the stack's state; None for a backend that can't be looked at so easily."""
    folder = pulumi_folder(backend_url)
    return folder and f"{folder}/stacks/{project}/{stack}.json"


def pulumi_folder(backend_url: str) -> str | None:
    """Where a `file://` backend keeps everything; None for one that isn't a folder."""
    if not backend_url.startswith("file://"):
        return None
    from urllib.parse import unquote  # not needed for a stamp

    folder = unquote(backend_url.removeprefix("file://").partition("?")[0])
    return f"{os.path.expanduser(folder).rstrip('/')}/.pulumi"


def stamp(file: str | None) -> str:
    """Differs when the state was written again; the same for ever where there is no file to look at."""
    if file is None:
        return "unknown"
    for name in (file, f"{file}.gz"):
        try:
            status = os.stat(name)
        except OSError:
            continue
        return f"{status.st_mtime_ns} {status.st_size}"
    return "no stack"
