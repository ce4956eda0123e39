"""Functions of one's own, and finding one by the ARN that a pool's LambdaConfig has."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal, NamedTuple

Runtime = Literal["python", "javascript"]
SUFFIXES: Final[Mapping[str, Runtime]] = {
    ".py": "python",
    ".mjs": "javascript",
    ".js": "javascript",
    ".cjs": "javascript",
}
"""A handler's file, in the order in which it is looked for."""
LATEST: Final = "$LATEST"
_ARN_REGION: Final = 3
_ARN_PARTS: Final = 7
_QUALIFIED_ARN_PARTS: Final = 8


class FunctionReference(NamedTuple):
    """What an ARN says: `arn:aws:lambda:REGION:ACCOUNT:function:NAME[:QUALIFIER]`."""

    arn: str
    name: str
    qualifier: str
    """A version or an alias; empty where the ARN has none."""
    region: str = ""
    """Empty for what is no ARN."""

    @classmethod
    def parse(cls, text: str) -> "FunctionReference":
        """Read an ARN, or a name with or without a qualifier (Lambda, `FunctionName` of Invoke)."""
        parts = text.split(":")
        if text.startswith("arn:") and len(parts) >= _ARN_PARTS:
            qualifier = parts[_ARN_PARTS] if len(parts) >= _QUALIFIED_ARN_PARTS else ""
            return cls(text, parts[_ARN_PARTS - 1], qualifier, parts[_ARN_REGION])
        name, _, qualifier = text.partition(":")
        return cls(text, name, qualifier)


@dataclass(frozen=True, slots=True)
class LocalFunction:
    """A function that a file of the project serves."""

    name: str
    """The name, or the ARN, by which pools know it."""
    handler: str
    """`path/file.function` below `folder`, without the file's suffix: `triggers/pre_token.handler`."""
    folder: Path
    """The project's folder, absolute: what LAMBDA_TASK_ROOT is on AWS."""
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    """The function's own environment variables."""
    python: str = ""
    """The Python to run it with; empty for the engine's own."""

    @property
    def short_name(self) -> str:
        """AWS_LAMBDA_FUNCTION_NAME."""
        return FunctionReference.parse(self.name).name

    @property
    def handler_name(self) -> str:
        """The part of `handler` behind the last dot."""
        return self.handler.rpartition(".")[2]

    @property
    def stem(self) -> Path:
        """The handler's file without its suffix, absolute."""
        return self.folder / self.handler.rpartition(".")[0]

    @property
    def file(self) -> Path:
        """The handler's file: the first of `SUFFIXES` that is there, else where a Python one would be."""
        candidates = [self.stem.with_name(self.stem.name + suffix) for suffix in SUFFIXES]
        return next((candidate for candidate in candidates if candidate.is_file()), candidates[0])

    @property
    def runtime(self) -> Runtime:
        """What runs it, by the file's suffix."""
        return SUFFIXES[self.file.suffix]


class FunctionIndex:
    """Functions by name and by ARN."""

    def __init__(self, functions: Iterable[LocalFunction] = ()) -> None:
        self._by_name = {function.name: function for function in functions}

    def __iter__(self) -> Iterator[LocalFunction]:
        """Walk the functions, in the order in which they were given."""
        return iter(self._by_name.values())

    def find(self, arn: str) -> LocalFunction | None:
        """The function that serves `arn`: the same ARN, else the same name with the qualifier, else the same name.

        A key without a qualifier serves every version and alias, `$LATEST` among them.
        """
        wanted = FunctionReference.parse(arn)
        unqualified = arn.removesuffix(f":{wanted.qualifier}") if wanted.qualifier else arn
        for key in (arn, unqualified, f"{wanted.name}:{wanted.qualifier}", wanted.name):
            if key in self._by_name:
                return self._by_name[key]
        return None
