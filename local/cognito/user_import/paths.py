"""Which paths are of import jobs' files."""

from typing import Final

PATH: Final = "/_user-import/"
"""What files are put below, followed by pool and job."""


def is_upload(path: str) -> bool:
    """Whether a path is of an import job's file."""
    return path.startswith(PATH)
