"""Calling the function of a trigger, as Cognito does: five seconds a call, three tries, its own error texts.

A local file serves a function first, then the Lambda endpoint; where there is neither, the answer is AWS's for a
function that Cognito may not invoke or that isn't there.
"""

import contextlib
import contextvars
import json
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from local.cognito.errors import CognitoError
from local.cognito.json_types import JsonObject
from local.cognito.triggers.failures import (
    ACCESS_DENIED,
    NO_LONGER_SERVED,
    SOCKET_TIMEOUT,
    FunctionRaisedError,
    FunctionTimedOutError,
    InvocationFailedError,
    unexpected_lambda,
    user_lambda_validation,
)
from local.cognito.triggers.functions import FunctionIndex, LocalFunction
from local.cognito.triggers.limits import Limits

if TYPE_CHECKING:
    from local.cognito.triggers.calls import CallUnderWay, Outcome, TriggerCall
    from local.cognito.triggers.pool import FunctionPool, Start

_REMEMBERED: Final = 200
SENDERS_S: Final = 2.0
"""How long the end waits for each custom sender that is under way elsewhere."""
_OUTCOMES: "Final[Mapping[str, Outcome]]" = {
    "UserLambdaValidationException": "raised",
    "UnexpectedLambdaException": "failed",
}


def _say_nothing(_: str) -> None:
    pass


def _tell_nobody(_: "TriggerCall") -> None:
    pass


class Triggers:
    """Calls functions, and remembers the calls. One per engine; may be used by many threads at a time."""

    def __init__(  # noqa: PLR0913 - an engine has one, made in one place
        self,
        functions: Iterable[LocalFunction] = (),
        *,
        endpoint_url: str | None = None,
        variables: Mapping[str, str] | None = None,
        limits: Limits | None = None,
        now: Callable[[], float] = time.time,
        say: Callable[[str], None] = _say_nothing,
        heard: "Callable[[TriggerCall], None]" = _tell_nobody,
        start: "Start | None" = None,
    ) -> None:
        """`endpoint_url` is AWS_ENDPOINT_URL_LAMBDA of whoever starts the engine.

        `variables` lead functions back to the engine (AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID ...); they are looked at
        whenever a process starts, so they may be filled in later. `now` is the engine's clock, `say` its log, `heard`
        is told of every call that is over, `start` starts a process (FunctionProcess).
        """
        self._configured = tuple(functions)
        self._created: dict[str, LocalFunction] = {}
        self._index = FunctionIndex(self._configured)
        self._endpoint_url = endpoint_url
        self._variables = {} if variables is None else variables
        self._limits = limits or Limits()
        self._now = now
        self._say = say
        self._heard = heard
        self._start = start
        self._lock = threading.Lock()
        self._pools: dict[str, FunctionPool] = {}
        self._calls: deque[TriggerCall] = deque(maxlen=_REMEMBERED)
        self._unheard: set[threading.Thread] = set()
        self._closed = False

    @property
    def functions(self) -> tuple[LocalFunction, ...]:
        """The functions that local files serve."""
        return tuple(self._index)

    def set_functions(self, functions: Iterable[LocalFunction]) -> None:
        """Serve these functions of a configuration from now on, beside those that were created one by one.

        Processes of those that are no longer among them end.
        """
        with self._lock:
            self._configured = tuple(functions)
            gone = self._indexed()
        _close(gone)

    def create_function(self, function: LocalFunction) -> None:
        """Serve one more; one of the same name is replaced."""
        with self._lock:
            self._created[function.name] = function
            gone = self._indexed()
        _close(gone)

    def delete_function(self, name: str) -> LocalFunction | None:
        """Serve one that was created no longer; None where there was none."""
        with self._lock:
            deleted = self._created.pop(name, None)
            gone = self._indexed()
        _close(gone)
        return deleted

    def _indexed(self) -> "list[FunctionPool]":
        """Index what is there now, the lock being held; the pools of what has changed, to be closed without it."""
        self._index = FunctionIndex((*self._configured, *self._created.values()))
        kept = {function.name: function for function in self._index}
        changed = [name for name, pool in self._pools.items() if kept.get(name) != pool.function]
        return [self._pools.pop(name) for name in changed]

    def invoke(self, *, trigger: str, source: str, arn: str, event: JsonObject) -> JsonObject:
        """Call the function `arn` with `event`, and return the `response` of the event that it returns.

        `trigger` is a name of LambdaConfigType, `source` the event's triggerSource. Raises CognitoError:
        UserLambdaValidationException where the function raised, UnexpectedLambdaException where it couldn't be invoked
        or didn't answer in time, InvalidLambdaResponseException where its answer isn't one.
        """
        from local.cognito.triggers.answers import checked_response
        from local.cognito.triggers.json_values import parse_output

        with self._recorded(trigger, source, arn, event) as call:
            output = self._tried(call, self._limits.call_s, self._limits.tries)
            call.response = checked_response(trigger, event, parse_output(output))
            return call.response

    def invoke_later(
        self, *, trigger: str, source: str, arn: str, event: JsonObject, plaintext_code: str | None = None
    ) -> None:
        """Call a custom sender, for which nobody waits: what becomes of it is remembered, and not raised.

        `plaintext_code` is what the event's `code` says; a local function finds it in its context.
        """

        def run() -> None:
            with contextlib.suppress(CognitoError), self._recorded(trigger, source, arn, event, plaintext_code) as call:
                self._tried(call, self._limits.asynchronous_s, tries=1)
            with self._lock:
                self._unheard.discard(thread)

        # Within the request that sends: what is heard of the call belongs to it.
        thread = threading.Thread(
            target=contextvars.copy_context().run, args=(run,), name=f"{trigger} trigger", daemon=True
        )
        with self._lock:
            if self._closed:
                return
            self._unheard.add(thread)
        thread.start()

    def wait_for_senders(self, timeout_s: float | None = None) -> None:
        """Wait until the calls of custom senders that are under way are over."""
        with self._lock:
            unheard = list(self._unheard)
        for thread in unheard:
            thread.join(timeout_s)

    def latest(self) -> "tuple[TriggerCall, ...]":
        """The last calls, the newest first."""
        with self._lock:
            return tuple(reversed(self._calls))

    def close(self) -> None:
        """End all processes. Calls that are under way fail, further ones as well."""
        with self._lock:
            self._closed = True
            pools, self._pools = list(self._pools.values()), {}
        _close(pools)
        self.wait_for_senders(SENDERS_S)

    def _tried(self, call: "CallUnderWay", limit_s: float, tries: int) -> str:
        while True:
            call.tries += 1
            try:
                return self._called(call, limit_s)
            except FunctionRaisedError as error:
                raise user_lambda_validation(call.trigger, str(error)) from error
            except InvocationFailedError as error:
                raise unexpected_lambda(call.trigger, str(error)) from error
            except FunctionTimedOutError as error:
                if call.tries >= tries:
                    call.outcome = "timed out"
                    raise unexpected_lambda(call.trigger, SOCKET_TIMEOUT) from error

    def _called(self, call: "CallUnderWay", limit_s: float) -> str:
        pool = self._pool(call.arn)
        if pool is not None:
            from uuid import uuid4

            message = {
                "id": str(uuid4()),
                "name": pool.function.short_name,
                "arn": call.arn,
                "event": call.event,
                "code": call.plaintext_code,
            }
            return pool.call(message, call.log, limit_s)
        if self._endpoint_url:
            from local.cognito.triggers.lambda_endpoint import LambdaEndpoint

            return LambdaEndpoint(self._endpoint_url).invoke(call.reference, json.dumps(call.event), limit_s)
        self._say(_how_to_give_one(call))
        raise InvocationFailedError(ACCESS_DENIED)

    def _pool(self, arn: str) -> "FunctionPool | None":
        from local.cognito.triggers.pool import FunctionPool
        from local.cognito.triggers.process import FunctionProcess

        start = self._start or FunctionProcess
        with self._lock:
            if self._closed:
                raise InvocationFailedError(NO_LONGER_SERVED)
            function = self._index.find(arn)
            if function is None:
                return None
            if function.name not in self._pools:
                self._pools[function.name] = FunctionPool(function, self._variables, self._limits, start)
            return self._pools[function.name]

    @contextlib.contextmanager
    def _recorded(
        self, trigger: str, source: str, arn: str, event: JsonObject, plaintext_code: str | None = None
    ) -> "Iterator[CallUnderWay]":
        from local.cognito.triggers.calls import CallUnderWay
        from local.cognito.triggers.function_log import FunctionLog

        log = FunctionLog(self._limits.log_lines)
        call = CallUnderWay(
            trigger=trigger, source=source, arn=arn, event=event, plaintext_code=plaintext_code, log=log
        )
        at, started, error = self._now(), time.monotonic(), ""
        try:
            yield call
        except CognitoError as raised:
            error = str(raised)
            if call.outcome == "ok":
                call.outcome = _OUTCOMES.get(raised.code, "invalid response")
            raise
        finally:
            record = call.record(at, time.monotonic() - started, error)
            with self._lock:
                self._calls.append(record)
            self._heard(record)
            if error:
                self._say(f"{source}, function {record.function}: {record.error}")


def _close(pools: "Iterable[FunctionPool]") -> None:
    for pool in pools:
        pool.close()


def _how_to_give_one(call: "CallUnderWay") -> str:
    pool, name = call.event.get("userPoolId"), call.reference.name
    return (
        f"The user pool {pool} calls the function {call.arn} for {call.source}, and nothing serves it. "
        f"Add `local: {{functions: {{{name}: {{handler: FILE.FUNCTION}}}}}}` to the stack's configuration, "
        "or start the engine with AWS_ENDPOINT_URL_LAMBDA set to an address that serves Lambda, such as that of "
        "`sam local start-lambda`."
    )
