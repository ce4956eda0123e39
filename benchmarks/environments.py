"""Where the peers live that the engine is measured beside: environments of their own below `build/`, made when missing.

They are no dependencies of the product: nothing but the benchmarks knows them.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.node import node_folder

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "benchmarks"
# boto3, requests and joserfc are for `raw_boto3.py`, the floor of the one-shots. ministack pins its botocore.
MINISTACK = ("ministack==1.5.33", "boto3==1.43.106", "cryptography==50.0.2", "requests==2.34.2", "joserfc==1.8.0")
MOTO = ("moto[server]==5.2.5", "cryptography==50.0.2")
COGNITO_LOCAL = "cognito-local@5.3.0"


def ministack_python() -> Path:
    """The interpreter of an environment with ministack and what raw calls to it need."""
    return _virtual_environment("ministack", MINISTACK)


def moto_python() -> Path:
    """The interpreter of an environment with moto's server."""
    return _virtual_environment("moto", MOTO)


def cognito_local_script() -> Path:
    """What node starts as cognito-local."""
    folder = _made_once("cognito-local", [COGNITO_LOCAL], _install_cognito_local)
    return folder / "node_modules" / "cognito-local" / "lib" / "bin" / "start.js"


def node() -> Path:
    return node_folder() / "node"


def _virtual_environment(name: str, requirements: Sequence[str]) -> Path:
    def install(folder: Path) -> None:
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        pip = [str(folder / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
        subprocess.run([*pip, *requirements], check=True)

    version = f"python {sys.version_info.major}.{sys.version_info.minor}"
    return _made_once(name, [version, *requirements], install) / "bin" / "python"


def _install_cognito_local(folder: Path) -> None:
    npm = [str(node_folder() / "npm"), "install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    path = f"{node_folder()}{os.pathsep}{os.environ['PATH']}"
    subprocess.run(
        [*npm, "--prefix", str(folder), COGNITO_LOCAL], cwd=folder, env={**os.environ, "PATH": path}, check=True
    )


def _made_once(name: str, contents: Sequence[str], make: Callable[[Path], None]) -> Path:
    """A folder that is named after what it holds, and complete."""
    folder = BUILD / f"{name}-{hashlib.sha256(repr(contents).encode()).hexdigest()[:12]}"
    with _locked(folder.with_suffix(".lock")):
        if not (folder / "complete").exists():
            print(f"making {folder.relative_to(ROOT)}: {', '.join(contents)}", file=sys.stderr, flush=True)
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            (folder / "complete").touch()
    return folder


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        yield
