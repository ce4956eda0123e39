"""What Cognito answered about a pool, told again with other answers, without a network."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any

from botocore.exceptions import ClientError

Answer = dict[str, Any]
Change = Callable[[str, Answer], None]
"""Changes an operation's answer in place."""


class Recorded:
    """A client that asks each thing once; `changed` gives one whose answers differ."""

    def __init__(self, cognito: Any, change: Change | None = None, said: dict[str, Any] | None = None) -> None:
        self._cognito = cognito
        self._change = change
        self.said: dict[str, Any] = {} if said is None else said
        """Answers, or refusals, by operation and parameters."""
        self.meta = cognito.meta
        self.pool_id = ""

    def changed(self, change: Change) -> "Recorded":
        """The same with its answers changed."""
        found = Recorded(self._cognito, change, self.said)
        found.pool_id = self.pool_id
        return found

    def __getattr__(self, method: str) -> Callable[..., Answer]:
        operation = self.meta.method_to_api_mapping[method]

        def call(**parameters: Any) -> Answer:
            key = f"{operation} {sorted(parameters.items())}"
            if key not in self.said:
                self.said[key] = self._asked(method, parameters)
            if isinstance(self.said[key], ClientError):
                raise self.said[key]
            answer: Answer = deepcopy(self.said[key])
            if self._change is not None:
                self._change(operation, answer)
            return answer

        return call

    def _asked(self, method: str, parameters: Mapping[str, Any]) -> Any:
        try:
            answer: Answer = getattr(self._cognito, method)(**parameters)
        except ClientError as error:
            return error
        return {name: value for name, value in answer.items() if name != "ResponseMetadata"}
