"""The official download of the Pulumi CLI, checked against its published checksum."""

import os
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from local.errors import PulumiCliError, StorageError
from local.processes import TimedOutError, run_guarded
from local.pulumi_archive import REACH_TIMEOUT_S, REACHED
from local.pulumi_version import quiet_variables

SILENCE_S = 600
URL = "https://get.pulumi.com/releases/sdk"
ARCHIVE = Path(__file__).with_name("pulumi_archive.py")
"""A process of its own, so that it can be given up as a whole."""


def download(folder: Path, say: Callable[[str], None], url: str = URL) -> None:
    """Install the CLI that fits the SDK, and its language hosts, into `folder`/bin. Nothing unchecked is unpacked.

    Raises PulumiCliError, StorageError.
    """
    say("No usable Pulumi CLI was found; downloading the official one from get.pulumi.com")
    lines: list[str] = []
    try:
        code = run_guarded(
            [sys.executable, "-P", str(ARCHIVE), str(folder), version("pulumi"), url],
            variables=quiet_variables(os.environ),
            folder=folder,
            on_line=lines.append,
            on_tick=lambda seconds: say(f"Downloading the Pulumi CLI: {seconds:.0f} s"),
            silence_s=SILENCE_S,
        )
    except TimedOutError:
        raise PulumiCliError(f"Downloading the Pulumi CLI didn't finish within {SILENCE_S} s.") from None
    if code == 0:
        return
    if any("No space left" in line for line in lines):
        raise StorageError(f"Downloading the Pulumi CLI failed: the disk of {folder.parent} is full. Free some space.")
    if REACHED not in lines:
        why = lines[-1] if lines else f"no response within {REACH_TIMEOUT_S} s"
        raise PulumiCliError(f"The official download of the Pulumi CLI can't be reached ({why}).")
    raise PulumiCliError(f"The official download of the Pulumi CLI failed ({lines[-1]}).")
