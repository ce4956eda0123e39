"""The process of one function: started once, then a call at a time over pipes.

Whoever calls reads the pipes itself, so that there is no thread a process, and so that a call's log is whole: a
function writes it before it answers, and what it wrote is in the pipe when the answer comes.
"""

import contextlib
import json
import os
import selectors
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from local.cognito.triggers.failures import FunctionRaisedError, FunctionTimedOutError
from local.cognito.triggers.function_log import FunctionLog
from local.cognito.triggers.functions import LocalFunction

_RUNTIMES: Final = Path(__file__).with_name("runtime")
_CHUNK: Final = 65_536
_MAX_ANSWER: Final = 16 * 1024 * 1024
"""Bytes: Lambda's 6 MB of output, as JSON within JSON."""
_MAX_LOG: Final = 16 * 1024 * 1024
_LAST_MOMENTS_S: Final = 5
_MAX_MESSAGE_LENGTH: Final = 10_000
"""Characters of an error's text that reach the caller."""


class ProcessEndedError(Exception):
    """The process ended without an answer."""


class FunctionProcess:
    """A running function. One call at a time; `end` at the end."""

    def __init__(self, function: LocalFunction, variables: Mapping[str, str]) -> None:
        """Start it; raises FunctionRaisedError where what runs it isn't there."""
        calls_end, calls = os.pipe()
        answers, answers_end = os.pipe()
        self._calls, self._answers = calls, answers
        os.set_blocking(calls, False)
        try:
            self._process = subprocess.Popen(
                _command(function, calls_end, answers_end),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                pass_fds=(calls_end, answers_end),
                cwd=function.folder,
                env=dict(variables),
                bufsize=0,
                start_new_session=True,  # a group of its own: what the function starts ends with it
            )
        except (OSError, ValueError) as error:  # ValueError: a NUL in a variable
            os.close(calls)
            os.close(answers)
            raise FunctionRaisedError(_not_started(function, error)) from error
        finally:
            os.close(calls_end)
            os.close(answers_end)
        assert self._process.stdout is not None
        self._log = self._process.stdout
        os.set_blocking(self._log.fileno(), False)
        self._buffer = bytearray()
        self._is_ready = False
        self._is_group_ended = False

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether it can still be called."""
        if self._process.poll() is None:
            return True
        self._end_group()
        return False

    @property
    def is_ready(self) -> bool:
        """Whether the function's file is loaded, and nothing has happened that ends the process."""
        return self._is_ready

    def wait_until_ready(self, log: FunctionLog, limit_s: float) -> None:
        """Wait until the function's file is loaded.

        Raises FunctionRaisedError where it can't be, FunctionTimedOutError after `limit_s`.
        """
        if not self._is_ready:
            self._result(self._answer_to(b"", "", log, limit_s), "")
            self._is_ready = True

    def call(self, call: Mapping[str, Any], log: FunctionLog, limit_s: float) -> str:
        """The JSON text that the function answers to `call` (see runtime/python_function.py).

        Raises FunctionRaisedError with the text of the function's error or of its end, FunctionTimedOutError after
        `limit_s`. After the latter, and wherever the process is gone, it is of no more use.
        """
        line = json.dumps({**call, "deadline": time.time() + limit_s}).encode() + b"\n"
        request_id = str(call["id"])
        return self._result(self._answer_to(line, request_id, log, limit_s), request_id)

    def _answer_to(self, request: bytes, request_id: str, log: FunctionLog, limit_s: float) -> bytes:
        try:
            return self._exchange(request, log, limit_s)
        except ProcessEndedError as ended:
            raise FunctionRaisedError(f"RequestId: {request_id} Error: {ended}") from ended

    def _result(self, answer: bytes, request_id: str) -> str:
        try:
            found = json.loads(answer)
            error = found.get("error")
            if error is None:
                return str(found.get("output", ""))
            message = str(error["errorMessage"])[:_MAX_MESSAGE_LENGTH].encode("utf-8", "replace").decode()
            self._is_ready = self._is_ready and not found.get("ends")
        except (ValueError, AttributeError, KeyError, TypeError) as unreadable:
            self.end()  # the function has written where only what runs it may
            raise FunctionRaisedError(f"RequestId: {request_id} Error: Runtime exited with error") from unreadable
        raise FunctionRaisedError(message)

    def _exchange(self, request: bytes, log: FunctionLog, limit_s: float) -> bytes:
        """Write `request`, read a line of answer; the log meanwhile."""
        deadline = time.monotonic() + limit_s
        rest = memoryview(request)
        with selectors.PollSelector() as selector:
            selector.register(self._answers, selectors.EVENT_READ)
            selector.register(self._log, selectors.EVENT_READ)
            if rest:
                selector.register(self._calls, selectors.EVENT_WRITE)
            while b"\n" not in self._buffer:
                remaining = deadline - time.monotonic()
                if remaining <= 0:
                    raise FunctionTimedOutError
                for key, _ in selector.select(remaining):
                    if key.fd == self._calls:
                        rest = self._written(rest)
                        if not rest:
                            selector.unregister(self._calls)
                    elif key.fd == self._answers:
                        self._read_answer(log)
                    elif self._read_log(log) == b"":
                        selector.unregister(self._log)
        answer, _, self._buffer = self._buffer.partition(b"\n")
        self._drain_log(log)
        return bytes(answer)

    def _written(self, rest: memoryview) -> memoryview:
        try:
            return rest[os.write(self._calls, rest) :]
        except BlockingIOError:
            return rest
        except BrokenPipeError:
            return memoryview(b"")  # it has ended: reading says so, and why

    def _read_answer(self, log: FunctionLog) -> None:
        data = os.read(self._answers, _CHUNK)
        self._buffer += data
        if not data:
            self._drain_log(log)
            raise ProcessEndedError(self._last_words())
        if len(self._buffer) > _MAX_ANSWER:
            self.end()
            raise ProcessEndedError("Runtime exited with error: signal: killed")

    def _drain_log(self, log: FunctionLog) -> None:
        # Bounded: something that the function has left running may write for ever.
        for _ in range(_MAX_LOG // _CHUNK):
            if not self._read_log(log):
                break

    def _read_log(self, log: FunctionLog) -> bytes | None:
        """What there is to read: empty at the end, None where there is nothing yet."""
        try:
            data = os.read(self._log.fileno(), _CHUNK)
        except BlockingIOError:
            return None
        log.feed(data)
        return data

    def _last_words(self) -> str:
        # The end of the pipe comes before the end of the process; a function that closed the pipe and lives is ended.
        try:
            code = self._process.wait(_LAST_MOMENTS_S)
        except subprocess.TimeoutExpired:
            self.end()
            code = self._process.wait()
        self._end_group()
        if code == 0:
            return "Runtime exited without providing a reason"
        if code > 0:
            return f"Runtime exited with error: exit status {code}"
        name = signal.strsignal(-code) or str(-code)
        return f"Runtime exited with error: signal: {name.lower()}"

    def end(self) -> None:
        """End it, and whatever it started. May be called more than once, and while another thread waits for it."""
        self._end_group()
        self._process.wait()

    def _end_group(self) -> None:
        # Once, and while the process is there or has just gone: later its number may be somebody else's.
        if not self._is_group_ended:
            self._is_group_ended = True
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def close(self) -> None:
        """End it and give its descriptors back; nobody may be calling it."""
        self.end()
        self._log.close()
        for descriptor in (self._calls, self._answers):
            os.close(descriptor)


def _command(function: LocalFunction, calls: int, answers: int) -> list[str]:
    file = str(function.file)
    if function.runtime == "javascript":
        node = shutil.which("node") or "node"
        script = str(_RUNTIMES / "javascript_function.mjs")
        return [node, script, str(calls), str(answers), file, function.handler_name]
    python = function.python or sys.executable
    script = str(_RUNTIMES / "python_function.py")
    options = ["-P", "-X", "utf8"]
    return [python, *options, script, str(calls), str(answers), file, function.handler_name, str(function.folder)]


def _not_started(function: LocalFunction, error: OSError | ValueError) -> str:
    program = "Node.js (`node` on PATH)" if function.runtime == "javascript" else function.python or sys.executable
    where = function.folder if not function.folder.is_dir() else program
    return f"{function.name} can't be started: {where}: {getattr(error, 'strerror', None) or error}"
