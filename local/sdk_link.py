"""Makes a generated SDK a requirement of a Python project, as the CLI asks Python's language host to with `Link`."""

import re
from collections.abc import Iterable
from pathlib import Path

NAME = re.compile(r"[A-Za-z0-9._-]+")


def link(root: Path, paths: Iterable[str]) -> str:
    """Add SDKs (their folders, relative to the project's) to `requirements.txt`, each once; how they are imported.

    A line that asked for the same package in another way goes. Raises OSError.
    """
    requirements = root / "requirements.txt"
    lines = requirements.read_text(encoding="utf-8").splitlines() if requirements.exists() else []
    packages = {path: _package(root / path) for path in paths}
    kept = [line for line in lines if line.strip() not in packages and _name(line) not in packages.values()]
    requirements.write_text("".join(f"{line}\n" for line in [*kept, *packages]), encoding="utf-8")
    imports = "".join(f"  import {package}\n" for package in packages.values())
    return f"It is imported with:\n\n{imports}"


def _package(sdk: Path) -> str:
    """The package in the folder of an SDK: the one with the description of its plugin."""
    return next(sdk.glob("*/pulumi-plugin.json")).parent.name


def _name(line: str) -> str:
    """The project that a line asks for, as Python would import it; empty where it names none."""
    match = NAME.match(line.strip())
    return match[0].replace("-", "_") if match else ""
