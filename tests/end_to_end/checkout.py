"""The program copied to a folder of its own, and what tests ask of it."""

import contextlib
import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from local.paths import files_below
from tests.end_to_end.killed import killed_at
from tests.end_to_end.secret_scan import SecretScan

ROOT = Path(__file__).resolve().parent.parent.parent
TIMEOUT_S = 120
LAST_RUNS = 3
LAST_CHARACTERS = 4000
KEPT = (".environments", ".connections", ".local", ".cognito", "Pulumi.local-*.yaml")
"""In which something is kept, in the checkout. The last has what was encrypted with a passphrase of the second."""
GIT = ("git", "-c", "user.name=test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false")


class Started(subprocess.Popen[str]):
    """A run that goes on, and what of its words was read before its end."""

    def __init__(self, command: list[str], said: Callable[[str, str], None], **options: Any) -> None:
        self.said, self.answered, self.told = said, "", ""
        """`said` is given all of its stdout and stderr in the end; `answered` and `told` are what was read already."""
        super().__init__(command, **options)


class Checkout:
    """A copy of what git tracks, or would track; `.venv` and the Pulumi CLI's cache are shared with the original."""

    def __init__(self, root: Path, home: Path) -> None:
        self.root = root
        self.home = home
        self._mark = f"checkout-{uuid.uuid4().hex}"
        self._started: list[Started] = []
        self._ran: list[subprocess.CompletedProcess[str]] = []
        self._backends: set[Path] = set()
        self.secrets = SecretScan(self._searched, self._marked_pids)

    @classmethod
    def copy_of_this_one(cls, folder: Path) -> "Checkout":
        root, home = folder / "cognito-access-token", folder / "home"
        root.mkdir()
        home.mkdir()
        listed = subprocess.run(
            ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
        ).stdout.split("\0")
        for name in filter(None, listed):
            if (ROOT / name).is_file():
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, root / name)
                cls._copy_bytecode(ROOT / name, root / name)
        (root / ".venv").symlink_to(ROOT / ".venv")
        subprocess.run([*GIT, "init", "-q"], cwd=root, check=True)
        # `.venv` is a link here, which the pattern of .gitignore, made for a folder, doesn't match.
        (root / ".git" / "info" / "exclude").write_text("/.venv\n")
        for command in (["add", "-A"], ["commit", "-q", "-m", "copy"]):
            subprocess.run([*GIT, *command], cwd=root, check=True)
        return cls(root, home)

    @staticmethod
    def _copy_bytecode(source: Path, copy: Path) -> None:
        """A module's, as the set-up of a checkout leaves it: the copy's source has the same time and size."""
        compiled = Path(importlib.util.cache_from_source(str(source)))
        if source.suffix == ".py" and compiled.exists():
            (copy.parent / compiled.parent.name).mkdir(exist_ok=True)
            shutil.copy2(compiled, copy.parent / compiled.parent.name)

    def variables(self, extra: Mapping[str, str] | None = None) -> dict[str, str]:
        """A user's variables: an empty home, and a mark by which the processes that a test started are found."""
        cache = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
        return {
            **os.environ,
            "HOME": str(self.home),
            "XDG_CACHE_HOME": cache,
            "TEST_MARK": self._mark,
            **(extra or {}),
        }

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, str(self.root / "automation" / "run.py"), *arguments]

    def run(
        self, *arguments: str, variables: Mapping[str, str] | None = None, text_in: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """Run `automation/run.py` to its end. Fails where a secret stands where none may be."""
        return self._looked_at(arguments, self._to_its_end(self.command(*arguments), arguments, variables, text_in))

    def run_killed(
        self, place: str, before: int, *arguments: str, variables: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """The same, ended by SIGKILL once a function is called for the `before` + 1st time (`killed_at`)."""
        command = [sys.executable, *killed_at(self.root, place, before, arguments)]
        finished = self._to_its_end(command, arguments, variables)
        assert finished.returncode == -signal.SIGKILL, finished.stderr
        return self._looked_at(arguments, finished)

    def _to_its_end(
        self, command: list[str], arguments: Sequence[str], variables: Mapping[str, str] | None, text_in: str = ""
    ) -> subprocess.CompletedProcess[str]:
        with self.secrets.watching(arguments, self._given(variables)):
            finished = subprocess.run(
                command,
                cwd=self.home,
                env=self.variables(variables),
                input=text_in,
                capture_output=True,
                text=True,
                timeout=TIMEOUT_S,
                check=False,
            )
        self._ran.append(finished)
        return finished

    def _looked_at(
        self, arguments: Sequence[str], finished: subprocess.CompletedProcess[str]
    ) -> subprocess.CompletedProcess[str]:
        self._look(arguments, finished.stdout, finished.stderr)
        return finished

    def start(self, *arguments: str, variables: Mapping[str, str] | None = None) -> Started:
        """Start `automation/run.py` in a session of its own, as a terminal would; `finish` looks for secrets."""
        process = Started(
            self.command(*arguments),
            lambda stdout, stderr: self._look(arguments, stdout, stderr),
            cwd=self.home,
            env=self.variables(variables),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self.secrets.watch_until(lambda: process.poll() is not None, arguments, self._given(variables))
        self._started.append(process)
        return process

    def _given(self, variables: Mapping[str, str] | None) -> dict[str, str]:
        """The caller's variables; a backend that they name is searched from then on."""
        backend = (variables or {}).get("PULUMI_BACKEND_URL", "")
        if backend.startswith("file://"):
            self._backends.add(Path(backend.removeprefix("file://")))
        return {**os.environ, **(variables or {})}

    def look(self) -> None:
        """Fail where a secret stands where none may be."""
        found = "; ".join(str(finding) for finding in self.secrets.look())
        assert found == "", found  # this module's assertions say nothing by themselves

    def _look(self, arguments: Sequence[str], stdout: str, stderr: str) -> None:
        # With `-- PROGRAM`, stdout is the program's, the report goes to stderr, and its variables hold the tokens.
        if "--" not in arguments:
            self.secrets.said(" ".join(arguments), stdout, stderr)
        self.look()

    def end_what_was_started(self) -> None:
        """End the processes of `start` that a failed test left running."""
        for process in self._started:
            if process.poll() is None:
                process.terminate()
                _communicate(process)
        self._started.clear()

    def evidence(self) -> dict[str, str]:
        """What helps to see why a test failed, by title: what its commands said, the logs, the ledger."""
        said = "".join(f"$ {' '.join(one.args[2:])} ({one.returncode})\n{one.stderr}" for one in self._ran[-LAST_RUNS:])
        found = {"the last commands": said} if said else {}
        files = [path for name in (".local", ".environments") for path in files_below(self.root / name)]
        for path in (path for path in files if path.suffix == ".log" or path.match(".environments/ledger/*.json")):
            with contextlib.suppress(OSError, UnicodeDecodeError):  # gone meanwhile; Pulumi's own, which are compressed
                text = path.read_text(encoding="utf-8")
                found |= {str(path.relative_to(self.root)): text[-LAST_CHARACTERS:]} if text else {}
        return found

    def _searched(self) -> list[Path]:
        """Where no secret may be: what is kept, the stacks' files, and the home."""
        return [*(self.root / name for name in KEPT), *self.root.glob("Pulumi.*.yaml"), self.home, *self._backends]

    def clear(self) -> None:
        """Leave nothing to the next test of what this one left, however it ended."""
        self.end_what_was_started()
        if (self.root / ".local" / "service.json").exists():
            self._to_its_end(self.command("local", "stop"), ["local", "stop"], None)
        for pid in self._marked_pids():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._empty([*(path for pattern in KEPT for path in self.root.glob(pattern)), *self.home.iterdir()])
        self._forget()

    def forget_the_test(self) -> None:
        """Keep what is deployed, and nothing else of the test before."""
        self._empty(self.home.iterdir())
        self._forget()

    def _empty(self, left: Iterable[Path]) -> None:
        for path in left:
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
        for command in (["checkout", "-q", "."], ["clean", "-fdq"]):
            subprocess.run([*GIT, *command], cwd=self.root, check=True)

    def _forget(self) -> None:
        self._ran.clear()
        self._backends.clear()
        self.secrets.clear()

    def copy_to(self, folder: Path) -> None:
        """Keep what a test left, for whoever looks at it."""
        shutil.copytree(self.root, folder, symlinks=True, ignore=shutil.ignore_patterns(".git", ".venv"))

    def pulumi(self, *arguments: str, variables: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        """Run the plain CLI in the root, as after `eval "$(… local env)"`, and look for secrets as `run` does."""
        with self.secrets.watching(arguments, self._given(variables)):
            finished = subprocess.run(
                ["pulumi", "--non-interactive", *arguments],
                cwd=self.root,
                env=self.variables(variables),
                executable=shutil.which("pulumi", path=variables["PATH"]),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=TIMEOUT_S,
                check=False,
            )
        answer, others = (finished.stdout, "") if "--show-secrets" in arguments else ("", finished.stdout)
        self.secrets.said(f"pulumi {' '.join(arguments)}", answer, others + finished.stderr)
        self.look()
        return finished

    def local_variables(self, stack: str = "dev") -> dict[str, str]:
        """What `eval "$(python automation/run.py local env)"` sets, as a shell sees it."""
        exports = self.run("local", "env", "--stack", stack)
        assert exports.returncode == 0, exports.stderr
        script = f"{exports.stdout}\n{sys.executable} -c 'import json, os; print(json.dumps(dict(os.environ)))'"
        shell = subprocess.run(
            ["sh", "-c", script], env=self.variables(), check=True, capture_output=True, text=True, timeout=30
        )
        found: dict[str, str] = json.loads(shell.stdout)
        return found

    def environments(self) -> list[str]:
        """The environments that the driver has folders of."""
        return sorted(str(path.relative_to(self.root)) for path in self.root.glob(".environments/*/*") if path.is_dir())

    def git_status(self) -> str:
        """What git sees as changed; empty where nothing is."""
        return subprocess.run(
            ["git", "status", "--porcelain"], cwd=self.root, check=True, capture_output=True, text=True
        ).stdout

    def processes(self, within_s: float = 10) -> list[str]:
        """Command lines of the processes that this checkout's runs started and that are still there after a while."""
        deadline = time.monotonic() + within_s
        while (found := self._marked()) and time.monotonic() < deadline:
            time.sleep(0.1)
        return found

    def _marked(self) -> list[str]:
        found = []
        for pid in self._marked_pids():
            with contextlib.suppress(OSError):
                found.append(Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode())
        return [line for line in found if line]

    def _marked_pids(self) -> list[int]:
        # The local engine's own processes have cleaned variables, among them where this checkout is.
        marks = (self._mark.encode(), str(self.root).encode())
        found = []
        # Ten times a second, in all tests: without `Path`, which takes as long as the reading.
        for name in filter(str.isdigit, os.listdir("/proc")):  # noqa: PTH208
            with contextlib.suppress(OSError), open(f"/proc/{name}/environ", "rb", buffering=0) as file:  # noqa: PTH123
                variables = file.readall()
                if any(mark in variables for mark in marks):
                    found.append(int(name))
        return found


def wait_for_line(process: Started, words: str) -> str:
    """Read the process's stderr up to the line that contains these words."""
    assert process.stderr is not None
    seen = []
    for line in process.stderr:
        seen.append(line)
        process.told += line
        if words in line:
            return line
    raise AssertionError(f"{words!r} never came: {''.join(seen)}")


def finish(process: Started) -> tuple[str, str, int]:
    """The rest of its output, and its exit code; never waits for ever. Looks for secrets as `run` does."""
    stdout, stderr = _communicate(process)
    process.said(process.answered + stdout, process.told + stderr)
    return stdout, stderr, process.returncode


def _communicate(process: Started) -> tuple[str, str]:
    try:
        return process.communicate(timeout=TIMEOUT_S)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        raise


def read_object(process: Started) -> dict[str, Any]:
    """One JSON object from the stdout of a process that goes on running."""
    assert process.stdout is not None
    text = ""
    for line in process.stdout:
        text += line
        process.answered += line
        if line == "}\n":
            found: dict[str, Any] = json.loads(text)
            return found
    raise AssertionError(f"no object came: {text!r}, {process.stderr and process.stderr.read()}")
