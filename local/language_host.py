"""Python's language host for a Pulumi CLI that came without one (one built from source): its launcher."""

import shlex
from pathlib import Path

from local.errors import storage_error
from local.private_files import write_private
from local.pulumi_cli import LANGUAGE_HOST

PROCESS = Path(__file__).with_name("language_host_process.py")


def write_language_host(folder: Path, python: Path) -> Path:
    """Write the executable that the CLI looks for into `folder`; it runs our host with the interpreter `python`.

    Returns its path. Raises StorageError.
    """
    launcher = folder / LANGUAGE_HOST
    # -P: the folder of the script, whose modules have names such as `errors`, doesn't get on sys.path.
    text = f'#!/bin/sh\nexec {shlex.quote(str(python))} -P {shlex.quote(str(PROCESS))} "$@"\n'
    try:
        if launcher.read_text(encoding="utf-8") == text:
            return launcher
    except OSError:
        pass
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_private(launcher, text)
        launcher.chmod(0o755)
    except OSError as error:
        raise storage_error("Writing Python's language host for the Pulumi CLI", launcher, error) from error
    return launcher
