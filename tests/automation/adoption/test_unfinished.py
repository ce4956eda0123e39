"""An adoption that was killed can be repeated."""

import io
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from automation.adoption import unfinished as module
from automation.adoption.takeover import write_stack_file
from automation.adoption.unfinished import Unfinished, clear_unfinished, unfinished
from automation.commands.adopt import checked_name
from automation.errors import UsageError
from automation.records.stack_id import StackId
from automation.targets.workspaces import Workspaces
from automation.terminal.console import Console
from tests.automation.targets.fake_target import FakeTarget

POOL_ID = "us-east-1_AbCdEfGhI"


@pytest.fixture
def runtime(tmp_path: Path) -> Any:
    return SimpleNamespace(root=tmp_path, console=Console(stream=io.StringIO()), variables={})


@pytest.fixture
def target(tmp_path: Path) -> Any:
    return FakeTarget(tmp_path)


@pytest.fixture
def begun(tmp_path: Path, target: Any) -> Unfinished:
    note = Unfinished.of(target, Workspaces(tmp_path), "by-hand")
    note.write(POOL_ID)
    write_stack_file(tmp_path / "Pulumi.by-hand.yaml", POOL_ID, {})
    return note


def test_what_a_killed_adoption_left_goes_and_its_name_is_taken_again(
    begun: Unfinished, tmp_path: Path, target: Any, runtime: Any
) -> None:
    assert clear_unfinished(target, runtime, POOL_ID) == "by-hand"
    assert not (tmp_path / "Pulumi.by-hand.yaml").exists()
    assert not begun.workspace.folder.exists()
    assert clear_unfinished(target, runtime, POOL_ID) is None


def test_a_file_of_the_users_that_has_the_name_by_now_stays(
    begun: Unfinished, tmp_path: Path, target: Any, runtime: Any
) -> None:
    file = tmp_path / "Pulumi.by-hand.yaml"
    file.write_text("config: {}\n")
    assert clear_unfinished(target, runtime, POOL_ID) == "by-hand"
    assert file.read_text() == "config: {}\n"


def test_a_file_that_was_half_written_goes(begun: Unfinished, tmp_path: Path, target: Any, runtime: Any) -> None:
    half = tmp_path / ".Pulumi.by-hand.yaml.adopting"
    half.write_text("config:")
    clear_unfinished(target, runtime, POOL_ID)
    assert not half.exists()


def test_an_adoption_that_is_done_is_left_alone(begun: Unfinished, tmp_path: Path, target: Any, runtime: Any) -> None:
    begun.remove()
    assert clear_unfinished(target, runtime, POOL_ID) is None
    assert (tmp_path / "Pulumi.by-hand.yaml").exists()


def test_what_was_imported_already_is_let_go_of_and_never_destroyed(
    begun: Unfinished, tmp_path: Path, target: Any, runtime: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun.workspace.stack_file.write_text("config: {}\n")
    calls: list[str] = []

    @contextmanager
    def opened(reference: Any, _runtime: Any) -> Iterator[Any]:
        assert reference.name == "by-hand"
        yield SimpleNamespace(deployment=SimpleNamespace(let_go=lambda: calls.append("let go")))

    monkeypatch.setattr(module, "kept_or_expired_stack", opened)
    assert clear_unfinished(target, runtime, POOL_ID) == "by-hand"
    assert calls == ["let go"]
    assert not begun.workspace.folder.exists()


def test_one_that_was_at_work_still_and_is_done_meanwhile_stays(
    begun: Unfinished, tmp_path: Path, target: Any, runtime: Any
) -> None:
    class Finishing(io.StringIO):
        """Where the waiting is said, which is when the other process ends."""

        def write(self, text: str) -> int:
            begun.remove()
            threading.Timer(0.05, other.close).start()
            return len(text)

    other = ExitStack()
    other.enter_context(target.ledger().held(StackId("local", "local-by-hand", "file:///state").key))
    runtime.console = Console(stream=Finishing())
    assert clear_unfinished(target, runtime, POOL_ID) is None
    assert (tmp_path / "Pulumi.by-hand.yaml").exists()


def test_another_pools_adoption_is_left_alone(begun: Unfinished, tmp_path: Path, target: Any, runtime: Any) -> None:
    assert clear_unfinished(target, runtime, "us-east-1_Other1234") is None
    assert list(unfinished(target, tmp_path, POOL_ID)) == [begun]


def test_a_failed_adoption_leaves_no_folder_of_its_own(begun: Unfinished) -> None:
    begun.forget()
    assert not begun.workspace.folder.exists()


def test_a_failed_adoption_takes_nothing_of_somebody_elses_with_it(begun: Unfinished) -> None:
    users = begun.workspace.users_file
    users.write_text("[]")
    begun.forget()
    assert users.read_text() == "[]"


def test_a_stack_whose_file_is_gone_keeps_its_name(tmp_path: Path, target: Any, runtime: Any) -> None:
    workspace = Workspaces(tmp_path).kept("local", "local-mine")
    workspace.stack_file.write_text("config: {}\n")
    context: Any = SimpleNamespace(root=tmp_path, target=lambda: target, runtime=runtime)
    with pytest.raises(UsageError, match=r"stack mine already exists, although its Pulumi\.mine\.yaml is gone"):
        checked_name(context, "mine")
    assert checked_name(context, "another") == "another"
