"""With a Go that is a shell script; that the real one builds the real CLI is seen where there is no other CLI."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from local import go_toolchain
from local.errors import PulumiCliError, StorageError
from local.pulumi_build import MODULE_FOLDER, build
from tests.local.conftest import Sayings

Make = Callable[[Path, str], Path]

GO = """
case "$1" in
env) case "$2" in GOVERSION) echo go{version};; *) echo '{{}}';; esac;;
list) echo "go: downloading example.com v1" >&2; echo one; echo two;;
build) {build};;
esac
"""
BUILDING = (
    """while [ "$1" != -o ]; do shift; done; mkdir -p "$(dirname "$2")"; echo built > "$2"; env > "$OLDPWD/env" """
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "cache" / "pulumi" / ".new-1"
    made.mkdir(parents=True)
    return made


def go(make: Make, tmp_path: Path, build: str, version: str = "1.99.0") -> dict[str, str]:
    make(tmp_path / "bin" / "go", GO.format(version=version, build=build))
    return {"PATH": f"{tmp_path}/bin:{os.environ['PATH']}", "HOME": str(tmp_path / "home"), "GOFLAGS": "-mod=vendor"}


def test_go_on_path_builds_the_version_that_go_mod_names(
    tmp_path: Path, folder: Path, said: Sayings, make_executable: Make
) -> None:
    script = 'echo "$@" > "$HOME/../arguments"; env > "$HOME/../environment"; ' + BUILDING.split("; env", maxsplit=1)[0]
    build(folder, said, variables=go(make_executable, tmp_path, script))
    assert (folder / "bin" / "pulumi").read_text() == "built\n"
    version = re.search(r"pulumi/pkg/v3 (v\S+)", (MODULE_FOLDER / "go.mod").read_text())
    assert version
    arguments = (folder.parent / "arguments").read_text()
    assert f"version.Version={version[1]}" in arguments
    assert "-trimpath" in arguments
    environment = (folder.parent / "environment").read_text().splitlines()
    assert "GOFLAGS=-modcacherw" in environment
    assert "CGO_ENABLED=0" in environment
    assert [path.name for path in folder.parent.iterdir() if path.name == ".build"] == []
    assert not (tmp_path / "home").exists()


def test_both_modules_of_the_cli_have_one_version() -> None:
    requirements = (MODULE_FOLDER / "go.mod").read_text()
    versions = set(re.findall(r"github\.com/pulumi/pulumi/(?:pkg|sdk)/v3 (v\S+)", requirements))
    assert len(versions) == 1
    assert "tool github.com/pulumi/pulumi/pkg/v3/cmd/pulumi" in requirements


@pytest.mark.parametrize(
    "words",
    [
        "go: example.com: Get https://modules.example.com: dial tcp: lookup modules.example.com: no such host",
        "go: example.com@v1: module lookup disabled by GOPROXY=off",
    ],
)
def test_without_a_network_one_clear_paragraph(
    tmp_path: Path, folder: Path, said: Sayings, make_executable: Make, words: str
) -> None:
    variables = go(make_executable, tmp_path, f"echo '{words}' >&2; echo more >&2; exit 1")
    with pytest.raises(PulumiCliError, match="can't be fetched from the Go module proxy") as caught:
        build(folder, said, variables=variables)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_full_disk_is_one_clear_paragraph(tmp_path: Path, folder: Path, said: Sayings, make_executable: Make) -> None:
    variables = go(make_executable, tmp_path, "echo 'write /x: no space left on device' >&2; exit 1")
    with pytest.raises(StorageError, match=r"disk of .* is full"):
        build(folder, said, variables=variables)


def test_what_was_compiled_is_there_for_a_second_try(
    tmp_path: Path, folder: Path, said: Sayings, make_executable: Make
) -> None:
    with pytest.raises(PulumiCliError, match=r"failed at `go build` \(undefined: x\)"):
        build(folder, said, variables=go(make_executable, tmp_path, "echo 'undefined: x' >&2; exit 1"))
    assert (folder.parent / ".build" / "go.mod").exists()
    build(folder, said, variables=go(make_executable, tmp_path, BUILDING.split("; env", maxsplit=1)[0]))
    assert not (folder.parent / ".build").exists()


def test_what_the_next_program_needs_as_well_stays_where_its_caller_says(
    tmp_path: Path, folder: Path, said: Sayings, make_executable: Make
) -> None:
    kept = tmp_path / "cache" / ".build"
    variables = go(make_executable, tmp_path, f"env > {tmp_path}/environment; {BUILDING.split('; env', maxsplit=1)[0]}")
    build(folder, said, variables=variables, kept=kept)
    assert (folder / "bin" / "pulumi").exists()
    assert f"GOCACHE={kept}/objects" in (tmp_path / "environment").read_text().splitlines()
    assert (kept / "go.mod").exists()


@pytest.mark.parametrize(
    "unfit", [("1.24.9", "go1.24.9, and at least go1.25.11 is needed"), ("banana", "doesn't report its version")]
)
def test_a_go_that_is_unfit_is_said_and_another_fetched(
    tmp_path: Path, folder: Path, said: Sayings, make_executable: Make, unfit: tuple[str, str]
) -> None:
    version, why = unfit
    variables = go(make_executable, tmp_path, "exit 1", version)
    make_executable(tmp_path / "bin" / "uv", "echo 'no route to the index'; exit 2")
    with pytest.raises(PulumiCliError, match=r"can't be fetched from PyPI \(no route to the index\)"):
        build(folder, said, variables=variables)
    assert why in said[1]


def test_go_from_pypi_is_put_into_an_environment_of_its_own(
    tmp_path: Path, said: Sayings, make_executable: Make
) -> None:
    make_executable(tmp_path / "bin" / "uv", f'echo "$@" >> {tmp_path}/calls')
    variables = {"PATH": f"{tmp_path}/bin:{os.environ['PATH']}"}
    toolchain = go_toolchain.install_go(tmp_path, variables, said, "Go isn't on PATH")
    assert toolchain.executable == tmp_path / "go-environment" / "bin" / "go"
    assert not toolchain.is_the_users
    calls = (tmp_path / "calls").read_text()
    assert f"pip install --quiet --python {tmp_path}/go-environment/bin/python" in calls

    make_executable(toolchain.executable, "exit")
    assert go_toolchain.install_go(tmp_path, variables, said, "Go isn't on PATH") == toolchain
    assert (tmp_path / "calls").read_text() == calls


@pytest.mark.parametrize("installer", ["uv", "pip"])
def test_go_from_pypi_is_the_one_that_is_locked(
    tmp_path: Path, said: Sayings, make_executable: Make, monkeypatch: pytest.MonkeyPatch, installer: str
) -> None:
    steps: list[list[str]] = []
    monkeypatch.setattr(go_toolchain, "_run", lambda step, *_others: steps.append(step))
    make_executable(tmp_path / "bin" / installer, "exit 1")
    go_toolchain.install_go(tmp_path, {"PATH": f"{tmp_path}/bin"}, said, "Go isn't on PATH")
    install = steps[-1]
    assert {"--require-hashes", "--only-binary"} < set(install)
    assert install[-2:] == ["--requirement", str(go_toolchain.LOCK)]
