"""The project's own program is run as plain Pulumi runs it, and leaves this process as it was."""

import os
import sys
from pathlib import Path

import pulumi
import pytest

from automation.errors import UsageError
from automation.stacks import own_program as module
from automation.stacks.own_program import own_program, run_own_program


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project around the installed program."""
    monkeypatch.setattr(module, "IS_INSTALLED", True)
    (tmp_path / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    return tmp_path


def test_a_checkout_and_a_folder_without_a_project_have_no_program_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert own_program(Path(__file__).parents[3]) is None
    monkeypatch.setattr(module, "IS_INSTALLED", True)
    assert own_program(tmp_path) is None


def test_a_projects_main_file_is_what_is_deployed(project: Path) -> None:
    (project / "__main__.py").write_text("")
    assert own_program(project) == project / "__main__.py"
    (project / "Pulumi.yaml").write_text("name: shop\nruntime: python\nmain: infra\n")
    (project / "infra").mkdir()
    (project / "infra" / "__main__.py").write_text("")
    assert own_program(project) == project / "infra" / "__main__.py"
    (project / "Pulumi.yaml").write_text("name: shop\nruntime: python\nmain: infra/deploy.py\n")
    (project / "infra" / "deploy.py").write_text("")
    assert own_program(project) == project / "infra" / "deploy.py"


@pytest.mark.parametrize("runtime", ["nodejs", "python"], ids=["another language", "no main file"])
def test_a_project_that_isnt_written_in_python_is_said(project: Path, runtime: str) -> None:
    (project / "Pulumi.yaml").write_text(f"name: shop\nruntime: {runtime}\n")
    with pytest.raises(UsageError, match=r"has no Python program \(__main__\.py\).*pulumi up"):
        own_program(project)


def test_a_project_that_cant_be_read_is_said(project: Path) -> None:
    (project / "Pulumi.yaml").write_text("name: [")
    with pytest.raises(UsageError, match=r"Pulumi\.yaml"):
        own_program(project)


def test_a_program_runs_in_its_folder_with_its_modules_anew_each_time(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "shop_parts.py").write_text("import os\nwith open('ran', 'a') as f: f.write(os.environ['WHERE'])\n")
    (project / "__main__.py").write_text("import shop_parts\n")
    monkeypatch.setenv("WHERE", "before")
    before, here = list(sys.path), Path.cwd()
    for where in ("one ", "two "):
        run_own_program(project / "__main__.py", {"WHERE": where, "COGNITO_NEW": "x"})
    assert (project / "ran").read_text() == "one two "
    assert (sys.path, Path.cwd()) == (before, here)
    assert (os.environ["WHERE"], "COGNITO_NEW" in os.environ, "shop_parts" in sys.modules) == ("before", False, False)


def test_a_program_that_fails_says_where_and_leaves_no_variable(project: Path) -> None:
    (project / "__main__.py").write_text("raise ValueError('no such shop')\n")
    with pytest.raises(pulumi.RunError, match=r"(?s)line 1.*no such shop"):
        run_own_program(project / "__main__.py", {"COGNITO_NEW": "x"})
    assert "COGNITO_NEW" not in os.environ


def test_packages_of_the_projects_virtual_environment_can_be_imported(project: Path) -> None:
    (project / "Pulumi.yaml").write_text("name: shop\nruntime:\n  name: python\n  options: {virtualenv: venv}\n")
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    packages = project / "venv" / "lib" / version / "site-packages"
    packages.mkdir(parents=True)
    (packages / "only_in_the_venv.py").write_text("VALUE = 'found'\n")
    (project / "__main__.py").write_text(
        "import only_in_the_venv\nwith open('ran', 'w') as f: f.write(only_in_the_venv.VALUE)\n"
    )
    try:
        run_own_program(project / "__main__.py", {})
    finally:
        sys.modules.pop("only_in_the_venv", None)
    assert (project / "ran").read_text() == "found"
    assert str(packages) not in sys.path
