"""The environment of what the local engine starts: nothing of the user's is found in it."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from local.program import FOLDER, IS_INSTALLED

INHERITED: Final = (
    "PATH",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "TZ",
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONPYCACHEPREFIX",
    "LD_LIBRARY_PATH",
)


def clean_variables(home: Path, variables: Mapping[str, str]) -> dict[str, str]:
    """An environment without AWS and Pulumi settings of the user's, and with `home` as home and temporary folder."""
    return {
        **{name: variables[name] for name in INHERITED if name in variables},
        "HOME": str(home),
        "TMPDIR": str(home),
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        **({} if IS_INSTALLED else {"PYTHONPATH": FOLDER}),  # what is installed is found anyway
        "PYTHONUNBUFFERED": "1",
        "NO_PROXY": "127.0.0.1,localhost",
    }
