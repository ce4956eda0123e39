"""`init`: a Pulumi project of one's own."""

import io
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml

from automation.commands import init
from automation.errors import UsageError


def context(folder: Path, output: str = "table") -> Any:
    arguments = SimpleNamespace(options={"folder": str(folder)}, output=output)
    console = SimpleNamespace(say=lambda _text: None)
    return SimpleNamespace(arguments=arguments, console=console, stdout=io.StringIO())


def test_the_project_is_called_like_its_folder_and_its_names_are_its_own(tmp_path: Path) -> None:
    asked = context(tmp_path / "My AWS login", "json")
    assert init.run(asked) == 0
    written = json.loads(asked.stdout.getvalue())
    folder = Path(written["folder"])
    assert sorted(path.name for path in folder.iterdir()) == written["files"]
    assert yaml.safe_load((folder / "Pulumi.yaml").read_text())["name"] == "My-AWS-login"
    auth = yaml.safe_load((folder / "Pulumi.dev.yaml").read_text())["config"]["cognito-access-token:auth"]
    assert auth["pool_name"] == "My-AWS-login-user-pool"
    assert auth["domain"]["prefix"].startswith("my--login-")
    assert auth["domain"]["prefix"] != "webapp12"


def test_what_to_do_next_is_said_with_the_installed_command_which_alone_serves_other_folders(tmp_path: Path) -> None:
    asked, said = context(tmp_path / "auth"), list[str]()
    asked.console.say = said.append
    init.run(asked)
    assert '  eval "$(cognito-access-token local env)" && pulumi up' in said


def test_what_is_there_stays_and_nothing_is_added(tmp_path: Path) -> None:
    (tmp_path / "__main__.py").write_text("mine")
    with pytest.raises(UsageError, match=r"__main__\.py"):
        init.run(context(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["__main__.py"]


def test_a_file_is_no_folder_for_a_project(tmp_path: Path) -> None:
    (tmp_path / "auth").touch()
    with pytest.raises(UsageError, match="is a file"):
        init.run(context(tmp_path / "auth"))
