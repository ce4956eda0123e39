"""Runs the Pulumi program of the user's own project for `up`, as `pulumi up` does.

The configuration alone would take away what else the program deploys. A checkout's program is the component itself.
"""

import contextlib
import os
import site
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from automation.errors import UsageError
from local.errors import LocalEngineError
from local.program import IS_INSTALLED
from local.pulumi_project import project_file, runtime_of, settings_of

MAIN = "__main__.py"


def own_program(root: Path) -> Path | None:
    """The main file of the project's program; None in a checkout, and in a folder without a project.

    Raises UsageError where it isn't written in Python.
    """
    if not IS_INSTALLED or project_file(root) is None:
        return None
    try:
        settings = settings_of(root)
    except LocalEngineError as error:
        raise UsageError(str(error)) from None
    language, _ = runtime_of(settings)
    main = root / str(settings.get("main") or ".")
    program = main if main.is_file() else main / MAIN
    if language != "python" or not program.is_file():
        raise UsageError(
            f"The project in {root} has no Python program ({MAIN}), and this command only deploys Python programs. "
            "Deploy it with `pulumi up`, or make a project in another folder with `init`."
        )
    return program


def run_own_program(program: Path, surroundings: Mapping[str, str]) -> None:
    """Run the program in this process during a deployment. Raises pulumi.RunError with its traceback."""
    from local.language_host_process import run_program

    with _imports_of(program.parent), _variables(surroundings), contextlib.chdir(program.parent):
        run_program(program)


@contextlib.contextmanager
def _imports_of(folder: Path) -> Iterator[None]:
    """Let the program import its modules again at each run, because importing them may register resources."""
    before, path = set(sys.modules), list(sys.path)
    sys.path.insert(0, str(folder))
    for packages in _virtual_environments(folder):
        site.addsitedir(str(packages))
    try:
        yield
    finally:
        sys.path[:] = path
        for name in set(sys.modules) - before:
            file = getattr(sys.modules[name], "__file__", None) or ""
            if file.startswith(f"{folder}{os.sep}") and f"{os.sep}site-packages{os.sep}" not in file:
                del sys.modules[name]


def _virtual_environments(folder: Path) -> Iterator[Path]:
    """The package folders of the project's virtual environment that this Python can import from."""
    _, options = runtime_of(settings_of(folder)) if project_file(folder) else ("", {})
    if name := options.get("virtualenv"):
        version = f"python{sys.version_info.major}.{sys.version_info.minor}"
        packages = folder / str(name) / "lib" / version / "site-packages"
        if packages.is_dir():
            yield packages


@contextlib.contextmanager
def _variables(surroundings: Mapping[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in surroundings}
    os.environ.update(surroundings)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
