"""Pulumi's own programs, built from source: what there is where only PyPI and a Go proxy can be reached.

The CLI, which is the real engine, is one of them; `local.pulumi_tools` has what comes with the official one besides.
"""

import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from local.errors import PulumiCliError, StorageError, storage_error
from local.go_toolchain import GoToolchain, find_go, install_go, users_settings
from local.processes import TimedOutError, run_guarded

MODULE_FOLDER = Path(__file__).parents[1] / "tools" / "pulumi-cli"
PACKAGE = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
VERSION_VARIABLE = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version"
PULUMI_VERSION = re.compile(r"^\s*github\.com/pulumi/pulumi/pkg/v3\s+(v\S+)", re.MULTILINE)
OLDEST_GO = re.compile(r"^go (\d+)\.(\d+)\.(\d+)$", re.MULTILINE)
SILENCE_S = 600
"""The largest packages take minutes on a slow machine, without a word."""
SOURCES = ("GOPROXY", "GOSUMDB", "GONOSUMDB", "GONOPROXY", "GOPRIVATE", "GOINSECURE", "GOAUTH")
"""Where Go fetches from: its user's business."""
FOREIGN = ("GOOS", "GOARCH", "GOROOT", "GOEXPERIMENT", "GO111MODULE", "XDG_CONFIG_HOME")
"""Whoever cross-compiles their own programs wants a CLI that runs here."""
NO_NETWORK = (
    "dial tcp",
    "no such host",
    "proxyconnect",
    "connection refused",
    "i/o timeout",
    "TLS handshake timeout",
    "network is unreachable",
    "module lookup disabled",
    "server misbehaving",
)


@dataclass(frozen=True)
class GoProgram:
    """A program that can be built."""

    name: str
    """What people are told is built."""
    module: Path
    """The folder of the `go.mod` that names versions, and the `go.sum` that pins every source file."""
    package: str
    """What is compiled; of a program of ours a folder of the module's."""
    executable: str
    version_of: re.Pattern[str] = PULUMI_VERSION
    """Where in `go.mod` its version stands."""
    version_variable: str = ""
    """The variable that is set to it, where its `version` says nothing otherwise."""


PULUMI = GoProgram("the Pulumi CLI", MODULE_FOLDER, PACKAGE, "pulumi", version_variable=VERSION_VARIABLE)


def build(
    folder: Path,
    say: Callable[[str], None],
    program: GoProgram = PULUMI,
    *,
    variables: Mapping[str, str] | None = None,
    kept: Path | None = None,
) -> None:
    """Compile a program into `folder`/bin: for the CLI about eight minutes of CPU.

    What was fetched and compiled stays in the cache folder until it succeeds, so that a second try goes on where the
    first one was interrupted. With `kept` it stays in that folder, for the next program; removing it is the caller's.
    Raises PulumiCliError, StorageError.
    """
    variables = os.environ if variables is None else variables
    requirements = (program.module / "go.mod").read_text(encoding="utf-8")
    version, oldest = program.version_of.search(requirements), OLDEST_GO.search(requirements)
    assert version
    assert oldest
    started = time.monotonic()
    work = kept or folder.parent / ".build"
    try:
        shutil.copytree(program.module, work, dirs_exist_ok=True)
    except OSError as error:
        raise storage_error(f"Building {program.name}", work, error) from error
    say(
        f"Building {program.name} {version[1]} from source, which takes a few minutes once; it is kept in "
        f"{folder.parent}"
    )
    go, why_not = find_go((int(oldest[1]), int(oldest[2]), int(oldest[3])), variables, work)
    if go is None:
        go = install_go(kept or folder, variables, say, why_not)
    settings = _settings(go, work, variables)
    build = _Build(program, version[1], work, settings)
    build.compile(go, folder / "bin" / program.executable, say)
    say(f"Built in {_minutes(time.monotonic() - started)}")
    if kept is None:
        shutil.rmtree(folder / "go-environment", ignore_errors=True)
        shutil.rmtree(work, ignore_errors=True)


@dataclass(frozen=True)
class _Build:
    """A program that is being built, with the folder in which, and Go's variables."""

    program: GoProgram
    version: str
    work: Path
    settings: Mapping[str, str]

    def compile(self, go: GoToolchain, executable: Path, say: Callable[[str], None]) -> None:
        fetched = _Counter("go: downloading ")
        self.run(
            [str(go.executable), "list", "-deps", self.program.package],
            fetched,
            lambda seconds: say(f"Fetching sources: {fetched.count} modules, {_minutes(seconds)}"),
        )
        packages = len(fetched.others)
        compiled = _Counter("")
        variable = self.program.version_variable
        told = f" -X {variable}={self.version}" if variable else ""
        self.run(
            [
                *(str(go.executable), "build", "-v", "-trimpath", "-ldflags", f"-s -w{told}"),
                *("-o", str(executable), self.program.package),
            ],
            compiled,
            lambda seconds: say(f"Compiling: {compiled.count} of at most {packages} packages, {_minutes(seconds)}"),
        )

    def run(self, command: list[str], on_line: "_Counter", on_tick: Callable[[float], None]) -> None:
        """Run Go. Raises PulumiCliError, StorageError."""
        try:
            code = run_guarded(
                command,
                variables=self.settings,
                folder=self.work,
                on_line=on_line,
                on_tick=on_tick,
                silence_s=SILENCE_S,
            )
        except TimedOutError:
            raise PulumiCliError(
                f"Building {self.program.name} was given up: `go {command[1]}` printed nothing for {SILENCE_S} s."
            ) from None
        if code != 0:
            raise self._failure(command[1], on_line.last or [f"exit code {code}"])

    def _failure(self, step: str, last: list[str]) -> PulumiCliError | StorageError:
        words, failed = "\n".join(last), f"Building {self.program.name} failed"
        if "no space left on device" in words or "file too large" in words:
            return StorageError(f"{failed}: the disk of {self.work} is full. Building needs about 4 GB.")
        why = next((line for line in reversed(last) if line.strip()), "no word").strip()
        if any(sign in words for sign in NO_NETWORK):
            sign = next((line for line in reversed(last) if any(sign in line for sign in NO_NETWORK)), why)
            return PulumiCliError(f"{failed}: its sources can't be fetched from the Go module proxy ({sign.strip()}).")
        return PulumiCliError(f"{failed} at `go {step}` ({why}).")


class _Counter:
    """Counts the lines that begin with something, and keeps the others."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self.count = 0
        self.others: list[str] = []
        self.last: list[str] = []

    def __call__(self, line: str) -> None:
        self.last = [*self.last[-19:], line]
        if line.startswith(self._prefix):
            self.count += 1
        else:
            self.others.append(line)


def _settings(go: GoToolchain, work: Path, variables: Mapping[str, str]) -> dict[str, str]:
    """Go's environment: nothing is written outside the cache folder, and what its user has fetched before is used."""
    found = _go_env(go, work, variables)
    home = Path(variables.get("HOME") or work)
    ours = {
        **{name: value for name, value in variables.items() if name not in FOREIGN},
        **{name: found[name] for name in SOURCES if found.get(name)},
        "GOTOOLCHAIN": "local",
        "GOFLAGS": "-modcacherw",  # a folder that can be deleted; the user's own flags are for their own programs
        "GOWORK": "off",
        "GOENV": "off",
        "CGO_ENABLED": "0",  # no C compiler needed
        "GOPATH": str(work / "path"),
        "GOMODCACHE": str(work / "modules"),
        "GOCACHE": str(work / "objects"),
        "GOTMPDIR": str(work),
        "HOME": str(work),  # where Go counts its own use
        "NETRC": variables.get("NETRC") or str(home / ".netrc"),
    }
    if go.is_the_users:
        fetched = Path(found.get("GOMODCACHE") or work, "cache", "download")
        if fetched.is_dir():
            ours["GOPROXY"] = f"{fetched.as_uri()},{found.get('GOPROXY') or 'direct'}"
        if found.get("GOCACHE") and Path(found["GOCACHE"]).is_dir():
            ours["GOCACHE"] = found["GOCACHE"]
    return ours


def _go_env(go: GoToolchain, work: Path, variables: Mapping[str, str]) -> dict[str, str]:
    """What Go's user has set, be it in the environment or with `go env -w`."""
    if not go.is_the_users:
        return {}
    finished = subprocess.run(
        [str(go.executable), "env", "-json", *SOURCES, "GOMODCACHE", "GOCACHE"],
        env=users_settings(variables, work),
        cwd=work,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    try:
        found = json.loads(finished.stdout)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _minutes(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
