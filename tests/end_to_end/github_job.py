"""A job of GitHub Actions, as far as one JavaScript action's steps are concerned: its files, variables and masks.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands has the files' form.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

TIMEOUT_S = 240
ENTRY = re.compile(r"(?P<name>[^=\n<]+)(?:=(?P<value>.*)|<<(?P<end>.+)\n(?P<lines>(?:.*\n)*?)(?P=end))\n")
MASK = re.compile(r"^::add-mask::(.*)$", re.MULTILINE)
FILES = ("GITHUB_OUTPUT", "GITHUB_ENV", "GITHUB_STATE", "GITHUB_PATH", "GITHUB_STEP_SUMMARY")


@dataclass
class Step:
    """What a step left."""

    code: int
    log: str = field(repr=False)
    """Of both streams, with masked values as `***`, as people see it."""
    outputs: dict[str, str] = field(repr=False)
    state: dict[str, str]
    summary: str


@dataclass
class Job:
    """One after the other, its steps."""

    action: Path
    """The action's checkout."""
    folder: Path
    node: Path
    workspace: Path = field(init=False)
    variables: dict[str, str] = field(default_factory=dict, repr=False)
    paths: list[str] = field(default_factory=list)
    masks: list[str] = field(default_factory=list, repr=False)

    def __post_init__(self) -> None:
        self.workspace = self.folder / "workspace"
        for name in ("workspace", "home", "temporary"):
            (self.folder / name).mkdir()

    def uses(self, **inputs: str) -> Step:
        """The action's main step; inputs in snake case."""
        return self._step([str(self.node), str(self.action / self._runs()["main"])], self._inputs(inputs))

    def post(self, main: Step, **inputs: str) -> Step:
        """The action's post step, with the same inputs and what the main one kept."""
        kept = {f"STATE_{name}": value for name, value in main.state.items()}
        return self._step([str(self.node), str(self.action / self._runs()["post"])], {**self._inputs(inputs), **kept})

    def starts(self, **inputs: str) -> "subprocess.Popen[str]":
        """The main step, which the caller ends."""
        command = [str(self.node), str(self.action / self._runs()["main"])]
        variables = {**self._surroundings(self._fresh_files()), **self._inputs(inputs)}
        return subprocess.Popen(command, cwd=self.workspace, env=variables, stdout=subprocess.PIPE, text=True)

    def runs(self, script: str) -> Step:
        """A step of bash."""
        return self._step(["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script], {})

    def _step(self, command: list[str], given: Mapping[str, str]) -> Step:
        files = self._fresh_files()
        ran = subprocess.run(
            command,
            cwd=self.workspace,
            env={**self._surroundings(files), **given},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=TIMEOUT_S,
            check=False,
        )
        told = {name: file.read_text(encoding="utf-8") for name, file in files.items()}
        self.variables |= read_entries(told["GITHUB_ENV"])
        self.paths = [*told["GITHUB_PATH"].split(), *self.paths]
        self.masks += [
            mask.replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%") for mask in MASK.findall(ran.stdout)
        ]
        shown = MASK.sub("", ran.stdout)
        for mask in self.masks:
            shown = shown.replace(mask, "***")
        outputs, state = read_entries(told["GITHUB_OUTPUT"]), read_entries(told["GITHUB_STATE"])
        return Step(ran.returncode, shown, outputs, state, told["GITHUB_STEP_SUMMARY"])

    def _fresh_files(self) -> dict[str, Path]:
        folder = self.folder / "files"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        files = {name: folder / name for name in FILES}
        for file in files.values():
            file.touch()
        return files

    def _surroundings(self, files: Mapping[str, Path]) -> dict[str, str]:
        cache = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PULUMI", "AWS"))}
        return {
            **kept,
            "HOME": str(self.folder / "home"),
            "XDG_CACHE_HOME": cache,
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_WORKSPACE": str(self.workspace),
            "RUNNER_TEMP": str(self.folder / "temporary"),
            **{name: str(file) for name, file in files.items()},
            **self.variables,
            "PATH": ":".join([*self.paths, os.environ["PATH"]]),
        }

    def _inputs(self, given: Mapping[str, str]) -> dict[str, str]:
        """As the runner names them: upper case, hyphens stay, defaults filled in."""
        described = yaml.safe_load((self.action / "action.yml").read_text(encoding="utf-8"))["inputs"]
        named = {name.replace("_", "-"): value for name, value in given.items()}
        assert named.keys() <= described.keys()
        values = {name: named.get(name, one.get("default", "")) for name, one in described.items()}
        return {f"INPUT_{name.upper()}": value for name, value in values.items()}

    def _runs(self) -> Any:
        return yaml.safe_load((self.action / "action.yml").read_text(encoding="utf-8"))["runs"]


def read_entries(text: str) -> dict[str, str]:
    """Name to value, as the runner reads a file. Fails on anything else in it."""
    assert ENTRY.sub("", text) == "", "a line that no runner understands"
    return {
        match["name"]: match["value"] if match["end"] is None else match["lines"].removesuffix("\n")
        for match in ENTRY.finditer(text)
    }
