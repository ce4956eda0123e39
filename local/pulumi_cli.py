"""The Pulumi CLI: found, taken from the cache, downloaded, or built from source."""

import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from local.errors import PulumiCliError, StorageError, storage_error
from local.fresh_folder import fresh_folder, keep
from local.locks import exclusive
from local.pulumi_version import Version, minimum_version, parse_version, version_of

Say = Callable[[str], None]
Acquire = Callable[[Path, Say], None]
"""Puts a whole `bin/pulumi` into an empty folder, and says what it does. Raises PulumiCliError or StorageError."""

LANGUAGE_HOST = "pulumi-language-python"
NODEJS_HOST = "pulumi-language-nodejs"
DYNAMIC_PROVIDER = "pulumi-resource-pulumi-python"
WHERE_TO_GET_IT = "https://www.pulumi.com/docs/install/"


@dataclass(frozen=True)
class PulumiCli:
    """A CLI that is new enough."""

    executable: Path
    """Absolute."""
    version: str
    """Without the v, such as `3.259.0`."""

    @property
    def folder(self) -> Path:
        """What belongs first on PATH, so that the CLI finds what came with it."""
        return self.executable.parent

    @property
    def has_language_host(self) -> bool:
        """Whether Python's language host came with it, as in the official download."""
        return os.access(self.folder / LANGUAGE_HOST, os.X_OK)

    @property
    def has_dynamic_provider(self) -> bool:
        """Whether the launcher of Python's dynamic resources came with it, as in the official download."""
        return os.access(self.folder / DYNAMIC_PROVIDER, os.X_OK)


def find_pulumi_cli(
    *, cache: Path, say: Say | None = None, variables: Mapping[str, str] | None = None
) -> PulumiCli | None:
    """The CLI on PATH where it is new enough, else the newest in the folder `cache`; never installs one.

    What is passed over, and why, is told to `say`.
    """
    variables = os.environ if variables is None else variables
    oldest = minimum_version()
    on_path = shutil.which("pulumi", path=variables.get("PATH", os.defpath))
    if on_path:
        cli, problem = _examine(Path(os.path.abspath(on_path)), cache, oldest)  # noqa: PTH100 - a symlink stays one
        if cli:
            return cli
        if say is not None:
            say(f"Not using {on_path}: {problem}")
    return _find_cached(cache, oldest)


def obtain_pulumi_cli(
    *,
    cache: Path,
    say: Say,
    variables: Mapping[str, str] | None = None,
    ways: tuple[Acquire, ...] | None = None,
) -> PulumiCli:
    """The CLI on PATH, else from the folder `cache`, else downloaded into it, else built from source into it.

    Building takes minutes, once. Whoever comes second meanwhile waits, and whatever was interrupted is begun anew.
    Raises PulumiCliError or StorageError, in one paragraph.
    """
    cli = find_pulumi_cli(cache=cache, say=say, variables=variables)
    if cli:
        return cli
    if ways is None:
        from local.pulumi_build import build  # needed once in a lifetime
        from local.pulumi_download import download

        ways = (download, build)
    versions = _versions_folder(cache)
    try:
        versions.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise storage_error("Storing the Pulumi CLI", cache, error) from error
    with exclusive(versions / ".lock", lambda: say("Waiting for another process that is getting the Pulumi CLI")):
        cli = _find_cached(cache, minimum_version())
        return cli or _acquire(cache, say, ways)


def _acquire(cache: Path, say: Say, ways: tuple[Acquire, ...]) -> PulumiCli:
    reasons = []
    for way in ways:
        with fresh_folder(_versions_folder(cache), "the Pulumi CLI") as folder:
            try:
                way(folder, say)
            except PulumiCliError as error:
                reasons.append(str(error))
                say(str(error))
                continue
            executable = folder / "bin" / "pulumi"
            version = version_of(executable, cache)
            if version is None:
                reasons.append(f"The new {executable.name} doesn't run on this machine.")
                continue
            keep(folder, _versions_folder(cache) / version)
        cli = _find_cached(cache, minimum_version())
        if cli:
            say(f"The Pulumi CLI {cli.version} is in {cli.executable}")
            return cli
        reasons.append(f"Its version {version} is too old.")
    raise PulumiCliError(
        f"The Pulumi CLI isn't installed and couldn't be downloaded or built. {' '.join(reasons)} Install it by hand "
        f"({WHERE_TO_GET_IT}) so that `pulumi` is on PATH, or try again with network access."
    )


def _examine(executable: Path, cache: Path, oldest: Version) -> tuple[PulumiCli | None, str]:
    version = version_of(executable, cache)
    numbers = parse_version(version or "")
    if version is None or numbers is None:
        return None, "`pulumi version` doesn't print a version."
    if numbers < oldest:
        return None, f"version {version} is too old; at least {'.'.join(map(str, oldest))} is needed."
    if numbers[0] > oldest[0]:
        return None, f"version {version} has another major version than the installed Pulumi SDK ({oldest[0]})."
    return PulumiCli(executable, version), ""


def _versions_folder(cache: Path) -> Path:
    return cache / "pulumi"


def _find_cached(cache: Path, oldest: Version) -> PulumiCli | None:
    folder = _versions_folder(cache)
    try:
        names = [name for name in os.listdir(folder) if parse_version(name)]  # noqa: PTH208 - names are what is wanted
    except OSError:
        return None
    for name in sorted(names, key=lambda name: parse_version(name) or (0, 0, 0), reverse=True):
        cli, _ = _examine(folder / name / "bin" / "pulumi", cache, oldest)
        if cli:
            return cli
    return None


__all__ = ["PulumiCli", "PulumiCliError", "StorageError", "find_pulumi_cli", "obtain_pulumi_cli"]
