"""Run one Python function as AWS Lambda's Python runtime does: a call a line in, an answer a line out.

Started by its path, with the standard library only, in a process group of its own. What the function prints goes to
standard output and error, which the engine reads as its log. Texts of errors are those of AWS's
`aws-lambda-python-runtime-interface-client`.

Arguments: descriptor of the calls, descriptor of the answers, the function's file, the name of its handler, and the
project's folder. A call is `{"id", "name", "arn", "deadline", "event", "code"}`, `deadline` in seconds since the epoch,
`code` what a custom sender's code says in plain text. The first line out is `{"ready": true}` or an error, then one
answer a call: `{"output": TEXT}` with the JSON of what the handler returned, or
`{"error": {"errorType", "errorMessage"}}`, with `"ends": true` where the process ends after it.
"""

import contextlib
import importlib.util
import io
import json
import logging
import os
import queue
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

MAX_OUTPUT = 6_291_556
"""Bytes: Lambda's limit of a synchronous answer."""
AFTER_THE_DEADLINE_S = 5.0
"""Seconds after which a call that nobody waits for any longer ends the process by SIGALRM."""

Handler = Callable[[Any, "Context"], Any]


class FunctionError(Exception):
    """What Lambda reports instead of an exception of the function's own."""

    def __init__(self, error_type: str, message: str) -> None:
        super().__init__(message)
        self.error_type = error_type


class CognitoIdentity:
    """`context.identity`: nobody, where Cognito calls."""

    cognito_identity_id = None
    cognito_identity_pool_id = None


class Context:
    """Lambda's context object ("Using the Lambda context object to retrieve Python function information")."""

    function_version = "$LATEST"
    memory_limit_in_mb = "128"
    client_context = None

    def __init__(self, call: dict[str, Any]) -> None:
        self.aws_request_id: str = call["id"]
        self.function_name: str = call["name"]
        self.invoked_function_arn: str = call["arn"]
        self.log_group_name = f"/aws/lambda/{self.function_name}"
        self.log_stream_name = f"local/[$LATEST]{os.getpid()}"
        self.identity = CognitoIdentity()
        self.plaintext_code: str | None = call.get("code")
        """The local engine's own: what a custom sender's `request.code` says once it is decrypted."""
        self._deadline: float = call["deadline"]

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until the call is given up."""
        return max(0, int((self._deadline - time.time()) * 1000))

    def log(self, message: object) -> None:
        """Write to the function's log."""
        sys.stdout.write(str(message))


def load(file: Path, handler_name: str) -> Handler:
    """Import the function's file and find its handler. Raises FunctionError where that can't be done."""
    module_name = file.stem
    name = module_name if module_name not in sys.modules else f"handler_{module_name}"
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None or not file.is_file():
        text = f"Unable to import module '{module_name}': No module named '{module_name}'"
        raise FunctionError("Runtime.ImportModuleError", text)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except ImportError as error:
        traceback.print_exc()
        text = f"Unable to import module '{module_name}': {error}"
        raise FunctionError("Runtime.ImportModuleError", text) from error
    except SyntaxError as error:
        traceback.print_exc()
        text = f"Syntax error in module '{module_name}': {error}"
        raise FunctionError("Runtime.UserCodeSyntaxError", text) from error
    handler = getattr(module, handler_name, None)
    if not callable(handler):
        text = f"Handler '{handler_name}' missing on module '{module_name}'"
        raise FunctionError("Runtime.HandlerNotFound", text)
    found: Handler = handler
    return found


def answer_to(handler: Handler, call: dict[str, Any]) -> dict[str, Any]:
    """Call the handler: its output, or the error that it raised."""
    try:
        # The thread that notices the engine's end can't run while the function holds the interpreter's lock.
        signal.setitimer(signal.ITIMER_REAL, max(0.0, call["deadline"] - time.time()) + AFTER_THE_DEADLINE_S)
        return {"output": _marshalled(handler(call["event"], Context(call)))}
    except FunctionError as error:
        return failure(error)
    except Exception as error:  # noqa: BLE001 - whatever the function raises is its answer
        traceback.print_exc()
        return failure(error)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _marshalled(result: object) -> str:
    try:
        output = json.dumps(result, ensure_ascii=False)
    except Exception as error:
        raise FunctionError("Runtime.MarshalError", f"Unable to marshal response: {error}") from error
    if len(output.encode("utf-8", "surrogatepass")) > MAX_OUTPUT:
        text = f"Response payload size exceeded maximum allowed payload size ({MAX_OUTPUT} bytes)."
        raise FunctionError("Function.ResponseSizeTooLarge", text)
    return output


def failure(error: Exception) -> dict[str, Any]:
    """An error as Lambda describes it to the caller."""
    error_type = error.error_type if isinstance(error, FunctionError) else type(error).__name__
    return {"error": {"errorType": error_type, "errorMessage": str(error)}}


def read_calls(descriptor: int, calls: "queue.SimpleQueue[dict[str, Any]]") -> None:
    """Take the calls, and end with the engine: the end of this pipe says that it is gone, however it went."""
    with contextlib.suppress(OSError, ValueError), os.fdopen(descriptor, "rb") as stream:
        for line in stream:
            calls.put(json.loads(line))
    os.killpg(os.getpgrp(), signal.SIGKILL)


def main(arguments: list[str]) -> None:
    """Load the function, then answer calls until the engine ends."""
    calls_descriptor, answers_descriptor, file, handler_name, folder = arguments
    answers = os.fdopen(int(answers_descriptor), "w", encoding="utf-8")
    os.set_inheritable(int(calls_descriptor), False)  # noqa: FBT003 - its only signature
    os.set_inheritable(answers.fileno(), False)  # noqa: FBT003 - its only signature

    def answer(message: dict[str, Any]) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        answers.write(json.dumps(message) + "\n")
        answers.flush()

    calls: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    threading.Thread(target=read_calls, args=(int(calls_descriptor), calls), daemon=True).start()
    path = Path(file)
    sys.path[:0] = [str(path.parent), folder] if str(path.parent) != folder else [folder]
    sys.argv = [file]
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)  # in order with what goes to standard error
    # Lambda gives the root logger a handler; without one, what a function logs below WARNING would be lost.
    logging.basicConfig(format="[%(levelname)s]\t%(message)s")
    try:
        handler = load(path, handler_name)
    except Exception as error:  # noqa: BLE001 - whatever the module raises is reported
        if not isinstance(error, FunctionError):
            traceback.print_exc()
        answer(failure(error))
        return
    answer({"ready": True})
    while True:
        answer(answer_to(handler, calls.get()))


if __name__ == "__main__":
    main(sys.argv[1:])
