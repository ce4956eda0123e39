"""Programs from PyPI in environments of their own, in the user's cache: nothing of this project is in them."""

import fcntl
import subprocess
import sys
from pathlib import Path

from local.paths import cache_folder


def isolated_environment(*packages: str) -> Path:
    """The environment's folder of commands, with packages of these versions (`name==version`); installed once."""
    environment = cache_folder() / "-".join(["tests", *packages]).replace("==", "-")
    environment.parent.mkdir(parents=True, exist_ok=True)
    with environment.with_name(f"{environment.name}.lock").open("w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        if not (environment / "complete").exists():
            subprocess.run([sys.executable, "-m", "venv", "--clear", environment], check=True, timeout=120)
            pip = [str(environment / "bin" / "python"), "-m", "pip", "install", "--quiet"]
            subprocess.run([*pip, "--disable-pip-version-check", *packages], check=True, timeout=600)
            (environment / "complete").touch()
    return environment / "bin"
