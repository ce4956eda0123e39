"""The official download of the Pulumi CLI, by the SDK's own installer."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

from local.errors import PulumiCliError, StorageError
from local.processes import TimedOutError, run_guarded
from local.pulumi_version import quiet_variables

REACH_TIMEOUT_S = 10
SILENCE_S = 600
REACHED = "reached"

# A process of its own, because the installer has no time limit. A closed network is found out first: a name service or
# a firewall that never answers must not take minutes.
INSTALL = f"""
import os, sys, threading, urllib.request
reached = threading.Event()
threading.Thread(target=lambda: reached.wait({REACH_TIMEOUT_S}) or os._exit(3), daemon=True).start()
try:
    urllib.request.urlopen("https://get.pulumi.com/install.sh", timeout={REACH_TIMEOUT_S}).close()
except OSError as error:
    sys.exit(f"{{getattr(error, 'reason', error)}}")
reached.set()
print("{REACHED}", flush=True)
from pulumi.automation import PulumiCommand
PulumiCommand.install(root=sys.argv[1])
"""


def download(folder: Path, say: Callable[[str], None]) -> None:
    """Install the CLI that fits the SDK, and its language hosts, into `folder`/bin.

    Raises PulumiCliError, StorageError.
    """
    say("There is no usable Pulumi CLI: downloading the official one from get.pulumi.com")
    lines: list[str] = []
    try:
        code = run_guarded(
            [sys.executable, "-c", INSTALL, str(folder)],
            variables=quiet_variables(os.environ),
            folder=folder,
            on_line=lines.append,
            on_tick=lambda seconds: say(f"Downloading the Pulumi CLI: {seconds:.0f} s"),
            silence_s=SILENCE_S,
        )
    except TimedOutError:
        raise PulumiCliError(f"The download of the Pulumi CLI wasn't done after {SILENCE_S} s.") from None
    if code == 0:
        return
    if any("No space left" in line for line in lines):
        raise StorageError(
            f"Downloading the Pulumi CLI failed: the disk that holds {folder.parent} is full. Make room."
        )
    if REACHED not in lines:
        why = lines[-1] if lines else f"no answer within {REACH_TIMEOUT_S} s"
        raise PulumiCliError(f"The official download of the Pulumi CLI can't be reached ({why}).")
    raise PulumiCliError(f"The official download of the Pulumi CLI failed ({lines[-1]}).")
