"""What the GitHub Action declares, and what its scripts write into GitHub's files."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest
import yaml

from tests.end_to_end.github_job import read_entries

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "packages" / "github-action"
DECLARED = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    for name in ("GITHUB_OUTPUT", "GITHUB_ENV", "GITHUB_STEP_SUMMARY"):
        monkeypatch.setenv(name, str(tmp_path / name))
    spec = importlib.util.spec_from_file_location("github_files", FOLDER / "github_files.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read(tmp_path: Path, name: str) -> dict[str, str]:
    return read_entries((tmp_path / name).read_text(encoding="utf-8")) if (tmp_path / name).exists() else {}


VARIABLES = {"COGNITO_CLIENT_ID": "7k", "COGNITO_PASSWORD": "a=b<<c\nGITHUB_TOKEN=x", "AWS_REGION": "eu-west-1"}


def test_every_output_that_is_declared_is_written_and_no_other(files: ModuleType, tmp_path: Path) -> None:
    files.tell_variables(VARIABLES, "none")
    assert {*read(tmp_path, "GITHUB_OUTPUT"), "sarif-file"} == set(DECLARED["outputs"])
    assert read(tmp_path, "GITHUB_ENV") == {}


@pytest.mark.parametrize(
    ("which", "names"), [("cognito", {"COGNITO_CLIENT_ID", "COGNITO_PASSWORD"}), ("all", {*VARIABLES})]
)
def test_a_value_is_read_back_as_it_was_whatever_is_in_it(
    files: ModuleType, tmp_path: Path, which: str, names: set[str]
) -> None:
    files.tell_variables(VARIABLES, which)
    assert read(tmp_path, "GITHUB_ENV") == {name: VARIABLES[name] for name in names}


def test_an_audit_is_summed_up_without_what_is_accepted(
    files: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = {"level": "error", "ruleId": "mfa", "message": {"text": "pool: no | MFA"}}
    accepted = {**found, "ruleId": "waf", "suppressions": [{"kind": "external"}]}
    (tmp_path / "found.sarif").write_text(files.json.dumps({"runs": [{"results": [found, accepted]}]}))
    files.tell_audit(tmp_path / "found.sarif")
    assert capsys.readouterr().out == "error: mfa: pool: no | MFA\n"
    assert "| error | mfa | pool: no \\| MFA |" in (tmp_path / "GITHUB_STEP_SUMMARY").read_text()
    assert read(tmp_path, "GITHUB_OUTPUT") == {"sarif-file": str(tmp_path / "found.sarif")}


def test_an_audit_that_could_not_begin_has_no_file_to_upload(files: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "found.sarif").touch()
    files.tell_audit(tmp_path / "found.sarif")
    assert read(tmp_path, "GITHUB_OUTPUT") == {}


def test_its_scripts_are_there_and_read_no_input_that_is_not_declared() -> None:
    assert (ROOT / DECLARED["runs"]["main"]).is_file()
    assert (ROOT / DECLARED["runs"]["post"]).is_file()
    declared = {f"INPUT_{name.upper().replace('-', '_')}" for name in DECLARED["inputs"]}
    scripts = "".join(file.read_text(encoding="utf-8") for file in FOLDER.glob("*.sh"))
    named = set(re.findall(r"INPUT_[A-Z_]+", scripts))
    assert named <= declared
    asked_in_javascript = {"INPUT_RUN", "INPUT_DEPLOY", "INPUT_AUDIT", "INPUT_DESTROY"}
    assert declared - named <= asked_in_javascript
