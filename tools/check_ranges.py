"""Tests the ranges of pyproject.toml: with the lowest or with the newest versions that they allow.

`check_ranges.py lowest|newest [PYTEST'S ARGUMENTS]` makes an environment below build/ with the wheel, and runs the unit
tests in it and one one-shot environment from an empty folder.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)

from automation.cli.bootstrap import find_or_install_uv
from local.program import NAME

RESOLUTIONS = {"lowest": "lowest-direct", "newest": "highest"}
UNIT_TESTS = "not end_to_end and not browser and not aws and not every_key"


def main(which: str, arguments: Sequence[str]) -> int:
    """Exit code of the first step that fails."""
    folder = ROOT / "build" / f"ranges-{which}"
    folder.mkdir(parents=True, exist_ok=True)
    environment = folder / "venv"
    _install(folder, environment, RESOLUTIONS[which])
    unit = [str(environment / "bin" / "python"), "-m", "pytest", "-n", "2", "-m", UNIT_TESTS, *arguments]
    code = subprocess.run(unit, cwd=ROOT, check=False).returncode
    return code or _one_shot(environment / "bin" / NAME)


def _install(folder: Path, environment: Path, resolution: str) -> None:
    uv = find_or_install_uv(print)
    versions = folder / "versions.txt"
    quiet = (uv, "pip")
    python = str(environment / "bin" / "python")
    steps = [
        [uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(environment)],
        [*quiet, "compile", "--quiet", "--no-header", "--no-annotate", "--upgrade", "--resolution", resolution,
         "--python", python, str(ROOT / "pyproject.toml"), "--output-file", str(versions)],
        [*quiet, "install", "--quiet", "--python", python, "--constraints", str(versions),
         "--group", f"{ROOT / 'pyproject.toml'}:dev", str(ROOT)],
    ]  # fmt: skip
    for step in steps:
        subprocess.run(step, check=True)
    print(versions.read_text(encoding="utf-8"), flush=True)


def _one_shot(command: Path) -> int:
    """One environment, by the wheel's command from an empty folder."""
    with tempfile.TemporaryDirectory() as folder:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PULUMI", "AWS"))}
        ran = subprocess.run([command, "-o", "json"], cwd=folder, env=kept, stdout=subprocess.PIPE, check=False)
        if ran.returncode == 0:
            report = json.loads(ran.stdout)
            print(f"One-shot: verified tokens in {report['timings_s']['total']} s")
        shutil.rmtree(Path(folder) / ".cognito", ignore_errors=True)
    return ran.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
