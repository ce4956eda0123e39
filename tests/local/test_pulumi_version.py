import os
from collections.abc import Callable
from pathlib import Path

import pytest
from pulumi.automation._minimum_version import _MINIMUM_VERSION

from local.pulumi_version import minimum_version, parse_version, version_of

Make = Callable[[Path, str], Path]


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("v3.259.0", (3, 259, 0)),
        ("3.1.0\n", (3, 1, 0)),
        ("v3.260.0-alpha.1+abc", (3, 260, 0)),
        ("", None),
        ("pulumi v3.1.0", None),
        ("3.1", None),
    ],
)
def test_a_version_is_read_with_and_without_its_v(text: str, version: tuple[int, int, int] | None) -> None:
    assert parse_version(text) == version


def test_the_minimum_is_the_sdks_own() -> None:
    assert minimum_version() == (_MINIMUM_VERSION.major, _MINIMUM_VERSION.minor, _MINIMUM_VERSION.patch)


def test_a_binary_is_asked_for_its_version_once(tmp_path: Path, make_executable: Make) -> None:
    cli = make_executable(tmp_path / "pulumi", f"echo asked >> {tmp_path}/asked\necho v3.9.9")
    assert version_of(cli, tmp_path) == "3.9.9"
    assert version_of(cli, tmp_path) == "3.9.9"
    assert (tmp_path / "asked").read_text() == "asked\n"


def test_a_binary_that_has_changed_is_asked_again(tmp_path: Path, make_executable: Make) -> None:
    cli = make_executable(tmp_path / "pulumi", "echo v3.9.9")
    assert version_of(cli, tmp_path) == "3.9.9"
    make_executable(cli, "echo v3.9.8")
    os.utime(cli, ns=(1, 1))
    assert version_of(cli, tmp_path) == "3.9.8"


@pytest.mark.parametrize("script", ["echo nonsense", "exit 1", "echo v3.9.9; exit 3", "kill -9 $$"])
def test_a_binary_that_fails_has_no_version(tmp_path: Path, make_executable: Make, script: str) -> None:
    assert version_of(make_executable(tmp_path / "pulumi", script), tmp_path) is None


def test_a_file_that_cannot_be_executed_has_no_version(tmp_path: Path) -> None:
    (tmp_path / "pulumi").write_bytes(b"\x7fELF, cut off")
    (tmp_path / "pulumi").chmod(0o755)
    assert version_of(tmp_path / "pulumi", tmp_path) is None
    assert version_of(tmp_path / "missing", tmp_path) is None


@pytest.mark.parametrize("remembered", ["", "[]", "{", '{"pulumi": 1}'])
def test_damaged_memory_is_forgotten(tmp_path: Path, make_executable: Make, remembered: str) -> None:
    cli = make_executable(tmp_path / "pulumi", "echo v3.9.9")
    (tmp_path / "pulumi-versions.json").write_text(remembered)
    assert version_of(cli, tmp_path) == "3.9.9"


def test_a_folder_that_is_missing_only_costs_the_memory(tmp_path: Path, make_executable: Make) -> None:
    cli = make_executable(tmp_path / "pulumi", "echo v3.9.9")
    assert version_of(cli, tmp_path / "missing") == "3.9.9"
