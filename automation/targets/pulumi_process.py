"""One run of the Pulumi CLI that can be interrupted cleanly.

Knows nothing of the Automation API, which is slow to import.
"""

import fcntl
import os
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from automation.terminal.signals import postponed

INTERRUPT_GRACE_S = 60.0
"""How long the CLI may take to finish what it has begun after SIGINT, before it is killed."""


@dataclass(frozen=True)
class Finished:
    """What a run of the CLI left: its output, without the final line breaks, and its exit code."""

    stdout: str
    stderr: str
    code: int


class PulumiProcess:
    """A running `pulumi`, in a session of its own: a terminal's Ctrl-C reaches the driver alone, which passes it on.

    `on_output` and `on_error` are called with each line, from threads.
    """

    def __init__(  # noqa: PLR0913 - a process's, as keywords
        self,
        executable: Path,
        arguments: list[str],
        *,
        folder: Path,
        variables: Mapping[str, str],
        on_output: Callable[[str], object] | None = None,
        on_error: Callable[[str], object] | None = None,
        mark: Path | None = None,
        text_in: str | None = None,
    ) -> None:
        """With `mark`, a file whose shared lock the process and its children hold as long as they live.

        `text_in` is what it reads on its standard input: a secret, which may not stand in its arguments.
        """
        path = os.pathsep.join([str(executable.parent), variables.get("PATH") or os.environ.get("PATH", os.defpath)])
        self._lines: tuple[list[str], list[str]] = ([], [])
        self._readers: list[threading.Thread] = []
        process: subprocess.Popen[str] | None = None
        try:
            with postponed(), _marked(mark) as inherited:
                self._process = process = subprocess.Popen(
                    [str(executable), "--non-interactive", *arguments],
                    stdin=subprocess.DEVNULL if text_in is None else subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    cwd=folder,
                    env={**os.environ, **variables, "PATH": path, "PULUMI_AUTOMATION_API": "true"},
                    encoding="utf-8",
                    errors="replace",
                    start_new_session=True,
                    pass_fds=inherited,
                )
                self._readers.append(self._read(process.stdout, self._lines[0], on_output))
                self._readers.append(self._read(process.stderr, self._lines[1], on_error))
            self._give(text_in)
        except BaseException:
            if process is not None:
                self._stop()
            raise

    def _give(self, text: str | None) -> None:
        if text is None or self._process.stdin is None:
            return
        with suppress(BrokenPipeError), self._process.stdin as stream:  # one that ended without reading says why
            stream.write(text)

    def wait(self) -> Finished:
        """Wait for the end. Whatever exception arrives meanwhile stops the CLI first: it is never left running."""
        try:
            code = self._process.wait()
            for reader in self._readers:
                reader.join()
        except BaseException:
            self._stop()
            raise
        return Finished("\n".join(self._lines[0]), "\n".join(self._lines[1]), code)

    def _stop(self) -> None:
        # The first SIGINT makes Pulumi finish the operations under way and write them down.
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(INTERRUPT_GRACE_S)
        except BaseException:
            self._process.kill()
            self._process.wait()
            raise
        finally:
            for reader in self._readers:
                reader.join(timeout=5)

    @staticmethod
    def _read(
        stream: IO[str] | None,
        lines: list[str],
        callback: Callable[[str], object] | None,
    ) -> threading.Thread:
        def consume() -> None:
            if stream is None:
                return
            with stream:
                for line in stream:
                    stripped = line.rstrip()
                    lines.append(stripped)
                    if callback:
                        callback(stripped)

        thread = threading.Thread(target=consume, daemon=True)
        thread.start()
        return thread


@contextmanager
def _marked(mark: Path | None) -> Iterator[tuple[int, ...]]:
    """A descriptor to be inherited. The kernel unlocks what it stands for when the last process that has it ends."""
    if mark is None:
        yield ()
        return
    descriptor = os.open(mark, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        yield (descriptor,)
    finally:
        os.close(descriptor)
