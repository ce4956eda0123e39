from pathlib import Path

import pytest

from local.program import FOLDER, IS_INSTALLED, current_folder, project_above, project_folder


def test_a_checkout_is_program_and_project_in_one(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert not IS_INSTALLED
    assert project_folder() == FOLDER == str(Path(__file__).parents[2])


@pytest.mark.parametrize("name", ["Pulumi.yaml", "Pulumi.yml", "Pulumi.json"])
def test_the_project_is_the_nearest_folder_upwards_that_has_one(tmp_path, name):
    inner = tmp_path / "a" / "b" / "c"
    inner.mkdir(parents=True)
    (tmp_path / name).touch()
    (tmp_path / "a" / name).touch()
    assert project_above(str(inner)) == str(tmp_path / "a")


def test_without_a_project_it_is_the_folder_itself(tmp_path):
    assert project_above(str(tmp_path)) == str(tmp_path)


def test_a_current_folder_that_was_deleted_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    with pytest.raises(FileNotFoundError, match="change to one that is there"):
        current_folder()
