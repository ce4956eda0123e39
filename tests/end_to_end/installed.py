"""The built wheels in environments of their own, and what tests ask of them."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from automation.cli.bootstrap import RUN, find_or_install_uv
from tests.end_to_end.checkout import ROOT, TIMEOUT_S, Checkout

PLUGIN = "packages/pytest-cognito-access-token"


@dataclass(frozen=True)
class Wheels:
    """The files that `make build` makes."""

    program: Path
    plugin: Path


def build(checkout: Checkout) -> Wheels:
    """What `make build` runs."""
    for folder in (".", PLUGIN):
        subprocess.run(
            [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(checkout.root / "build" / "dist")],
            cwd=checkout.root / folder,
            check=True,
            capture_output=True,
            timeout=TIMEOUT_S,
        )
    built = checkout.root / "build" / "dist"
    (program,), (plugin,) = built.glob("cognito_*.whl"), built.glob("pytest_*.whl")
    return Wheels(program, plugin)


def uv(*arguments: str, variables: Mapping[str, str] | None = None) -> str:
    """Run uv; its standard output."""
    return subprocess.run(
        [find_or_install_uv(print), *arguments],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        timeout=TIMEOUT_S,
        env={**os.environ, **(variables or {})},
    ).stdout


class VirtualEnvironment:
    """A virtual environment with nothing in it but what a test installs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        uv("venv", "--quiet", "--python", sys.executable, str(folder))

    @property
    def python(self) -> Path:
        return self.folder / "bin" / "python"

    def install(self, *requirements: str, locked: bool = True) -> None:
        """With the locked version of what the program needs, so that nothing has to be fetched that isn't there."""
        constraints = ["--constraints", str(ROOT / RUN)] if locked else []
        uv("pip", "install", "--quiet", "--python", str(self.python), *constraints, *requirements)

    def packages(self) -> set[str]:
        listed = json.loads(uv("pip", "list", "--python", str(self.python), "--format", "json"))
        return {package["name"] for package in listed}

    def top_level(self) -> set[str]:
        """What can be imported of its site-packages."""
        (folder,) = self.folder.glob("lib/python*/site-packages")
        return {path.stem for path in folder.iterdir() if path.suffix in {"", ".py"}}


@dataclass(frozen=True)
class Person:
    """Somebody with an empty home, at work in a folder of their own."""

    folder: Path
    home: Path
    path: str

    def variables(self, extra: Mapping[str, str] | None = None) -> dict[str, str]:
        cache = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PULUMI", "AWS"))}
        return {**kept, "HOME": str(self.home), "XDG_CACHE_HOME": cache, "PATH": self.path, **(extra or {})}

    def run(
        self, *command: str, folder: Path | None = None, check: bool = True, variables: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        finished = subprocess.run(
            command,
            cwd=folder or self.folder,
            env=self.variables(variables),
            capture_output=True,
            text=True,
            timeout=TIMEOUT_S,
            check=False,
        )
        assert not check or finished.returncode == 0, finished.stderr + finished.stdout
        return finished

    def run_json(self, *command: str, **options: Any) -> Any:
        return json.loads(self.run(*command, **options).stdout)

    def seconds(self, *command: str) -> float:
        started = time.perf_counter()
        self.run(*command)
        return time.perf_counter() - started
