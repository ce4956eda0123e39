"""Compare the calls that a Pulumi project's deployment makes with those of a recording.

    python -m tests.local.wire_compare RECORDING PULUMI_PROJECT_FOLDER

RECORDING is a JSON file of the form of `tests/local/wire/*.json`: a list of `steps`, each with an `action` and the
`calls` that another tool, such as Terraform, made for the same logical configuration. PULUMI_PROJECT_FOLDER is an
ordinary Pulumi project in Python; nothing is written to it. Each step is run, in order, on an emulator of its own:
`destroy` is `pulumi destroy`, any other is `pulumi up` with the stack settings `Pulumi.<action>.yaml` of the project,
so that a change is expressed as a change of configuration: `Pulumi.create.yaml` and `Pulumi.update.yaml`. A step
without such a file keeps the settings of the step before.

Compared is the content of the calls that change something. Reads, the order of calls, the order within sets, and the
ids that Cognito gave out, may differ. Exit code 0: all the same, with their number. 1: a difference, said by step,
operation and member. 2: the recording can't be read, or the project can't be deployed.
"""

import json
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import botocore.session
import yaml

from local.credentials import Credentials
from local.provider.server import ProviderServer
from tests.local.provider import harness
from tests.local.pulumi_project import PulumiProject

Calls = list[tuple[str, dict[str, Any]]]
"""Operations with their parameters."""

GIVEN_OUT = frozenset({"ClientId", "ManagedLoginBrandingId"})
"""Members whose values Cognito chooses."""
SECRET = frozenset({"Password", "PreviousPassword", "ProposedPassword", "SecretHash", "TemporaryPassword"})
IDS = re.compile(r"\b[a-z]{2}(?:-[a-z]+)+-\d(?:_\w+|:[0-9a-f-]{36})")
ROLE = re.compile(r"arn:aws:iam::\d{12}:role/([\w+=,.@-]+)")


class RecordingError(Exception):
    """The file is no recording; the text says why."""


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
        f"{step['action']}: {line}"
        for step, calls in zip(steps, sent, strict=True)
        for line in differences(calls, recorded_changes(step))
    ]
    if found:
        sys.stdout.write("".join(f"{line}\n" for line in found))
        return 1
    sys.stdout.write(f"{sum(map(len, sent))} calls that change something, all the same\n")
    return 0


def read_recording(path: Path) -> list[dict[str, Any]]:
    """The steps of a recording. Raises RecordingError."""
    try:
        steps = json.loads(path.read_text(encoding="utf-8"))["steps"]
        for step in steps:
            _ = step["action"], [(call["operation"], call["request"]) for call in step["calls"]]
    except OSError as error:
        raise RecordingError(f"{path} can't be read: {error.strerror}.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise RecordingError(f"{path} is no recording: {type(error).__name__}: {error}.") from error
    if not steps:
        raise RecordingError(f"{path} has no steps.")
    return list(steps)


def recorded_changes(step: dict[str, Any]) -> Calls:
    """The calls of a recorded step that change something."""
    calls = ((call["operation"], call["request"]) for call in step["calls"])
    return [(operation, request) for operation, request in calls if harness.is_changing(operation)]


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


def create_roles(emulator_port: int, steps: list[dict[str, Any]]) -> None:
    """Make the IAM roles that the recorded requests name: the emulator wants them to exist."""
    requests = json.dumps([call["request"] for step in steps for call in step["calls"]])
    client: Any = botocore.session.Session().create_client(
        "iam",
        region_name="us-east-1",
        endpoint_url=f"http://{harness.HOST}:{emulator_port}",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    for name in sorted(set(ROLE.findall(requests))):
        with suppress(client.exceptions.EntityAlreadyExistsException):
            client.create_role(RoleName=name, AssumeRolePolicyDocument="{}")
    client.close()


def run_project(folder: Path, steps: list[dict[str, Any]]) -> list[Calls]:
    """The calls that the project makes in each step. Raises DeploymentError."""
    with (
        tempfile.TemporaryDirectory(prefix="wire-compare-") as workspace,
        harness.emulator() as port,
        harness.endpoint(port) as endpoint,
        ProviderServer(endpoint_url=endpoint.url, credentials=Credentials("test", "test")) as provider,
    ):
        create_roles(port, steps)
        try:
            project = PulumiProject(folder, Path(workspace), provider.port)
        except (OSError, yaml.YAMLError, TypeError) as error:
            raise DeploymentError(f"{folder} can't be deployed: {error}.") from error
        return [_run_step(project, folder, step, endpoint) for step in steps]


def _run_step(project: PulumiProject, folder: Path, step: dict[str, Any], endpoint: harness.Endpoint) -> Calls:
    action = step["action"]
    settings = folder / f"Pulumi.{action}.yaml"
    if settings.exists():
        project.configure(yaml.safe_load(settings.read_text(encoding="utf-8")) or {})
    finished = project.run("destroy" if action == "destroy" else "up", "--yes", "--skip-preview")
    # What the recorded tool was refused may be refused here as well.
    if finished.returncode and step.get("ok", True):
        raise DeploymentError(f"{action}: {finished.stdout}{finished.stderr}")
    return endpoint.changing()


def _comparable(calls: Calls) -> Calls:
    return [(operation, _plain(request)) for operation, request in calls]


def _plain(value: Any) -> Any:
    """The value without what differs from run to run, its lists in an order of their own."""
    if isinstance(value, dict):
        return {name: "…" if name in GIVEN_OUT else _plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return sorted((_plain(item) for item in value), key=lambda item: json.dumps(item, sort_keys=True))
    return IDS.sub("…", value) if isinstance(value, str) else value


def _members(sent: Any, recorded: Any, path: str = "") -> Iterator[str]:
    """What differs between two values, by member path."""
    if isinstance(sent, dict) and isinstance(recorded, dict):
        for name in sorted(sent.keys() | recorded.keys()):
            inner = f"{path}.{name}" if path else name
            if name not in recorded:
                yield f"{inner}: sent {_shown(sent[name], name)}, not recorded"
            elif name not in sent:
                yield f"{inner}: recorded {_shown(recorded[name], name)}, not sent"
            else:
                yield from _members(sent[name], recorded[name], inner)
    elif sent != recorded:
        name = path.rpartition(".")[2]
        yield f"{path}: recorded {_shown(recorded, name)}, sent {_shown(sent, name)}"


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
