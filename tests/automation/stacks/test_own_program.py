"""The program of the user's own project."""

import os
import sys
from pathlib import Path

import pytest

from automation.errors import UsageError
from automation.stacks import own_program
from components.program import in_variables


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_program, "IS_INSTALLED", True)


def test_a_checkout_deploys_the_component_itself(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: x\nruntime: nodejs\n")
    assert own_program.own_program(tmp_path) is None


@pytest.mark.usefixtures("installed")
def test_a_folder_without_a_project_has_none(tmp_path: Path) -> None:
    assert own_program.own_program(tmp_path) is None


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("main", ["", "main: src\n"])
def test_a_python_program_is_the_projects_main_file(tmp_path: Path, main: str) -> None:
    (tmp_path / "Pulumi.yaml").write_text(f"name: x\nruntime: python\n{main}")
    folder = tmp_path / ("src" if main else ".")
    folder.mkdir(exist_ok=True)
    (folder / "__main__.py").touch()
    assert own_program.own_program(tmp_path) == folder / "__main__.py"


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("project", ["name: x\nruntime: nodejs\n", "name: x\nruntime: python\n", "{"])
def test_any_other_project_is_refused(tmp_path: Path, project: str) -> None:
    (tmp_path / "Pulumi.yaml").write_text(project)
    with pytest.raises(UsageError):
        own_program.own_program(tmp_path)


def test_each_run_imports_the_projects_modules_anew_and_leaves_no_trace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "https://before.example")
    program = tmp_path / "__main__.py"
    program.write_text("import own_module_of_a_test\n")
    (tmp_path / "own_module_of_a_test.py").write_text(
        "import os\nwith open('told', 'a') as file:\n"
        "    file.write(os.environ['AWS_ENDPOINT_URL'] + os.environ['COGNITO_ACCESS_TOKEN_TAGS'])\n"
    )
    here, path = Path.cwd(), list(sys.path)
    for _ in range(2):
        own_program.run_own_program(program, in_variables("http://127.0.0.1:1", {"a": "b"}, is_issuer=False))
    assert (tmp_path / "told").read_text() == 'http://127.0.0.1:1{"a": "b"}' * 2
    assert (Path.cwd(), sys.path) == (here, path)
    assert "own_module_of_a_test" not in sys.modules
    assert os.environ["AWS_ENDPOINT_URL"] == "https://before.example"
    assert "COGNITO_ACCESS_TOKEN_TAGS" not in os.environ
