"""A recording of the calls that the official provider made, and a service that answers as was answered then.

The files are `tests/local/wire/*.json`. What was recorded is Terraform's provider, which Pulumi's is made from.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Parameters = dict[str, Any]
Answer = tuple[int, Parameters]
"""HTTP status and body."""


class RecordingError(Exception):
    """The file is no recording; the text says why."""


@dataclass(frozen=True)
class RecordedCall:
    """One call, and what was answered."""

    operation: str
    request: Parameters
    status: int
    response: Parameters

    @property
    def is_changing(self) -> bool:
        """Whether the call changes anything."""
        return is_changing(self.operation)


@dataclass(frozen=True)
class Step:
    """What was done with the configuration, and the calls that it took."""

    action: str
    """`create`, `update` or `destroy`."""
    calls: tuple[RecordedCall, ...]
    succeeded: bool

    def changes(self) -> list[tuple[str, Parameters]]:
        """The calls that change something: operation and parameters, each."""
        return [(call.operation, call.request) for call in self.calls if call.is_changing]


def is_changing(operation: str) -> bool:
    """Whether an operation changes anything."""
    return not operation.removeprefix("Admin").startswith(("Describe", "Get", "List"))


def read_recording(path: Path) -> list[Step]:
    """The steps of a recording. Raises RecordingError."""
    try:
        steps = [_step(step) for step in json.loads(path.read_text(encoding="utf-8"))["steps"]]
    except OSError as error:
        raise RecordingError(f"{path} can't be read: {error.strerror}.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise RecordingError(f"{path} is no recording: {type(error).__name__}: {error}.") from error
    if not steps:
        raise RecordingError(f"{path} has no steps.")
    return steps


def _step(found: dict[str, Any]) -> Step:
    calls = [
        RecordedCall(call["operation"], call["request"], call.get("status", 200), call.get("response", {}))
        for call in found["calls"]
    ]
    return Step(found["action"], tuple(calls), found.get("ok", True))


@dataclass
class RecordedService:
    """Answers each call as one like it was answered in the recording, so that no engine has to.

    A call that changes something is answered as the most similar one of its operation that is left in the step. One
    that reads is answered as it was after the last change that both have made, or else as it was before.
    """

    steps: list[Step]
    _number: int = -1
    _left: list[int] = field(default_factory=list)
    """The positions, in the step, of the changes that haven't been made yet."""
    _position: int = -1
    """That of the last change made."""

    def begin_step(self) -> None:
        """Go on to the next step."""
        self._number += 1
        self._left = [number for number, call in enumerate(self._calls) if call.is_changing]
        self._position = -1

    def answer(self, operation: str, request: Parameters) -> Answer:
        """The recorded answer; an error that says so where there is no such call."""
        found = self._change(operation, request) if is_changing(operation) else self._read(operation, request)
        if found is None:
            return 400, {"__type": "NotRecordedException", "message": "There is no such call in the recording."}
        return found.status, found.response

    @property
    def _calls(self) -> tuple[RecordedCall, ...]:
        return self.steps[self._number].calls

    def _change(self, operation: str, request: Parameters) -> RecordedCall | None:
        candidates = [number for number in self._left if self._calls[number].operation == operation]
        if not candidates:
            return None
        position = min(candidates, key=lambda number: len(list(unlike(request, self._calls[number].request))))
        self._left.remove(position)
        self._position = position
        return self._calls[position]

    def _read(self, operation: str, request: Parameters) -> RecordedCall | None:
        later = [call for call in self._calls[self._position + 1 :] if _is(call, operation, request)]
        if later:
            return later[0]
        earlier = [*(call for step in self.steps[: self._number] for call in step.calls)]
        earlier.extend(self._calls[: self._position + 1])
        return next((call for call in reversed(earlier) if _is(call, operation, request)), None)


def _is(call: RecordedCall, operation: str, request: Parameters) -> bool:
    return call.operation == operation and call.request == request


def unlike(sent: Any, recorded: Any, path: str = "") -> Iterator[tuple[str, Any, Any]]:
    """What differs between two values: member path, value sent, value recorded; `MISSING` where there is none."""
    if isinstance(sent, dict) and isinstance(recorded, dict):
        for name in sorted(sent.keys() | recorded.keys()):
            inner = f"{path}.{name}" if path else name
            yield from unlike(sent.get(name, MISSING), recorded.get(name, MISSING), inner)
    elif sent != recorded:
        yield path, sent, recorded


MISSING = object()
"""Stands for a member that isn't there."""
