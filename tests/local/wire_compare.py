"""Compare the calls that a Pulumi project's deployment makes with those of a recording.

    python -m tests.local.wire_compare RECORDING PULUMI_PROJECT_FOLDER

RECORDING is a JSON file of the form of `tests/local/wire/*.json`: a list of `steps`, each with an `action` and the
`calls` that another tool, such as Terraform, made for the same logical configuration. PULUMI_PROJECT_FOLDER is an
ordinary Pulumi project in Python; nothing is written to it. Each step is run, in order, and its calls are answered as
they were in the recording: `destroy` is `pulumi destroy`, any other is `pulumi up` with the stack settings
`Pulumi.<action>.yaml` of the project, so that a change is expressed as a change of configuration:
`Pulumi.create.yaml` and `Pulumi.update.yaml`. A step without such a file keeps the settings of the step before.

Compared is the content of the calls that change something. Reads, the order of calls, the order within sets, and the
ids that Cognito gave out, may differ. Exit code 0: all the same, with their number. 1: a difference, said by step,
operation and member. 2: the recording can't be read, or the project can't be deployed.
"""

import json
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from local.provider.server import ProviderServer
from tests.credentials import CREDENTIALS
from tests.local.provider import harness
from tests.local.pulumi_project import PulumiProject
from tests.local.wire_recording import MISSING, RecordedService, RecordingError, Step, read_recording, unlike

Calls = list[tuple[str, dict[str, Any]]]
"""Operations with their parameters."""

GIVEN_OUT = frozenset({"ClientId", "ManagedLoginBrandingId"})
"""Members whose values Cognito chooses."""
SECRET = frozenset({"Password", "PreviousPassword", "ProposedPassword", "SecretHash", "TemporaryPassword"})
IDS = re.compile(r"\b[a-z]{2}(?:-[a-z]+)+-\d(?:_\w+|:[0-9a-f-]{36})")


class DeploymentError(Exception):
    """The project can't be deployed; the text says why."""


def main(arguments: list[str]) -> int:
    """Run the comparison of the module's docstring; the exit code."""
    if len(arguments) != 2:
        sys.stderr.write("usage: python -m tests.local.wire_compare RECORDING PULUMI_PROJECT_FOLDER\n")
        return 2
    recording, folder = map(Path, arguments)
    try:
        steps = read_recording(recording)
        sent = run_project(folder, steps)
    except (RecordingError, DeploymentError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    found = [
        f"{step.action}: {line}"
        for step, calls in zip(steps, sent, strict=False)
        for line in differences(calls, step.changes())
    ]
    if found:
        sys.stdout.write("".join(f"{line}\n" for line in found))
        return 1
    sys.stdout.write(f"{sum(map(len, sent))} calls that change something, all the same\n")
    return 0


def differences(sent: Calls, recorded: Calls) -> list[str]:
    """What differs in content, a line each; calls of one operation are paired so that the least differs."""
    missing, extra = _comparable(recorded), _comparable(sent)
    for call in list(missing):
        if call in extra:
            missing.remove(call)
            extra.remove(call)
    lines = []
    for operation, parameters in missing:
        candidates = [other for name, other in extra if name == operation]
        if not candidates:
            lines.append(f"{operation}: recorded, but not sent: {_shown(parameters)}")
            continue
        compared = [(list(_members(other, parameters)), other) for other in candidates]
        unlike, closest = min(compared, key=lambda pair: len(pair[0]))
        extra.remove((operation, closest))
        lines.extend(f"{operation}: {line}" for line in unlike)
    lines.extend(f"{operation}: sent, but not recorded: {_shown(parameters)}" for operation, parameters in extra)
    return lines


def run_project(folder: Path, steps: list[Step]) -> list[Calls]:
    """The calls that the project makes in each step, up to the one in which it fails by calls that nobody recorded.

    Raises DeploymentError where it fails otherwise.
    """
    service = RecordedService(steps)
    with (
        tempfile.TemporaryDirectory(prefix="wire-compare-") as workspace,
        harness.endpoint(harness.recorded(service)) as endpoint,
        ProviderServer(endpoint_url=endpoint.url, credentials=CREDENTIALS) as provider,
    ):
        try:
            project = PulumiProject(folder, Path(workspace), provider.port)
        except (OSError, yaml.YAMLError, TypeError) as error:
            raise DeploymentError(f"{folder} can't be deployed: {error}.") from error
        sent: list[Calls] = []
        for step in steps:
            service.begin_step()
            failure = _run_step(project, folder, step)
            sent.append(endpoint.changing())
            if failure and differences(sent[-1], step.changes()):
                break
            if failure:
                raise DeploymentError(f"{step.action}: {failure}")
        return sent


def _run_step(project: PulumiProject, folder: Path, step: Step) -> str:
    """Run one step; what Pulumi says where it fails and the recorded tool didn't, otherwise nothing."""
    settings = folder / f"Pulumi.{step.action}.yaml"
    if settings.exists():
        project.configure(yaml.safe_load(settings.read_text(encoding="utf-8")) or {})
    finished = project.run("destroy" if step.action == "destroy" else "up", "--yes", "--skip-preview")
    return f"{finished.stdout}{finished.stderr}" if finished.returncode and step.succeeded else ""


def _comparable(calls: Calls) -> Calls:
    return [(operation, _plain(request)) for operation, request in calls]


def _plain(value: Any) -> Any:
    """The value without what differs from run to run, its lists in an order of their own."""
    if isinstance(value, dict):
        return {name: "…" if name in GIVEN_OUT else _plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return sorted((_plain(item) for item in value), key=lambda item: json.dumps(item, sort_keys=True))
    return IDS.sub("…", value) if isinstance(value, str) else value


def _members(sent: Any, recorded: Any) -> Iterator[str]:
    """What differs between two requests, by member path."""
    for path, now, then in unlike(sent, recorded):
        name = path.rpartition(".")[2]
        if then is MISSING:
            yield f"{path}: sent {_shown(now, name)}, not recorded"
        elif now is MISSING:
            yield f"{path}: recorded {_shown(then, name)}, not sent"
        else:
            yield f"{path}: recorded {_shown(then, name)}, sent {_shown(now, name)}"


def _shown(value: Any, name: str = "") -> str:
    return json.dumps(_masked(value, name), sort_keys=True, ensure_ascii=False)


def _masked(value: Any, name: str = "") -> Any:
    if isinstance(value, dict):
        return {inner: _masked(item, inner) for inner, item in value.items()}
    if isinstance(value, list):
        return [_masked(item) for item in value]
    return "(secret)" if name in SECRET or ("secret" in name.lower() and isinstance(value, str)) else value


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
