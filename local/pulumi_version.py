"""Which version a Pulumi CLI is, asked for once per binary, and which the SDK demands."""

import contextlib
import importlib.util
import json
import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

from local.errors import StorageError
from local.private_files import write_private

Version = tuple[int, int, int]

ANSWER_TIMEOUT_S = 30
REMEMBERED = "pulumi-versions.json"
VERSION = re.compile(r"v?(\d+)\.(\d+)\.(\d+)(?:[-+][\w.+-]+)?")
SDK_MINIMUM = re.compile(r"""_MINIMUM_VERSION\s*=\s*VersionInfo\.parse\(["']([^"']+)["']\)""")


def parse_version(text: str) -> Version | None:
    """The numbers of `v3.259.0`, or of `3.259.0-alpha.1`; None for anything else."""
    match = VERSION.fullmatch(text.strip())
    return (int(match[1]), int(match[2]), int(match[3])) if match else None


def minimum_version() -> Version:
    """The oldest CLI that the installed Pulumi SDK drives (`pulumi.automation`'s own number).

    Read from the SDK's source, since importing it takes half a second.
    """
    package = importlib.util.find_spec("pulumi")
    for folder in (package and package.submodule_search_locations) or ():
        with contextlib.suppress(OSError):
            source = (Path(folder) / "automation" / "_minimum_version.py").read_text(encoding="utf-8")
            found = SDK_MINIMUM.search(source)
            version = parse_version(found[1]) if found else None
            if version:
                return version
    from pulumi.automation import _minimum_version  # the slow way, should the source look otherwise one day

    oldest = _minimum_version._MINIMUM_VERSION  # noqa: SLF001 - the SDK tells it nowhere else
    return (oldest.major, oldest.minor, oldest.patch)


def version_of(executable: Path, cache: Path) -> str | None:
    """What `pulumi version` answers, without the v; None where it doesn't run or answers something else.

    Starting the CLI takes 0.2 s, so the answer is remembered in the folder `cache`, for as long as the file has the
    same size and time of change. Where the folder can't be written, it is asked for again next time.
    """
    try:
        status = executable.stat()
    except OSError:
        return None
    key, stamp = str(executable), [status.st_mtime_ns, status.st_size]
    remembered = _read(cache / REMEMBERED)
    match remembered.get(key):
        case [int(changed), int(size), str(known)] if [changed, size] == stamp:
            return known
    version = _ask(executable)
    if version is not None:
        kept = {path: entry for path, entry in remembered.items() if Path(path).exists()}
        with contextlib.suppress(StorageError):
            write_private(cache / REMEMBERED, json.dumps({**kept, key: [*stamp, version]}))
    return version


def _read(path: Path) -> dict[str, object]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _ask(executable: Path) -> str | None:
    try:
        finished = subprocess.run(
            [str(executable), "version"],
            env=quiet_variables(os.environ),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=ANSWER_TIMEOUT_S,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    answer = finished.stdout.strip()
    return answer.removeprefix("v") if finished.returncode == 0 and parse_version(answer) else None


def quiet_variables(variables: Mapping[str, str]) -> dict[str, str]:
    """Those, without Pulumi's question to the network whether there is a newer version."""
    return {**variables, "PULUMI_SKIP_UPDATE_CHECK": "true"}
