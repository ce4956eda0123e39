"""A kept stack is target, name and backend, and so is its folder."""

import json
from pathlib import Path

import pytest

from automation.targets.folders import current_backend, folder_name
from automation.targets.workspaces import OWNER_LOCK, Workspaces

ONE, OTHER = "s3://one-bucket", "file:///state"


@pytest.fixture
def workspaces(tmp_path: Path) -> Workspaces:
    return Workspaces(tmp_path)


def former(workspaces: Workspaces, backend: str | None = None, *, noted: bool = False) -> Path:
    """A folder as earlier versions named it, with users in it."""
    folder = workspaces.folder / "aws" / "dev"
    folder.mkdir(parents=True)
    (folder / "users.json").write_text("[]")
    if noted:
        (folder / "tokens.json").write_text(json.dumps({"surroundings": {"PULUMI_BACKEND_URL": backend}}))
    return folder


def test_a_stack_of_another_backend_has_another_folder(workspaces: Workspaces) -> None:
    one, other = workspaces.kept("aws", "dev", ONE), workspaces.kept("aws", "dev", OTHER)
    assert one.folder != other.folder
    assert one.name == other.name == "dev"
    assert workspaces.find("aws", "dev", ONE) == one
    assert workspaces.find("aws", "dev", "s3://third") is None


def test_the_local_target_has_one_backend(workspaces: Workspaces) -> None:
    assert workspaces.kept("local", "local-dev", OTHER).folder.name == "local-dev"
    assert workspaces.find("local", "local-dev") is not None


def test_a_backend_is_the_same_with_a_slash_at_its_end() -> None:
    assert folder_name("aws", "dev", "s3://bucket/") == folder_name("aws", "dev", "s3://bucket")


@pytest.mark.parametrize("open_", [Workspaces.find, Workspaces.kept])
def test_a_folder_of_an_earlier_version_is_the_one_in_use_s(workspaces: Workspaces, open_) -> None:
    folder = former(workspaces)
    found = open_(workspaces, "aws", "dev", ONE)
    assert (found.folder / "users.json").exists()
    assert not folder.exists()
    again = workspaces.find("aws", "dev", OTHER)
    assert again is None


def test_a_folder_of_an_earlier_version_whose_backend_is_known_stays_with_it(workspaces: Workspaces) -> None:
    former(workspaces, OTHER, noted=True)
    assert workspaces.find("aws", "dev", ONE) is None
    found = workspaces.find("aws", "dev", OTHER)
    assert found is not None
    assert (found.folder / "users.json").exists()


def test_one_of_the_last_login_stays_with_that(
    workspaces: Workspaces, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "credentials.json").write_text(json.dumps({"current": OTHER}))
    monkeypatch.setenv("PULUMI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PULUMI_BACKEND_URL", ONE)
    former(workspaces, None, noted=True)
    assert workspaces.find("aws", "dev", ONE) is None
    assert workspaces.find("aws", "dev", OTHER) is not None


def test_a_one_shot_s_folder_keeps_its_name(workspaces: Workspaces) -> None:
    folder = former(workspaces)
    (folder / OWNER_LOCK).touch()
    found = workspaces.find("aws", "dev", ONE)
    assert found is not None
    assert found.folder == folder


@pytest.mark.parametrize(
    ("written", "backend"),
    [
        ('{"current": "https://api.pulumi.com"}', "https://api.pulumi.com"),
        ("{}", ""),
        ("[", ""),
        ("[]", ""),
        (None, ""),
    ],
)
def test_the_backend_in_use_is_that_of_the_last_login(tmp_path: Path, written: str | None, backend: str) -> None:
    if written is not None:
        (tmp_path / "credentials.json").write_text(written)
    assert current_backend({"PULUMI_HOME": str(tmp_path)}) == backend
    assert current_backend({"PULUMI_HOME": str(tmp_path), "PULUMI_BACKEND_URL": ONE}) == ONE
