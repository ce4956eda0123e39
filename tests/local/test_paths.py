"""Folders that other processes change while they are read."""

import os
from contextlib import suppress
from pathlib import Path

from local.paths import files_below


def test_a_folder_that_vanishes_while_it_is_read_has_no_files(tmp_path: Path, monkeypatch):
    for folder in ("gone", "kept", "kept/deep"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "file").touch()
    scandir = os.scandir

    def with_a_folder_removed(path):
        found = scandir(path)
        (tmp_path / "gone" / "file").unlink(missing_ok=True)
        with suppress(FileNotFoundError):
            (tmp_path / "gone").rmdir()
        return found

    monkeypatch.setattr(os, "scandir", with_a_folder_removed)

    assert files_below(tmp_path) == [tmp_path / "kept" / "deep" / "file", tmp_path / "kept" / "file"]
    assert files_below(tmp_path / "gone") == []
