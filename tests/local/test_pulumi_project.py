import pytest

from local.errors import LocalEngineError
from local.pulumi_project import project_name, runtime_of, settings_of


@pytest.mark.parametrize(
    "line", ["name: auth", 'name: "auth"', "name:  'auth'", '{"runtime": {"name": "python"}, "name": "auth"}']
)
def test_the_name_is_read_of_the_project_s_file(tmp_path, line):
    (tmp_path / "Pulumi.yaml").write_text(f"runtime:\n  name: python\n{line}\n" if line[0] == "n" else line)
    assert project_name(tmp_path) == "auth"


def test_a_folder_without_a_project_goes_by_the_program_s_own_name(tmp_path):
    assert project_name(tmp_path) == "cognito-access-token"
    assert settings_of(tmp_path) == {}


def test_a_file_without_a_name_is_no_project(tmp_path):
    (tmp_path / "Pulumi.yaml").write_text("runtime: python\n")
    with pytest.raises(LocalEngineError, match="isn't a Pulumi project"):
        project_name(tmp_path)


@pytest.mark.parametrize(
    ("runtime", "found"),
    [
        ("python", ("python", {})),
        ({"name": "nodejs"}, ("nodejs", {})),
        ({"name": "python", "options": {"virtualenv": "venv"}}, ("python", {"virtualenv": "venv"})),
    ],
)
def test_a_language_may_have_options(runtime, found):
    assert runtime_of({"runtime": runtime}) == found
