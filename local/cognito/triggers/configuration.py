"""`functions` of the stack's `local:` configuration, and its hand-over to the engine.

```yaml
cognito-access-token:local:
  functions:
    pre-token: {handler: triggers/pre_token.handler}
    arn:aws:lambda:us-east-1:123456789012:function:send-mail:
      handler: /home/me/mail/send.handler
      environment: {MAIL_HOST: localhost}
```
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from local.cognito.json_types import JsonObject
from local.cognito.triggers.functions import SUFFIXES, LocalFunction
from local.errors import LocalEngineError

_KEYS: Final = ("handler", "environment", "python")
_NAME: Final = re.compile(r"[A-Za-z0-9-_]{1,64}(:(\$LATEST|[A-Za-z0-9-_]{1,128}))?", re.ASCII)
"""Lambda, `FunctionName` of Invoke: a name, with or without a version or an alias."""
_ARN: Final = re.compile(
    r"arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:[A-Za-z0-9-_]{1,64}(:(\$LATEST|[A-Za-z0-9-_]{1,128}))?", re.ASCII
)
_FUNCTION: Final = re.compile(r"[A-Za-z_$][\w$]*")
_VARIABLE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
_EXAMPLE: Final = "triggers/pre_token.handler"


class ConfigurationProblem(NamedTuple):
    """One value that can't be used."""

    path: str
    """`functions.pre-token.handler`."""
    rule: str
    """A phrase that follows the path."""
    would_pass: str
    """A value that keeps the rule."""

    def __str__(self) -> str:
        """The problem as one line for people."""
        return f"{self.path}: {self.rule}; {self.would_pass} would pass"


class FunctionsConfigurationError(LocalEngineError):
    """`functions` can't be used as it is; the text lists every problem, a line each."""

    exit_code = 2
    code = "invalid_configuration"

    def __init__(self, problems: Iterable[ConfigurationProblem]) -> None:
        self.problems = tuple(problems)
        lines = "\n".join(f"  {problem}" for problem in self.problems)
        super().__init__(f"The local engine's configuration has problems:\n{lines}")


def read_functions(functions: object, folder: Path) -> list[LocalFunction]:
    """Check `functions`, a dictionary as YAML gives it, of the project in `folder`.

    Raises FunctionsConfigurationError.
    """
    folder = folder.resolve()
    if functions is None:
        return []
    if not isinstance(functions, Mapping):
        example = f"{{pre-token: {{handler: {_EXAMPLE}}}}}"
        raise FunctionsConfigurationError([ConfigurationProblem("functions", "must be an object", example)])
    problems = [problem for name, given in functions.items() for problem in _problems(name, given, folder)]
    if problems:
        raise FunctionsConfigurationError(problems)
    return [
        LocalFunction(name, given["handler"], folder, dict(given.get("environment") or {}), given.get("python") or "")
        for name, given in functions.items()
    ]


def to_json(functions: Iterable[LocalFunction]) -> list[JsonObject]:
    """Functions for the engine's control interface. Their environment is in it: it goes to the engine only."""
    return [
        {
            "name": function.name,
            "handler": function.handler,
            "folder": str(function.folder),
            "environment": dict(function.environment),
            "python": function.python,
        }
        for function in functions
    ]


def from_json(functions: object) -> list[LocalFunction]:
    """Functions as `to_json` gives them. Raises FunctionsConfigurationError for anything else."""
    if not isinstance(functions, list):
        raise FunctionsConfigurationError([ConfigurationProblem("functions", "must be a list", "[]")])
    found = []
    for index, given in enumerate(functions):
        folder = given.get("folder") if isinstance(given, Mapping) else None
        if not isinstance(folder, str) or not Path(folder).is_absolute():
            problem = ConfigurationProblem(f"functions[{index}].folder", "must be an absolute path", "/home/me/project")
            raise FunctionsConfigurationError([problem])
        rest = {key: value for key, value in given.items() if key not in {"name", "folder"}}
        found += read_functions({given.get("name"): rest}, Path(folder))
    return found


def _problems(name: object, given: object, folder: Path) -> Iterator[ConfigurationProblem]:
    path = f"functions.{name}"
    if not isinstance(name, str) or not (_NAME.fullmatch(name) or _ARN.fullmatch(name)):
        yield ConfigurationProblem(path, "must be the name or the ARN of a Lambda function", "pre-token")
        return
    if not isinstance(given, Mapping):
        yield ConfigurationProblem(path, "must be an object", f"{{handler: {_EXAMPLE}}}")
        return
    for key in given:
        if key not in _KEYS:
            yield ConfigurationProblem(f"{path}.{key}", f"is not one of {', '.join(_KEYS)}", f"{path}.handler")
    yield from _handler_problems(f"{path}.handler", given.get("handler"), folder)
    yield from environment_problems(f"{path}.environment", given.get("environment"))
    if not isinstance(given.get("python", ""), str):
        yield ConfigurationProblem(f"{path}.python", "must be the path of a Python", "/usr/bin/python3")


def _handler_problems(path: str, handler: object, folder: Path) -> Iterator[ConfigurationProblem]:
    file, _, function = handler.rpartition(".") if isinstance(handler, str) else ("", "", "")
    name = file.rpartition("/")[2]
    is_function = _FUNCTION.fullmatch(function) and f".{function}" not in SUFFIXES
    if not name or "." in name or "\0" in file or not is_function:
        given = "is required" if handler is None else f"must be FILE.FUNCTION; it is {handler!r}"
        yield ConfigurationProblem(path, f"{given}; FILE is a path without .py, .js, .mjs or .cjs", _EXAMPLE)
        return
    stem = folder / file
    if not Path(file).is_absolute() and not stem.resolve().is_relative_to(folder):
        rule = f"must be inside the project folder {folder}, unless its path is absolute"
        yield ConfigurationProblem(path, rule, f"{stem.resolve()}.{function}")
        return
    if not any(stem.with_name(stem.name + suffix).is_file() for suffix in SUFFIXES):
        wanted = ", ".join(stem.name + suffix for suffix in SUFFIXES)
        rule = f"names a file that doesn't exist: none of {wanted} is in {stem.parent}"
        yield ConfigurationProblem(path, rule, _example_in(folder) or _EXAMPLE)


def _example_in(folder: Path) -> str:
    """A handler that would do: of the first file that lies where functions usually do."""
    for file in sorted((folder / "triggers").glob("*")):
        if file.suffix in SUFFIXES and "." not in file.stem:
            return f"triggers/{file.stem}.handler"
    return ""


def environment_problems(path: str, environment: object) -> Iterator[ConfigurationProblem]:
    """What makes variables ones that no process can have."""
    if environment is None:
        return
    if not isinstance(environment, Mapping):
        yield ConfigurationProblem(path, "must be an object whose values are strings", "{TABLE: users}")
        return
    for name, value in environment.items():
        if not isinstance(name, str) or not _VARIABLE.fullmatch(name):
            yield ConfigurationProblem(f"{path}.{name}", "can't be the name of an environment variable", "TABLE")
        elif not isinstance(value, str) or "\0" in value:  # not shown: it may be secret
            yield ConfigurationProblem(f"{path}.{name}", "must be a string, in quotes", '"8080"')
