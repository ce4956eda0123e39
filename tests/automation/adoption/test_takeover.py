"""The proof that an adoption changes nothing."""

import io
import signal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from automation.adoption.takeover import NotUnchangedError, take_over, write_stack_file
from automation.errors import DriverError, UsageError
from automation.terminal.console import Console

CHECKOUT = Path(__file__).parents[3]
CLIENT = "cognito-auth-client-My web app - x1y2z3"
RESOURCES = {"cognito-auth-user-pool": "us-east-1_abc", CLIENT: "us-east-1_abc/7kq3"}


class FakeDeployment:
    """Plans the steps that it is given, one list after the other."""

    def __init__(self, *plans: list[tuple[str, str, tuple[str, ...]]]) -> None:
        self._plans = list(plans)
        self.calls: list[str] = []

    def planned(self, **_options: Any) -> list[tuple[str, str, tuple[str, ...]]]:
        return self._plans.pop(0)

    def create_stack(self) -> None:
        self.calls.append("create")

    def up(self, tags: Any) -> None:
        self.calls.append("up")
        self.on_up(len(self.calls))

    def on_up(self, number: int) -> None:
        """What the backend records."""

    def remove_stack(self, *, force: bool) -> None:
        self.calls.append("remove")


def kept(deployment: FakeDeployment) -> Any:
    return SimpleNamespace(deployment=deployment, workspace=SimpleNamespace(name="local-by-hand"))


IMPORTS = [("import", f"aws:cognito/thing:Thing {name}", ()) for name in RESOURCES]


def test_a_client_with_blanks_in_its_name_is_imported() -> None:
    deployment = FakeDeployment(IMPORTS, [])
    assert take_over(kept(deployment), RESOURCES) == 2
    assert deployment.calls == ["create", "up"]


def test_what_the_import_has_written_down_in_plain_text_is_encrypted_and_its_records_go(tmp_path: Path) -> None:
    folders = [tmp_path / "a b" / ".pulumi" / name / "shop" / "local-by-hand" for name in ("history", "backups")]
    other = folders[0].parent / "dev" / "other.json"
    bak = tmp_path / "a b" / ".pulumi" / "stacks" / "shop" / "local-by-hand.json.bak"
    for folder in (*folders, other.parent, bak.parent):
        folder.mkdir(parents=True)
    other.write_text("hush")

    class Recording(FakeDeployment):
        def on_up(self, number: int) -> None:
            for path in (*(folder / f"{number}.json" for folder in folders), bak):
                path.write_text("hush" if number == 2 else "encrypted")

    deployment, said = Recording(IMPORTS, []), io.StringIO()
    stack = kept(deployment)
    stack.connection = SimpleNamespace(backend=(tmp_path / "a b").as_uri())
    stack.workspace.project, stack.console = "shop", Console(stream=said)

    assert take_over(stack, RESOURCES, is_secret=True) == 2

    assert deployment.calls == ["create", "up", "up"]
    left = {path.relative_to(tmp_path / "a b" / ".pulumi") for path in tmp_path.rglob("*.json")}
    assert {path.name for path in left} == {"3.json", "other.json"}
    assert [path for path in tmp_path.rglob("*.json*") if path != other and path.read_text() == "hush"] == []
    assert said.getvalue() == ""


def test_a_backend_that_can_not_be_cleared_of_plain_secrets_is_said() -> None:
    deployment, said = FakeDeployment(IMPORTS, []), io.StringIO()
    stack = kept(deployment)
    stack.connection = SimpleNamespace(backend="s3://bucket")
    stack.workspace.project, stack.console = "shop", Console(stream=said)

    take_over(stack, RESOURCES, is_secret=True)

    assert "renew the secrets at the providers" in said.getvalue()


SETTINGS = ("create", "pulumi-python:dynamic:UserPoolSettings cognito-auth-user-pool-settings", ())


def test_what_cant_be_imported_is_created() -> None:
    deployment = FakeDeployment([*IMPORTS, SETTINGS], [])
    assert take_over(kept(deployment), RESOURCES) == 2


@pytest.mark.parametrize(
    ("plans", "words"),
    [
        ([[IMPORTS[0]]], f"{CLIENT} would not be imported"),
        ([[*IMPORTS, ("update", f"aws:cognito/thing:Thing {CLIENT}", ("name",))]], f"update .*{CLIENT}: name"),
        ([IMPORTS, [IMPORTS[1]]], f"{CLIENT} would be imported again"),
        ([[*IMPORTS, ("create", f"aws:cognito/thing:Thing {CLIENT}", ())]], f"create .*{CLIENT}"),
        ([IMPORTS, [SETTINGS]], "create .*UserPoolSettings"),
    ],
    ids=["left out", "changed", "imported twice", "created", "created again"],
)
def test_a_step_that_does_anything_else_ends_the_adoption(plans: list[Any], words: str) -> None:
    deployment = FakeDeployment(*plans)
    with pytest.raises(NotUnchangedError, match=words):
        take_over(kept(deployment), RESOURCES)
    assert deployment.calls[-1] == "remove"


def test_a_stack_file_that_is_there_already_stays_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "Pulumi.mine.yaml"
    file.write_text("config: {}\n")
    with pytest.raises(UsageError, match=r"Pulumi\.mine\.yaml already exists"):
        write_stack_file(file, "us-east-1_abc", {})
    assert file.read_text() == "config: {}\n"


def test_a_stack_file_that_cant_be_written_whole_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any, **__: Any) -> Any:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("automation.adoption.takeover.os.fdopen", full)
    with pytest.raises(DriverError, match=r"No space left on device\. Nothing was changed"):
        write_stack_file(tmp_path / "Pulumi.mine.yaml", "us-east-1_abc", {})
    assert not (tmp_path / "Pulumi.mine.yaml").exists()


def test_a_stack_file_in_a_folder_that_nobody_may_write_is_said(tmp_path: Path) -> None:
    with pytest.raises(DriverError, match=r"Writing Pulumi\.mine\.yaml failed: .*\. Nothing was changed"):
        write_stack_file(tmp_path / "gone" / "Pulumi.mine.yaml", "us-east-1_abc", {})


def test_a_stack_file_whose_writing_is_interrupted_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: Any, **__: Any) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr("automation.adoption.takeover.os.fdopen", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_stack_file(tmp_path / "Pulumi.mine.yaml", "us-east-1_abc", {})
    assert not (tmp_path / "Pulumi.mine.yaml").exists()


KILLED = """
import os, signal, sys
from pathlib import Path
from automation.adoption import takeover

def opened(*arguments, **options):
    file = real(*arguments, **options)
    file.write("config:")
    file.flush()
    os.kill(os.getpid(), signal.SIGKILL)

real, takeover.os.fdopen = takeover.os.fdopen, opened
takeover.write_stack_file(Path(sys.argv[1]), "us-east-1_abc", {})
"""


def test_a_stack_file_whose_writer_is_killed_is_not_there_and_can_be_written_again(tmp_path: Path) -> None:
    file = tmp_path / "Pulumi.mine.yaml"
    killed = subprocess.run([sys.executable, "-c", KILLED, str(file)], check=False, cwd=CHECKOUT)
    assert killed.returncode == -signal.SIGKILL
    assert [path.name for path in tmp_path.iterdir()] == [".Pulumi.mine.yaml.adopting"]
    write_stack_file(file, "us-east-1_abc", {"aws:region": "us-east-1"})
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [file]
