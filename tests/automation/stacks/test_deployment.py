"""What Pulumi does is said resource by resource, and what it refuses in its own words. Its CLI is a script here."""

import asyncio
import io
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pulumi
import pytest

from automation.audits.mock_loop import mock_loop
from automation.errors import StackMissingError
from automation.stacks import deployment as module
from automation.stacks.deployment import Deployment, DeploymentError, StackLockedError
from automation.targets.workspaces import Workspace, Workspaces, write_project
from automation.terminal.console import Console
from components import program
from components.settings import FULL_KEY
from tests.automation.stacks.fake_cli import URN, FakeCli, make_connection, step
from tests.automation.stacks.test_backend_locks import ended_process, write_lock

STACK = "urn:pulumi:local-dev::p::pulumi:pulumi:Stack"
CLIENT = "aws:cognito/userPoolClient:UserPoolClient"


@pytest.fixture
def cli(tmp_path: Path) -> FakeCli:
    return FakeCli(tmp_path / "cli")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = Workspaces(tmp_path).kept("local", "local-dev")
    write_project(made, tmp_path, {}, {})
    return made


@pytest.fixture
def event_loop() -> Iterator[None]:
    """What Pulumi's language host has around a program."""
    with mock_loop():
        yield


@pytest.fixture
def said() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def deployment(cli: FakeCli, workspace: Workspace, said: io.StringIO) -> Deployment:
    return Deployment(workspace, make_connection(cli), Console(stream=said, verbose=True))


def test_each_resource_is_said_when_it_is_done_and_the_stack_itself_is_not(
    cli: FakeCli, deployment: Deployment, said: io.StringIO
) -> None:
    kept = {"retainOnDelete": True}
    events = [
        {"resourcePreEvent": step("create")},
        {"resOutputsEvent": step("create")},
        {"resOutputsEvent": step("update", CLIENT, "web")},
        {"resOutputsEvent": step("delete", CLIENT, "old", old={"id": "1"})},
        {"resOutputsEvent": step("delete", CLIENT, "adopted", old=kept)},
        {"resOutputsEvent": step("same", CLIENT, "unchanged")},
        {"resOutputsEvent": step("create", "pulumi:pulumi:Stack", "stack")},
        {"resOutputsEvent": {**step("create", CLIENT, "planned"), "planning": True}},
        {"diagnosticEvent": {"severity": "warning", "message": "<{%fg 3%}>deprecated:\n  it<{%reset%}>"}},
        {"diagnosticEvent": {"severity": "info", "message": "chatter"}},
    ]
    cli.says("up", events)
    deployment.up({})
    assert said.getvalue().splitlines() == [
        "✓ created aws:cognito/userPool:UserPool users",
        f"✓ updated {CLIENT} web",
        f"✓ deleted {CLIENT} old",
        f"✓ let go of {CLIENT} adopted",
        "warning: deprecated: it",
    ]


def test_what_a_resource_was_refused_for_is_said_once_with_its_name(cli: FakeCli, deployment: Deployment) -> None:
    refusal = {"severity": "error", "urn": f"{URN}{CLIENT}::web", "message": "InvalidParameter: no such scope"}
    summary = {
        "severity": "error",
        "urn": "urn:pulumi:local-dev::p::pulumi:pulumi:Stack::s",
        "message": "update failed",
    }
    events = [{"diagnosticEvent": one} for one in (refusal, refusal, summary)]
    cli.says("up", events, stderr="error: update failed\n", code=255)
    with pytest.raises(DeploymentError) as caught:
        deployment.up({})
    assert str(caught.value) == (
        f"Deploying the environment local-dev (local) failed: {CLIENT} web: InvalidParameter: no such scope"
    )


def test_where_the_engine_says_no_more_than_that_it_failed_that_is_said(cli: FakeCli, deployment: Deployment) -> None:
    cli.says("up", [{"diagnosticEvent": {"severity": "error", "message": "update failed"}}], code=255)
    with pytest.raises(DeploymentError, match=r"failed: update failed$"):
        deployment.up({})


def test_a_stack_that_isnt_there_is_told_by_its_name(cli: FakeCli, deployment: Deployment) -> None:
    cli.says("destroy", stderr="error: no stack named 'local-dev' found\n", code=255)
    with pytest.raises(StackMissingError, match=r"There is no stack local-dev on the target local.*--stack"):
        deployment.destroy()


def test_a_stack_that_another_holds_is_told_with_what_to_do(cli: FakeCli, deployment: Deployment) -> None:
    cli.says("destroy", stderr="error: the stack is currently locked by 1 lock(s)\n", code=255)
    with pytest.raises(StackLockedError, match=r"holds the stack's lock.*pulumi cancel --stack local-dev"):
        deployment.destroy()


def test_a_folder_that_goes_meanwhile_says_that_the_stack_is_gone(deployment: Deployment, workspace: Workspace) -> None:
    workspace.remove()
    with pytest.raises(StackMissingError, match=r"local-dev no longer exists"):
        deployment.cancel()


def test_a_cli_that_is_gone_is_no_missing_stack(cli: FakeCli, deployment: Deployment) -> None:
    cli.cli.executable.unlink()
    with pytest.raises(FileNotFoundError):
        deployment.cancel()


def test_what_is_planned_is_known_by_kind_name_and_what_changes(cli: FakeCli, deployment: Deployment) -> None:
    events = [
        {"resourcePreEvent": step("replace", keys=["schemas"], diffs=["schemas", "tags"], old={"id": "us-east-1_a"})},
        {"resourcePreEvent": step("update", CLIENT, "web", diffs=["name"], old={"id": "1"}, new={"inputs": {"n": 1}})},
        {"resourcePreEvent": step("delete", CLIENT, "old", old={"id": "2", "inputs": {"o": 1}})},
        {"resourcePreEvent": step("create", CLIENT, "new", new={"id": ""})},
    ]
    cli.says("preview", events)
    replaced, updated, deleted = deployment.preview({})
    assert (replaced.operation, replaced.resource_id, replaced.properties) == ("replace", "us-east-1_a", ("schemas",))
    assert (updated.name, updated.operation, updated.properties) == ("web", "update", ("name",))
    assert updated.new_inputs == {"n": 1}
    assert (deleted.resource_id, deleted.old_inputs, deleted.properties) == ("2", {"o": 1}, ())


def test_every_step_that_does_something_is_planned_with_its_paths(cli: FakeCli, deployment: Deployment) -> None:
    changed = {"policies.passwordPolicy": {"diffKind": "update", "inputDiff": True}}
    events = [
        {"resourcePreEvent": step("import")},
        {"resourcePreEvent": step("update", CLIENT, "web", detailedDiff=changed, diffs=["policies"])},
        {"resourcePreEvent": step("same", CLIENT, "other")},
    ]
    cli.says("preview", events)
    assert deployment.planned(refresh=True) == [
        ("import", "aws:cognito/userPool:UserPool users", ()),
        ("update", f"{CLIENT} web", ("policies.passwordPolicy",)),
    ]
    (call,) = cli.calls
    assert "--refresh" in call


def test_outputs_that_are_null_are_named_all_the_same(cli: FakeCli, deployment: Deployment) -> None:
    cli.says("stack-output", stdout=json.dumps({"user_pool_id": "us-east-1_a"}))
    found = deployment.outputs()
    assert found["user_pool_id"] == "us-east-1_a"
    assert set(found) == set(program.STACK_OUTPUTS)
    cli.says("stack-output", stdout="{}")
    assert deployment.outputs() == {}


def test_a_state_is_read_without_asking_for_its_secrets(cli: FakeCli, deployment: Deployment) -> None:
    cli.says("stack-export", stdout=json.dumps({"version": 3, "deployment": {"resources": []}}))
    assert deployment.state() == {"resources": []}
    cli.says("stack-export", stdout=json.dumps({"version": 3, "deployment": None}))
    assert deployment.state() == {}
    assert not [call for call in cli.calls if "--show-secrets" in call]


def test_the_users_own_selected_stack_stays_and_every_command_names_its_stack(
    cli: FakeCli, deployment: Deployment
) -> None:
    deployment.create_stack()
    deployment.unprotect()
    deployment.cancel()
    deployment.let_go()
    deployment.remove_stack()
    deployment.remove_stack(force=True)
    assert cli.calls == [
        "stack init local-dev --no-select",
        "state unprotect --all --yes --stack local-dev",
        "cancel --yes --stack local-dev",
        "stack rm --force --yes --stack local-dev",
        "stack rm --yes local-dev",
        "stack rm --yes --force local-dev",
    ]
    deployment.destroy()
    assert not [call for call in cli.calls if "stack select" in call]


def test_a_destruction_doesnt_run_the_program(cli: FakeCli, deployment: Deployment) -> None:
    deployment.destroy()
    (call,) = cli.calls
    assert "--run-program=false" in call
    assert "--client" not in call


def test_a_lock_that_a_killed_run_left_is_removed_and_said(
    cli: FakeCli, workspace: Workspace, said: io.StringIO, tmp_path: Path
) -> None:
    folder = tmp_path / "state" / ".pulumi" / "locks" / "organization" / workspace.project / workspace.name
    folder.mkdir(parents=True)
    lock = write_lock(folder, pid=ended_process())
    Deployment(workspace, make_connection(cli, (tmp_path / "state").as_uri()), Console(stream=said)).cancel()
    assert not lock.exists()
    assert f"warning: Removed a lock of the stack {workspace.name}" in said.getvalue()


def test_something_else_is_done_while_the_cli_starts_and_its_failure_is_nobodys(
    cli: FakeCli, deployment: Deployment
) -> None:
    done = threading.Event()

    def meanwhile() -> None:
        done.set()
        raise RuntimeError("nobody hears of this")

    deployment.up({}, meanwhile)
    assert done.wait(60)
    done.clear()
    deployment.destroy()
    assert not done.is_set()


class _Stack:
    """Runs the program as the engine has it run, and nothing else."""

    def __init__(self) -> None:
        self.refreshed: list[object] = []

    def up(self, *, program: Any, on_event: Any, refresh: Any) -> None:
        del on_event
        self.refreshed.append(refresh)
        program()


@pytest.mark.usefixtures("event_loop")
@pulumi.runtime.test
async def test_outputs_are_those_of_the_program_that_was_run_here(
    cli: FakeCli, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []

    def deploy(endpoint_url: Any, tags: Any, *, endpoint_is_issuer: bool) -> dict[str, Any]:
        asked.append((endpoint_url, tags, endpoint_is_issuer))
        return {"user_pool_id": pulumi.Output.from_input("us-east-1_a")}

    monkeypatch.setattr(program, "deploy", deploy)
    made = Deployment(workspace, make_connection(cli, refresh_first=True), Console(quiet=True))
    stack = _Stack()
    made._stack = stack  # type: ignore[assignment]  # the CLI is what would run it
    found = made.up({"team": "web"})
    async with asyncio.timeout(10):
        while not found:  # noqa: ASYNC110 - what is waited for tells nobody
            await asyncio.sleep(0)
    assert found == {"user_pool_id": "us-east-1_a"}
    assert asked == [("http://127.0.0.1:4566", {"team": "web"}, False)]
    assert stack.refreshed == [True]


@pytest.mark.usefixtures("event_loop")
def test_a_project_with_a_program_of_its_own_has_that_run_and_its_outputs_read(
    cli: FakeCli, workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[Any] = []
    monkeypatch.setattr(module, "run_own_program", lambda main, surroundings: ran.append((main, surroundings)))
    cli.says("stack-output", stdout=json.dumps({"user_pool_id": "us-east-1_a"}))
    made = Deployment(workspace, make_connection(cli), Console(quiet=True), tmp_path / "__main__.py")
    made._stack.up = lambda **options: options["program"]()  # type: ignore[method-assign]
    assert made.up({"team": "web"})["user_pool_id"] == "us-east-1_a"
    ((main, surroundings),) = ran
    assert main == tmp_path / "__main__.py"
    assert json.loads(surroundings[program.TAGS_VARIABLE]) == {"team": "web"}


def test_an_identity_providers_secret_is_encrypted_before_the_history_has_it_and_is_no_argument(
    cli: FakeCli, workspace: Workspace, deployment: Deployment
) -> None:
    details = {"client_id": "known", "client_secret": "hush\n-hush", "oidc_issuer": "https://login.example.com"}
    encrypted = {"client_id": "known", "client_secret": {"secure": "v1:abc"}}
    providers = [{"provider_details": details}, {"provider_details": encrypted}]
    write_project(workspace, workspace.folder, {FULL_KEY: {"identity_providers": providers}}, {})

    cli.says("up")
    deployment.up({})

    path = f"{FULL_KEY}.identity_providers[0].provider_details.client_secret"
    assert cli.calls[0] == f"config set --secret --path {path} --stack local-dev"
    assert cli.calls[1].startswith("up ")
    assert cli.given == ["hush", "-hush"]


def test_what_can_not_be_encrypted_is_not_deployed(cli: FakeCli, workspace: Workspace, deployment: Deployment) -> None:
    provider = {"provider_details": {"private_key": "hush-hush"}}
    write_project(workspace, workspace.folder, {FULL_KEY: {"identity_providers": [provider]}}, {})
    cli.says("config-set", stderr="error: incorrect passphrase", code=255)

    with pytest.raises(DeploymentError, match=r"Encrypting the secrets of the environment local-dev.*incorrect passph"):
        deployment.up({})

    assert [call.split()[0] for call in cli.calls] == ["config"]


def test_what_fails_because_a_file_of_the_backend_was_damaged_names_it(
    cli: FakeCli, workspace: Workspace, said: io.StringIO, tmp_path: Path
) -> None:
    (tmp_path / ".pulumi").mkdir()
    layout = tmp_path / ".pulumi" / "meta.yaml"
    layout.write_text("")
    connection = replace(make_connection(cli), backend=tmp_path.as_uri())
    cli.says("stack-export", stderr='error: corrupt store: missing version in ".pulumi/meta.yaml"', code=255)

    with pytest.raises(DeploymentError, match="corrupt store") as raised:
        Deployment(workspace, connection, Console(stream=said)).state()

    assert f"{layout} was damaged" in str(raised.value)


def test_a_passphrase_that_isnt_the_stacks_is_told_with_its_file(
    cli: FakeCli, workspace: Workspace, said: io.StringIO
) -> None:
    variables = {"PULUMI_CONFIG_PASSPHRASE_FILE": "/somewhere/passphrase"}
    connection = replace(make_connection(cli), pulumi_variables=variables)
    cli.says("stack-export", stderr="error: failed to decrypt: incorrect passphrase, please set", code=255)

    with pytest.raises(DeploymentError, match="/somewhere/passphrase doesn't hold what"):
        Deployment(workspace, connection, Console(stream=said)).state()
