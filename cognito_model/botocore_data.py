"""Where the installed botocore has what it knows of AWS."""

from importlib.util import find_spec
from pathlib import Path


def botocore_data() -> Path:
    """The folder; nothing of botocore is imported. Raises FileNotFoundError without botocore."""
    package = find_spec("botocore")
    if package is None or package.origin is None:
        raise FileNotFoundError("The package botocore isn't installed.")
    return Path(package.origin).parent / "data"
