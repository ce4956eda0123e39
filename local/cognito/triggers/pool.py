"""The warm processes of one function.

A process serves one call at a time, as an execution environment of Lambda does; a call that comes while all are busy
gets another one. A lock instead would be simpler and wrong: a function that calls Cognito back (to create a user, say)
is called again while it waits for the answer.
"""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from local.cognito.triggers.changes import Fingerprint, fingerprint
from local.cognito.triggers.environment import function_environment
from local.cognito.triggers.failures import (
    NO_LONGER_SERVED,
    TOO_MANY_REQUESTS,
    FunctionRaisedError,
    FunctionTimedOutError,
    InvocationFailedError,
)
from local.cognito.triggers.function_log import FunctionLog
from local.cognito.triggers.functions import FunctionReference, LocalFunction
from local.cognito.triggers.limits import Limits
from local.cognito.triggers.process import FunctionProcess

Start = Callable[[LocalFunction, Mapping[str, str]], FunctionProcess]


@dataclass(slots=True, eq=False)
class _WarmProcess:
    process: FunctionProcess
    files: Fingerprint
    variables: Mapping[str, str]
    used: float


class FunctionPool:
    """Calls one function, in as many processes as it takes at a time."""

    def __init__(
        self, function: LocalFunction, variables: Mapping[str, str], limits: Limits, start: Start = FunctionProcess
    ) -> None:
        """`variables` are looked at whenever a process starts: they may be filled in later."""
        self.function = function
        self._variables = variables
        self._limits = limits
        self._start = start
        self._lock = threading.Lock()
        self._idle: list[_WarmProcess] = []
        self._busy: list[_WarmProcess] = []
        self._places = threading.BoundedSemaphore(limits.processes)
        self._closed = False

    def call(self, call: Mapping[str, Any], log: FunctionLog, limit_s: float) -> str:
        """The JSON text that the function answers.

        Raises FunctionRaisedError, FunctionTimedOutError after `limit_s`, and InvocationFailedError where so many calls
        are under way that no process gets free in that time, or the pool is closed.
        """
        if not self._places.acquire(timeout=limit_s):
            raise InvocationFailedError(TOO_MANY_REQUESTS)
        try:
            warm = self._take(FunctionReference.parse(str(call["arn"])).region)
            usable = False
            try:
                warm.process.wait_until_ready(log, self._limits.start_s)
                answer = warm.process.call(call, log, limit_s)
                usable = True
            except FunctionRaisedError:
                usable = warm.process.is_alive and warm.process.is_ready
                raise
            except FunctionTimedOutError:
                log.add(f"{self.function.name} was stopped: it didn't respond in time.")
                raise
            finally:
                self._give_back(warm, usable=usable)
            return answer
        finally:
            self._places.release()

    def _take(self, region: str) -> _WarmProcess:
        files = fingerprint(self.function.file.parent)
        variables = function_environment(self.function, self._variables, region)
        with self._lock:
            useless, found = [], None
            while self._idle and found is None:
                warm = self._idle.pop()
                is_current = warm.files == files and warm.variables == variables
                if is_current and warm.process.is_alive:
                    found = warm
                else:
                    useless.append(warm)
            useless += self._long_idle()
            if found is not None:
                self._busy.append(found)
        for warm in useless:
            warm.process.close()
        return found or self._started(files, variables)

    def _started(self, files: Fingerprint, variables: Mapping[str, str]) -> _WarmProcess:
        warm = _WarmProcess(self._start(self.function, variables), files, variables, time.monotonic())
        with self._lock:
            if not self._closed:
                self._busy.append(warm)
                return warm
        warm.process.close()
        raise InvocationFailedError(NO_LONGER_SERVED)

    def _long_idle(self) -> list[_WarmProcess]:
        """Take out of the idle ones those that a burst of calls has left behind, the last used one apart."""
        oldest = time.monotonic() - self._limits.idle_s
        old = [warm for warm in self._idle[:-1] if warm.used < oldest]
        self._idle = [warm for warm in self._idle if warm not in old]
        return old

    def _give_back(self, warm: _WarmProcess, *, usable: bool) -> None:
        with self._lock:
            self._busy = [other for other in self._busy if other is not warm]
            if usable and not self._closed:
                warm.used = time.monotonic()
                self._idle.append(warm)
                return
        warm.process.close()

    def close(self) -> None:
        """End all processes; calls that are under way fail."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
            busy = list(self._busy)
        for warm in busy:
            warm.process.end()  # whoever is calling it closes it
        for warm in idle:
            warm.process.close()

    @property
    def pids(self) -> tuple[int, ...]:
        """The processes that there are."""
        with self._lock:
            return tuple(warm.process.pid for warm in [*self._idle, *self._busy])
