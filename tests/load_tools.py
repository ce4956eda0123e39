"""Programs for load tests, unmodified: k6 from Go modules, Locust from PyPI, Artillery from npm."""

import fcntl
import os
import shutil
import subprocess
from pathlib import Path

from automation.cli.bootstrap import find_or_install_uv
from local.paths import cache_folder
from tests.go_command import go_command
from tests.node import node_variables

K6 = "v1.8.1"
LOCUST = "2.47.0"
ARTILLERY = Path(__file__).with_name("artillery")


def k6() -> list[str]:
    """Built in a minute or two the first time."""
    folder = cache_folder() / "tests-k6" / K6
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        if not (folder / "k6").exists():
            command = [str(go_command(folder)), "install", "-trimpath", f"go.k6.io/k6@{K6}"]
            variables = {**os.environ, "GOBIN": str(folder / "new"), "GOFLAGS": "-mod=mod", "GOWORK": "off"}
            subprocess.run(command, cwd=folder, env=variables, check=True, timeout=600)
            (folder / "new" / "k6").rename(folder / "k6")
    return [str(folder / "k6")]


def locust() -> list[str]:
    """In an environment of its own."""
    return [find_or_install_uv(print), "tool", "run", "--quiet", "--from", f"locust=={LOCUST}", "locust"]


def artillery() -> tuple[list[str], dict[str, str]]:
    """The command and its variables; hundreds of packages the first time."""
    variables = node_variables(ARTILLERY)
    found = shutil.which("artillery", path=variables["PATH"])
    assert found, "Artillery's lock has the command artillery"
    return [found], {**variables, "ARTILLERY_DISABLE_TELEMETRY": "true"}
