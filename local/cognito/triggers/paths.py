"""Which paths are Lambda's."""

from typing import Final

PATH: Final = "/2015-03-31/functions"


def is_function(path: str) -> bool:
    """Whether a path is about functions."""
    return path == PATH or path.startswith(f"{PATH}/")
