import subprocess
import sys
from pathlib import Path

import pytest

from local.errors import StorageError
from local.paths import cache_folder, engine_folder
from local.private_files import make_private_folder, write_private
from tests.local.conftest import ROOT


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_what_is_written_is_for_us_alone(tmp_path: Path) -> None:
    path = make_private_folder(tmp_path / "a" / "b") / "secret"
    write_private(path, "hush")
    assert (path.read_text(), mode(path), mode(path.parent)) == ("hush", 0o600, 0o700)


def test_a_folder_that_others_could_read_is_closed(tmp_path: Path) -> None:
    (tmp_path / ".local").mkdir(mode=0o755)
    assert mode(engine_folder(tmp_path)) == 0o700


def test_a_write_that_fails_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    write_private(tmp_path / "file", "old")
    program = (
        "import resource, signal, sys; from pathlib import Path; from local.private_files import write_private\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))\n"
        "write_private(Path(sys.argv[1]), 'n' * 1000)"
    )
    finished = subprocess.run(
        [sys.executable, "-B", "-c", program, str(tmp_path / "file")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    full = f"the disk of {tmp_path}/file is full. Free some space and try again."
    assert finished.stderr.splitlines()[-1] == (f"local.errors.StorageError: Writing failed: {full}")
    assert (tmp_path / "file").read_text() == "old"
    assert list(tmp_path.iterdir()) == [tmp_path / "file"]


def test_a_folder_below_a_file_is_one_clear_paragraph(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="Making a private folder failed at"):
        make_private_folder(tmp_path / "file" / "folder")


def test_the_cache_folder_follows_the_xdg_specification() -> None:
    assert cache_folder({"XDG_CACHE_HOME": "/somewhere"}) == Path("/somewhere/cognito-access-token")
    assert cache_folder({"XDG_CACHE_HOME": "relative"}) == Path.home() / ".cache" / "cognito-access-token"
    assert cache_folder({}) == Path.home() / ".cache" / "cognito-access-token"
