"""Exports into a folder: what is the user's stays."""

import stat
import subprocess
from pathlib import Path

import pytest

from automation.errors import UsageError
from automation.exports.dotenv import quoted
from automation.exports.files import BEGIN, END, WrittenFiles, write_files


@pytest.fixture
def written(tmp_path: Path) -> WrittenFiles:
    (tmp_path / "environment").mkdir()
    return WrittenFiles(tmp_path / "environment" / "exports.json")


def write(folder: Path, written: WrittenFiles, *, force: bool = False, **files: str) -> list[Path]:
    said: list[Path] = []
    named = {name.replace("_", "."): content for name, content in files.items()}
    write_files(folder, named, written, said.append, force=force)
    return said


def test_files_are_private_and_said(tmp_path: Path, written: WrittenFiles) -> None:
    said = write(tmp_path / "out", written, a_json="{}", b_sh="true")
    assert [path.name for path in said] == ["a.json", "b.sh"]
    assert [stat.S_IMODE(path.stat().st_mode) for path in said] == [0o600, 0o600]


def test_what_this_program_wrote_is_replaced(tmp_path: Path, written: WrittenFiles) -> None:
    write(tmp_path, written, a_json="1")
    write(tmp_path, written, a_json="2")
    assert (tmp_path / "a.json").read_text() == "2"


def test_a_file_of_the_users_is_not_replaced_and_nothing_else_is_written(tmp_path: Path, written: WrittenFiles) -> None:
    (tmp_path / "b.sh").write_text("mine")
    with pytest.raises(UsageError, match=r"b\.sh exists and was not written by this program.*--force"):
        write(tmp_path, written, a_json="1", b_sh="2")
    assert (tmp_path / "b.sh").read_text() == "mine"
    assert not (tmp_path / "a.json").exists()


def test_a_file_that_was_changed_since_is_the_users(tmp_path: Path, written: WrittenFiles) -> None:
    write(tmp_path, written, a_json="1")
    (tmp_path / "a.json").write_text("1 and my own words")
    with pytest.raises(UsageError, match="changed since"):
        write(tmp_path, written, a_json="2")
    write(tmp_path, written, force=True, a_json="2")
    assert (tmp_path / "a.json").read_text() == "2"


def test_a_folder_or_bytes_in_the_way_are_said(tmp_path: Path, written: WrittenFiles) -> None:
    (tmp_path / "a.json").write_bytes(b"\xff\xfe")
    (tmp_path / "b.sh").mkdir()
    for name in ("a_json", "b_sh"):
        with pytest.raises(UsageError, match="isn't a text file"):
            write(tmp_path, written, **{name: "x"})


def env(tmp_path: Path, written: WrittenFiles, content: str, *, force: bool = False) -> str:
    write_files(tmp_path, {".env": content}, written, lambda _path: None, force=force)
    return (tmp_path / ".env").read_text()


def test_a_dotenv_file_of_the_users_keeps_its_own_lines(tmp_path: Path, written: WrittenFiles) -> None:
    (tmp_path / ".env").write_text("DATABASE_URL=postgres://…")
    assert env(tmp_path, written, "A='1'\n") == f"DATABASE_URL=postgres://…\n{BEGIN}\nA='1'\n{END}\n"


def test_in_a_dotenv_file_the_part_between_the_marks_is_replaced(tmp_path: Path, written: WrittenFiles) -> None:
    (tmp_path / ".env").write_text("FIRST=1\n")
    env(tmp_path, written, "A='1'\n")
    with (tmp_path / ".env").open("a") as file:
        file.write("LAST=2\n")
    assert env(tmp_path, written, "B='2'\n") == f"FIRST=1\n{BEGIN}\nB='2'\n{END}\nLAST=2\n"


@pytest.mark.parametrize(
    "text", [f"{BEGIN}\nA=1\n", f"{END}\n", f"{END}\n{BEGIN}\n", f"{BEGIN}\n{END}\n{BEGIN}\n{END}\n"]
)
def test_marks_that_do_not_match_are_said(tmp_path: Path, written: WrittenFiles, text: str) -> None:
    (tmp_path / ".env").write_text(text)
    with pytest.raises(UsageError, match="must have one line"):
        env(tmp_path, written, "A='1'\n")
    assert (tmp_path / ".env").read_text() == text
    assert env(tmp_path, written, "A='1'\n", force=True) == f"{BEGIN}\nA='1'\n{END}\n"


@pytest.mark.parametrize(
    "value", ["it's `touch ran`", "it's $(touch ran)", "it's \\`touch ran`", 'it\'s "; touch ran; "']
)
def test_a_dotenv_file_that_is_sourced_runs_nothing(tmp_path: Path, value: str) -> None:
    (tmp_path / ".env").write_text(f"VALUE={quoted(value)}\n")
    shell = subprocess.run(
        ["sh", "-c", '. ./.env && printf %s "$VALUE"'], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert shell.stdout == value
    assert not (tmp_path / "ran").exists()
