"""Programs in JavaScript that use a client from npm as it comes, and what they ask the test on their way."""

import json
import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).with_name("javascript")
PATIENCE_S = 120.0

Answer = Callable[[dict[str, Any]], Any]


class ProgramError(AssertionError):
    """What the program ended with."""


@dataclass(frozen=True)
class Programs:
    """The programs beside the packages that they import."""

    folder: Path
    variables: Mapping[str, str] = field(repr=False)

    @classmethod
    def copied_to(cls, folder: Path, variables: Mapping[str, str]) -> "Programs":
        """Node.js looks for the packages of an ECMAScript module beside the module's own file."""
        for program in FOLDER.glob("*.mjs"):
            shutil.copy(program, folder / program.name)
        (folder / "node_modules").symlink_to(variables["NODE_PATH"])
        return cls(folder, {**os.environ, **variables})

    @property
    def packages(self) -> Path:
        return self.folder / "node_modules"

    def run(self, name: str, settings: Mapping[str, Any], **answers: Answer) -> dict[str, Any]:
        """Start a program, answer what it asks, and return its result. Raises ProgramError."""
        with (
            tempfile.TemporaryFile("w+") as log,
            subprocess.Popen(
                ["node", self.folder / f"{name}.mjs"],
                env=self.variables,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            ) as process,
        ):
            killer = threading.Timer(PATIENCE_S, process.kill)
            killer.start()
            try:
                return _converse(process, settings, answers)
            except (ProgramError, OSError) as error:
                process.kill()
                log.seek(0)
                raise ProgramError(f"{name}: {error}\n{log.read()}") from error
            finally:
                killer.cancel()
                process.kill()

    def bundle(self, name: str) -> str:
        """A program as one script for a browser."""
        command = ["esbuild", f"{name}.mjs", "--bundle", "--format=iife", "--log-level=error"]
        return subprocess.run(
            command, cwd=self.folder, env=self.variables, capture_output=True, text=True, timeout=120, check=True
        ).stdout


def _converse(
    process: subprocess.Popen[str], settings: Mapping[str, Any], answers: Mapping[str, Answer]
) -> dict[str, Any]:
    assert process.stdin is not None
    assert process.stdout is not None
    _say(process, settings)
    for line in process.stdout:
        message = json.loads(line)
        if "ask" in message:
            _say(process, {"answer": answers[message["ask"]](message["about"])})
        elif "error" in message:
            raise ProgramError(json.dumps(message["error"], indent=1))
        else:
            result: dict[str, Any] = message["result"]
            return result
    raise ProgramError("it ended without a result")


def _say(process: subprocess.Popen[str], message: Mapping[str, Any]) -> None:
    assert process.stdin is not None
    process.stdin.write(json.dumps(message) + "\n")
    process.stdin.flush()
