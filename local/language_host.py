"""Python's language host, dynamic provider and what writes SDKs, for a Pulumi CLI that came without (one built here).

What the CLI looks for is an executable; these are launchers of our own processes.
"""

import shlex
from pathlib import Path

from local.errors import storage_error
from local.private_files import write_private
from local.pulumi_cli import DYNAMIC_PROVIDER, LANGUAGE_HOST, NODEJS_HOST, PulumiCli

PROCESS = Path(__file__).with_name("language_host_process.py")
DYNAMIC_PROCESS = Path(__file__).with_name("dynamic_provider_process.py")
LANGUAGE_PLUGIN = "language-python-v1.0.0"
"""The name by which Pulumi finds a plugin in its home; the version is ours, and nobody asks for another."""
NODEJS_PLUGIN = "language-nodejs-v1.0.0"
DYNAMIC_PLUGIN = "resource-pulumi-python-v1.0.0"
_OF_THE_PROGRAM = """\
virtualenv=${{PULUMI_RUNTIME_VIRTUALENV:-}}
python={python}
if [ -n "$virtualenv" ] && [ -x "$virtualenv/bin/python" ]; then
    python=$virtualenv/bin/python
fi
"""
"""The program's own interpreter, which can import what the program defines; Pulumi names its folder."""


def write_plugins(home: Path, cli: PulumiCli, python: Path, *, language_host: bool = True) -> None:
    """Add to Pulumi's home what `cli` lacks; the interpreter `python` runs it. Raises StorageError.

    Without `language_host` for programs that run in the driver's own process.
    """
    if language_host and not cli.has_language_host:
        write_language_host(home / "plugins" / LANGUAGE_PLUGIN, python)
        write_nodejs_sdk_host(home / "plugins" / NODEJS_PLUGIN, python)
    if not cli.has_dynamic_provider:
        write_dynamic_provider(home / "plugins" / DYNAMIC_PLUGIN, python)


def write_language_host(folder: Path, python: Path) -> Path:
    """Write the executable that the CLI looks for into `folder`; it runs our host with the interpreter `python`.

    Returns its path. Raises StorageError.
    """
    text = f"#!/bin/sh\n{_run(shlex.quote(str(python)), PROCESS)}"
    return _write(folder / LANGUAGE_HOST, text, "Python's language host")


def write_nodejs_sdk_host(folder: Path, python: Path) -> Path:
    """Write the executable by which the CLI has SDKs for TypeScript written into `folder`. It runs no program.

    Returns its path. Raises StorageError.
    """
    text = f"#!/bin/sh\n{_run(shlex.quote(str(python)), PROCESS, '--sdks-only nodejs ')}"
    return _write(folder / NODEJS_HOST, text, "the generator of TypeScript SDKs")


def write_dynamic_provider(folder: Path, python: Path) -> Path:
    """Write the executable for programs with dynamic resources into `folder`.

    It runs with the virtual environment of the program, where that has one, and else with `python`.
    Returns its path. Raises StorageError.
    """
    choice = _OF_THE_PROGRAM.format(python=shlex.quote(str(python)))
    chosen = _run('"$python"', DYNAMIC_PROCESS)
    return _write(folder / DYNAMIC_PROVIDER, f"#!/bin/sh\n{choice}{chosen}", "Python's dynamic provider")


def _run(python: str, process: Path, words: str = "") -> str:
    # -P: the folder of the script, whose modules have names such as `errors`, doesn't get on sys.path.
    # -u: the CLI waits for the port, and Pulumi's own module doesn't flush what it prints.
    return f'exec {python} -u -P {shlex.quote(str(process))} {words}"$@"\n'


def _write(launcher: Path, text: str, what: str) -> Path:
    try:
        if launcher.read_bytes() == text.encode():
            return launcher
    except OSError:
        pass
    try:
        launcher.parent.mkdir(parents=True, exist_ok=True)
        write_private(launcher, text)
        launcher.chmod(0o755)
    except OSError as error:
        raise storage_error(f"Writing {what} for the Pulumi CLI", launcher, error) from error
    return launcher
