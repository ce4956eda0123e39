import errno
import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from local.errors import PulumiCliError, StorageError
from local.pulumi_cli import PulumiCli, find_pulumi_cli, obtain_pulumi_cli
from tests.local.conftest import Sayings

Make = Callable[[Path, str], Path]
NO_PATH = {"PATH": "/nowhere"}


def put(folder: Path, text: str = "echo v3.200.0") -> None:
    """What a successful acquisition leaves."""
    (folder / "bin").mkdir()
    (folder / "bin" / "pulumi").write_text(f"#!/bin/sh\n{text}\n")
    (folder / "bin" / "pulumi").chmod(0o755)


def acquire(folder: Path, say: Callable[[str], None]) -> None:
    say("acquiring")
    put(folder)


def no_network(folder: Path, say: Callable[[str], None]) -> None:
    raise PulumiCliError("The official download of the Pulumi CLI can't be reached.")


def obtain(cache: Path, say: Callable[[str], None], *ways: Callable[[Path, Callable[[str], None]], None]) -> PulumiCli:
    return obtain_pulumi_cli(cache=cache, say=say, variables=NO_PATH, ways=ways)


def test_one_on_path_that_is_new_enough_is_taken(tmp_path: Path, said: Sayings, make_executable: Make) -> None:
    executable = make_executable(tmp_path / "bin" / "pulumi", "echo v3.200.1")
    found = find_pulumi_cli(cache=tmp_path, say=said, variables={"PATH": f"/nowhere:{tmp_path}/bin"})
    assert found == PulumiCli(executable, "3.200.1")
    assert said == []


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("echo v2.25.0", "version 2.25.0 is too old"),
        ("echo v3.0.9", "version 3.0.9 is too old; at least 3.1.0 is needed"),
        ("echo v4.0.0", "another major version"),
        ("echo", "doesn't print a version"),
        ("exit 1", "doesn't print a version"),
    ],
)
def test_one_on_path_that_is_unfit_is_said_and_passed_over(
    tmp_path: Path, said: Sayings, make_executable: Make, script: str, why: str
) -> None:
    executable = make_executable(tmp_path / "bin" / "pulumi", script)
    cli = obtain_pulumi_cli(
        cache=tmp_path / "cache", say=said, variables={"PATH": str(tmp_path / "bin")}, ways=(acquire,)
    )
    assert cli.executable == tmp_path / "cache" / "pulumi" / "3.200.0" / "bin" / "pulumi"
    assert said[0].startswith(f"Not using {executable}: ")
    assert why in said[0]


def test_finding_never_installs(tmp_path: Path) -> None:
    assert find_pulumi_cli(cache=tmp_path / "cache", variables=NO_PATH) is None
    assert list(tmp_path.iterdir()) == []


def test_a_cached_one_is_found_again_without_a_word(tmp_path: Path, said: Sayings) -> None:
    first = obtain(tmp_path, said, acquire)
    said.clear()
    assert obtain(tmp_path, said) == first
    assert find_pulumi_cli(cache=tmp_path, variables=NO_PATH) == first
    assert said == []


def test_the_newest_in_the_cache_wins(tmp_path: Path) -> None:
    for version in ("3.99.0", "3.200.0", "3.100.0"):
        (tmp_path / "pulumi" / version).mkdir(parents=True)
        put(tmp_path / "pulumi" / version, f"echo v{version}")
    found = find_pulumi_cli(cache=tmp_path, variables=NO_PATH)
    assert found
    assert found.version == "3.200.0"


def test_the_next_way_is_tried_where_one_fails(tmp_path: Path, said: Sayings) -> None:
    assert obtain(tmp_path, said, no_network, acquire).version == "3.200.0"
    assert said[:2] == ["The official download of the Pulumi CLI can't be reached.", "acquiring"]


def test_when_every_way_fails_one_paragraph_says_why_and_what_to_do(tmp_path: Path, said: Sayings) -> None:
    with pytest.raises(PulumiCliError) as caught:
        obtain(tmp_path, said, no_network, no_network)
    assert "can't be reached" in str(caught.value)
    assert "https://www.pulumi.com/docs/install/" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_what_was_acquired_but_does_not_run_is_not_kept(tmp_path: Path, said: Sayings) -> None:
    with pytest.raises(PulumiCliError, match="doesn't run on this machine"):
        obtain(tmp_path, said, lambda folder, _: put(folder, "exit 1"))
    assert [entry.name for entry in (tmp_path / "pulumi").iterdir()] == [".lock"]


def test_a_cached_one_that_no_longer_runs_is_replaced(tmp_path: Path, said: Sayings) -> None:
    (tmp_path / "pulumi" / "3.200.0").mkdir(parents=True)
    put(tmp_path / "pulumi" / "3.200.0", "exit 1")
    assert obtain(tmp_path, said, acquire).version == "3.200.0"


def test_a_cache_folder_that_cannot_be_made_is_one_clear_paragraph(tmp_path: Path, said: Sayings) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match=r"^Storing the Pulumi CLI failed.*Not a directory"):
        obtain(tmp_path / "file" / "cache", said, acquire)


def test_a_cache_folder_that_is_not_writable_is_one_clear_paragraph(tmp_path: Path, said: Sayings) -> None:
    tmp_path.chmod(0o500)
    closed = tmp_path if os.geteuid() else Path("/sys")  # where not even root may
    with pytest.raises(StorageError, match=r"not writable .*XDG_CACHE_HOME"):
        obtain(closed / "cache", said, acquire)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "is full"),
        (errno.EDQUOT, "is full"),
        (errno.EACCES, "not writable"),
        (errno.EROFS, "not writable"),
    ],
)
def test_a_disk_that_refuses_is_one_clear_paragraph_and_leaves_nothing(
    tmp_path: Path, said: Sayings, number: int, words: str
) -> None:
    def refuse(folder: Path, say: Callable[[str], None]) -> None:
        put(folder)
        raise OSError(number, os.strerror(number))

    with pytest.raises(StorageError, match=words):
        obtain(tmp_path, said, refuse)
    assert [entry.name for entry in (tmp_path / "pulumi").iterdir()] == [".lock"]


def _obtain_slowly(cache: Path, heard: Path) -> None:
    def slow(folder: Path, say: Callable[[str], None]) -> None:
        (heard.parent / f"acquired-{os.getpid()}").touch()
        for _ in range(2000):  # where nobody waits, that is what the test is about
            if any("Waiting for another" in path.read_text() for path in heard.parent.glob("said-*")):
                break
            time.sleep(0.01)
        put(folder)

    def say(words: str) -> None:
        said = heard.with_name(f"said-{os.getpid()}")
        said.write_text(f"{said.read_text() if said.exists() else ''}{words}\n")

    obtain(cache, say, slow)


def test_of_two_at_once_one_acquires_and_the_other_says_that_it_waits(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    both = [context.Process(target=_obtain_slowly, args=(tmp_path / "cache", tmp_path / "said")) for _ in range(2)]
    for process in both:
        process.start()
    for process in both:
        process.join()
        assert process.exitcode == 0
    assert len(list(tmp_path.glob("acquired-*"))) == 1
    assert len([path for path in tmp_path.glob("said-*") if "Waiting for another" in path.read_text()]) == 1


def _obtain_for_ever(cache: Path) -> None:
    def endless(folder: Path, say: Callable[[str], None]) -> None:
        put(folder)
        time.sleep(60)

    obtain(cache, lambda _: None, endless)


def test_what_a_killed_process_left_is_not_taken_for_whole_and_is_swept(tmp_path: Path, said: Sayings) -> None:
    process = multiprocessing.get_context("fork").Process(target=_obtain_for_ever, args=(tmp_path,))
    process.start()
    while not list(tmp_path.glob("pulumi/.new-*/bin/pulumi")):
        time.sleep(0.01)
    assert process.pid
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    assert find_pulumi_cli(cache=tmp_path, variables=NO_PATH) is None
    assert obtain(tmp_path, said, acquire).version == "3.200.0"
    assert sorted(entry.name for entry in (tmp_path / "pulumi").iterdir()) == [".lock", "3.200.0"]


def test_an_interrupted_acquisition_leaves_nothing(tmp_path: Path, said: Sayings) -> None:
    def interrupted(folder: Path, say: Callable[[str], None]) -> None:
        put(folder)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        obtain(tmp_path, said, interrupted)
    assert [entry.name for entry in (tmp_path / "pulumi").iterdir()] == [".lock"]


def test_what_came_with_a_cli_stands_beside_it(tmp_path: Path, make_executable: Make) -> None:
    cli = PulumiCli(make_executable(tmp_path / "pulumi", "echo v3.200.0"), "3.200.0")
    assert not cli.has_language_host
    make_executable(tmp_path / "pulumi-language-python", "exit 0")
    assert cli.has_language_host
    assert not cli.has_dynamic_provider
    make_executable(tmp_path / "pulumi-resource-pulumi-python", "exit 0")
    assert cli.has_dynamic_provider
