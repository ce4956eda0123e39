"""Whatever happens between deploying and handing over, all of a one-shot is destroyed, or what is left is said."""

import io
import signal
from collections.abc import Callable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from automation.errors import DriverError, Interrupted, StackMissingError, UsageError
from automation.stacks import one_shot as module
from automation.stacks.one_shot import Run, Wanted, hold, one_shot
from automation.targets.plan import Plan, StackReference, make_plan
from automation.targets.workspaces import Workspaces
from automation.terminal.console import Console
from automation.terminal.runtime import Runtime
from automation.terminal.signals import Signals
from automation.terminal.timings import Stopwatch
from automation.tokens.flows import NOBODY
from automation.tokens.token_set import TokenSet
from automation.users.test_user import TestUser
from tests.automation.environments import make_environment, make_outputs
from tests.automation.stacks.scripted_target import CONFIGURATION, ScriptedTarget

JANE = TestUser("test-jane", "test-jane@example.com", "Secret-1")


class FakeDeployment:
    """Deploys nothing, and fails where it is told to."""

    failures: Mapping[str, BaseException]
    calls: list[str]

    def __init__(self, workspace: Any, connection: Any, console: Console) -> None:
        del connection, console
        self._workspace = workspace

    def up(self, tags: Mapping[str, str], meanwhile: Callable[[], object]) -> dict[str, Any]:
        assert tags["cognito-access-token:environment"] == self._workspace.name
        meanwhile()
        self._do("up")
        return make_outputs()

    def destroy(self) -> None:
        self._do("destroy")

    def remove_stack(self) -> None:
        self._do("remove")

    def state(self) -> dict[str, Any]:
        raise StackMissingError("gone")

    def _do(self, what: str) -> None:
        self.calls.append(what)
        if what in self.failures:
            raise self.failures[what]


class FakeObtainer:
    """Signs in whoever was created."""

    def __init__(self, *_given: Any) -> None: ...

    def choose(self, question: Any) -> tuple[Any, str]:
        return make_environment().client(), question.flow or "admin"

    def obtain(self, question: Any) -> Any:
        assert question.credentials is not NOBODY
        client, flow = self.choose(question)
        return SimpleNamespace(client=client, flow=flow, tokens=TokenSet("a", "i", "r", 3600), claims={})


@pytest.fixture(autouse=True)
def pulumi(monkeypatch: pytest.MonkeyPatch) -> type[FakeDeployment]:
    monkeypatch.setattr("automation.stacks.deployment.Deployment", FakeDeployment)
    monkeypatch.setattr("automation.tokens.obtaining.Obtainer", FakeObtainer)
    monkeypatch.setattr(module, "create_test_user", lambda *_, **__: JANE)
    FakeDeployment.calls, FakeDeployment.failures = [], {}
    return FakeDeployment


@pytest.fixture
def said() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def runtime(tmp_path: Path, said: io.StringIO) -> Runtime:
    (tmp_path / "Pulumi.dev.yaml").write_text(CONFIGURATION)
    return Runtime(tmp_path, Console(stream=said), Signals(), {})


@pytest.fixture
def stopwatch() -> Stopwatch:
    return Stopwatch()


def planned(runtime: Runtime, **connection: Any) -> Plan:
    target: Any = ScriptedTarget(runtime.root, **connection)
    return make_plan(Workspaces(runtime.root), StackReference(target, "dev"), {})


def left(runtime: Runtime, plan: Plan) -> tuple[int, int]:
    """How many folders, and how many notes."""
    folders = list((runtime.root / ".environments" / "local").glob("dev-*"))
    return len(folders), len(plan.target.ledger().entries())


def run(plan: Plan, runtime: Runtime, stopwatch: Stopwatch, inside: Callable[[Run], object] = lambda _: None) -> None:
    with one_shot(plan, Wanted(), runtime, stopwatch) as up:
        inside(up)


def test_an_environment_is_written_down_while_it_is_up_and_nothing_of_it_stays(
    runtime: Runtime, stopwatch: Stopwatch, pulumi: type[FakeDeployment], said: io.StringIO
) -> None:
    plan = planned(runtime)

    def inside(up: Run) -> None:
        assert left(runtime, plan) == (1, 1)
        (noted,) = plan.target.ledger().entries()
        assert noted.name == up.environment.name
        assert noted.process is not None
        assert noted.pool_name == f"webapp-{noted.name.removeprefix('dev-')}"
        assert up.user == JANE
        assert up.flow == "admin"
        assert pulumi.calls == ["up"]

    run(plan, runtime, stopwatch, inside)
    assert pulumi.calls == ["up", "destroy", "remove"]
    assert left(runtime, plan) == (0, 0)
    assert all(seconds is not None for seconds in stopwatch.seconds.values())
    assert "created the test user test-jane" in said.getvalue()
    target: Any = plan.target
    ((creation),) = target.cli.calls
    assert creation.startswith("stack init dev-")


def test_where_the_target_makes_the_stack_itself_no_cli_is_started_for_it(
    runtime: Runtime, stopwatch: Stopwatch, pulumi: type[FakeDeployment]
) -> None:
    made: list[str] = []
    plan = planned(runtime, write_stack=made.append, ends_with_process=True, encryption={"encryptionsalt": "v1:x"})
    run(plan, runtime, stopwatch, lambda up: made.append(up.environment.name))
    target: Any = plan.target
    assert target.cli.calls == []
    assert made[0] == made[1]
    assert pulumi.calls == ["up", "destroy"]  # its state goes with its folder


def test_a_deployment_that_fails_is_destroyed_and_its_reason_is_told(
    runtime: Runtime, stopwatch: Stopwatch, pulumi: type[FakeDeployment], said: io.StringIO
) -> None:
    plan = planned(runtime)
    pulumi.failures = {"up": DriverError("the pool was refused")}
    with pytest.raises(DriverError, match=r"^the pool was refused$"):
        run(plan, runtime, stopwatch)
    assert "Failed: destroying the environment" in said.getvalue()
    assert pulumi.calls == ["up", "destroy", "remove"]
    assert left(runtime, plan) == (0, 0)


def interrupt(_up: Run) -> None:
    raise Interrupted(signal.SIGINT)


def test_an_interrupted_one_is_destroyed_first(
    runtime: Runtime, stopwatch: Stopwatch, pulumi: type[FakeDeployment], said: io.StringIO
) -> None:
    plan = planned(runtime)
    with pytest.raises(Interrupted):
        run(plan, runtime, stopwatch, interrupt)
    assert "Interrupted: destroying the environment" in said.getvalue()
    assert pulumi.calls == ["up", "destroy", "remove"]
    assert left(runtime, plan) == (0, 0)


@pytest.mark.parametrize(
    ("failure", "words"),
    [(DriverError("the domain is busy."), "the domain is busy."), (RuntimeError("secret"), "RuntimeError")],
)
def test_where_the_clean_up_fails_folder_and_note_stay_and_how_to_destroy_it_is_said(
    runtime: Runtime, stopwatch: Stopwatch, pulumi: type[FakeDeployment], failure: Exception, words: str
) -> None:
    plan = planned(runtime)
    pulumi.failures = {"remove": failure}
    with pytest.raises(DriverError) as caught:
        run(plan, runtime, stopwatch)
    assert words in str(caught.value)
    assert "secret" not in str(caught.value)
    assert "Destroy what is left with: python automation/run.py destroy --stack dev-" in str(caught.value)
    assert left(runtime, plan) == (1, 1)


def test_where_both_fail_both_are_told(runtime: Runtime, stopwatch: Stopwatch, pulumi: type[FakeDeployment]) -> None:
    plan = planned(runtime)
    pulumi.failures = {"up": DriverError("the pool was refused."), "remove": DriverError("the domain is busy.")}
    with pytest.raises(DriverError, match=r"the pool was refused\. Cleaning up failed too: the domain is busy\."):
        run(plan, runtime, stopwatch)
    assert left(runtime, plan) == (1, 1)


def test_what_ends_with_the_process_leaves_nothing_even_where_its_destruction_fails(
    runtime: Runtime, stopwatch: Stopwatch, pulumi: type[FakeDeployment]
) -> None:
    plan = planned(runtime, write_stack=lambda _name: None, ends_with_process=True)
    pulumi.failures = {"destroy": DriverError("the engine is gone")}
    with pytest.raises(DriverError, match=r"^the engine is gone$"):
        run(plan, runtime, stopwatch)
    assert left(runtime, plan) == (0, 0)


def test_one_that_was_interrupted_before_there_was_a_stack_is_gone(
    runtime: Runtime, stopwatch: Stopwatch, pulumi: type[FakeDeployment]
) -> None:
    plan = planned(runtime, write_stack=lambda _name: None, ends_with_process=True)
    pulumi.failures = {"up": Interrupted(signal.SIGTERM), "destroy": StackMissingError("no stack")}
    with pytest.raises(Interrupted):
        run(plan, runtime, stopwatch)
    assert left(runtime, plan) == (0, 0)


def test_a_stack_that_pulumi_cant_create_is_told_in_its_words_and_nothing_is_deployed(
    runtime: Runtime, stopwatch: Stopwatch, pulumi: type[FakeDeployment]
) -> None:
    plan = planned(runtime)
    target: Any = plan.target
    target.cli.says("stack-init", stderr="error: the passphrase\nis wrong\n", code=255)
    with pytest.raises(DriverError, match=r"couldn't create the stack dev-\w+: the passphrase is wrong Nothing was"):
        run(plan, runtime, stopwatch)
    assert "up" not in pulumi.calls
    assert left(runtime, plan) == (0, 0)


def test_a_second_signal_leaves_saying_how_to_destroy_it(
    runtime: Runtime, stopwatch: Stopwatch, said: io.StringIO
) -> None:
    def inside(_up: Run) -> None:
        leaving: Any = runtime.signals._on_leaving
        leaving()

    run(planned(runtime), runtime, stopwatch, inside)
    assert "was destroyed. Destroy it with: python automation/run.py destroy --stack dev-" in said.getvalue()


def test_what_ends_with_the_process_is_left_without_a_word(
    runtime: Runtime, stopwatch: Stopwatch, said: io.StringIO
) -> None:
    def inside(_up: Run) -> None:
        leaving: Any = runtime.signals._on_leaving
        leaving()

    run(planned(runtime, write_stack=lambda _name: None, ends_with_process=True), runtime, stopwatch, inside)
    assert "Interrupted before" not in said.getvalue()


def test_a_flow_that_the_client_doesnt_allow_is_refused_before_anything_is_created(
    runtime: Runtime, stopwatch: Stopwatch, pulumi: type[FakeDeployment]
) -> None:
    plan = planned(runtime)
    with pytest.raises(UsageError, match="ALLOW_USER_SRP_AUTH"), one_shot(plan, Wanted("srp"), runtime, stopwatch):
        pass
    assert pulumi.calls == []
    assert left(runtime, plan) == (0, 0)


def test_nobody_is_created_for_a_flow_that_the_deployed_client_refuses(
    runtime: Runtime, stopwatch: Stopwatch, pulumi: type[FakeDeployment], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_self: Any, _question: Any) -> Any:
        raise UsageError("not allowed")

    created: list[Any] = []
    monkeypatch.setattr(FakeObtainer, "choose", refuse)
    monkeypatch.setattr(module, "create_test_user", lambda *given, **_: created.append(given))
    with pytest.raises(UsageError, match="not allowed"):
        run(planned(runtime), runtime, stopwatch)
    assert created == []
    assert pulumi.calls == ["up", "destroy", "remove"]


def test_an_environment_is_held_until_a_signal_which_is_no_failure(said: io.StringIO) -> None:
    def report() -> None:
        raise Interrupted(signal.SIGTERM)

    hold(make_environment(), None, Console(stream=said), report)
    assert "Destroying the environment dev-bcdfghjk" in said.getvalue()


def test_an_environment_is_held_for_its_time_to_live(said: io.StringIO) -> None:
    reported: list[bool] = []
    hold(make_environment(), 0.01, Console(stream=said), lambda: reported.append(True))
    assert reported == [True]
    assert "Holding the environment dev-bcdfghjk until Ctrl-C, or for 0.01 s" in said.getvalue()
