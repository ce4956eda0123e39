"""A shell script in place of Pulumi's CLI: it says what a test wants, and notes what it was told."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from automation.targets.target import Connection
from local.pulumi_cli import PulumiCli

SCRIPT = """#!/bin/sh
shift  # --non-interactive
cd "$(dirname "$0")" || exit 99
echo "$*" >> calls
name=$1
case "$1" in stack|state|config) name="$1-$2";; esac
[ "$1" = config ] && cat >> given && echo >> given
log=; before=
for one in "$@"; do
  [ "$before" = --event-log ] && log=$one
  before=$one
done
[ -f "$name.events" ] || echo '{"cancelEvent": {}}' > "$name.events"
[ -n "$log" ] && cat "$name.events" >> "$log"
[ -f "$name.stdout" ] && cat "$name.stdout"
[ -f "$name.stderr" ] && cat "$name.stderr" >&2
[ -f "$name.code" ] && exit "$(cat "$name.code")"
exit 0
"""
URN = "urn:pulumi:local-dev::cognito-access-token::cognito-access-token:index:CognitoAuth$"


class FakeCli:
    """Its commands are named by their words: `up`, `stack-init`, `state-unprotect`."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._executable = folder / "pulumi"
        self._executable.write_text(SCRIPT)
        self._executable.chmod(0o755)

    @property
    def cli(self) -> PulumiCli:
        """As it is found."""
        return PulumiCli(self._executable, "3.200.0")

    @property
    def calls(self) -> list[str]:
        """The arguments of each start, in their order."""
        calls = self._folder / "calls"
        return calls.read_text().splitlines() if calls.exists() else []

    @property
    def given(self) -> list[str]:
        """What each `config` read on its standard input."""
        given = self._folder / "given"
        return given.read_text().splitlines() if given.exists() else []

    def says(
        self,
        command: str,
        events: Sequence[Mapping[str, Any]] = (),
        stdout: str = "",
        stderr: str = "",
        code: int = 0,
    ) -> None:
        """What that command answers from now on."""
        summary = {"maybeCorrupt": False, "durationSeconds": 1, "resourceChanges": {}, "policyPacks": {}}
        lines = [*events, {"summaryEvent": summary}, {"cancelEvent": {}}]
        written = [json.dumps({"sequence": number, "timestamp": number, **one}) for number, one in enumerate(lines)]
        (self._folder / f"{command}.events").write_text("".join(f"{line}\n" for line in written))
        (self._folder / f"{command}.stdout").write_text(stdout)
        (self._folder / f"{command}.stderr").write_text(stderr)
        (self._folder / f"{command}.code").write_text(str(code))


def step(operation: str, kind: str = "aws:cognito/userPool:UserPool", name: str = "users", **more: Any) -> Any:
    """The metadata of one resource's step."""
    return {"metadata": {"op": operation, "urn": f"{URN}{kind}::{name}", "type": kind, **more}}


def make_connection(cli: FakeCli, backend: str = "", **changes: Any) -> Connection:
    """A way to the local target, with nothing behind it but that CLI."""
    facts: dict[str, Any] = {
        "target": "local",
        "region": "us-east-1",
        "cli": cli.cli,
        "endpoint_url": "http://127.0.0.1:4566",
        "pulumi_variables": {"PULUMI_BACKEND_URL": backend},
        "program_variables": {},
        "cognito": lambda **_: None,
        "patient": lambda _service: None,
        "owner": lambda: "jane@here",
        "backend": backend,
        **changes,
    }
    return Connection(**facts)
