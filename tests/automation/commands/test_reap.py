"""`reap`, and what `list` and `doctor` say of what it would do."""

from pathlib import Path

import pytest

from tests.automation.driver import Driver
from tests.automation.stacks.test_backend_locks import ended_process, write_lock


@pytest.fixture
def lock(driver: Driver) -> Path:
    """What a run that died has left in the local backend."""
    project = driver.root / ".local" / "state" / ".pulumi" / "locks" / "organization" / "cognito-access-token"
    (project / "local-dev").mkdir(parents=True)
    return write_lock(project / "local-dev", pid=ended_process())


def test_a_lock_of_a_run_that_died_is_named_by_doctor_and_removed_by_reap(driver: Driver, lock: Path):
    words = "lock of the stack local-dev: its process"
    doctor = driver.run("doctor")
    assert f"absent   locks: a {words}" in doctor.stdout
    assert "`reap` removes it now" in doctor.stdout
    assert f"Would remove a {words}" in driver.run("reap", "--dry-run").stderr
    assert lock.exists()

    assert f"removed a {words}" in driver.run("reap").stderr

    assert not lock.exists()
    assert "ok       locks: no run that died has left one" in driver.run("doctor").stdout


def test_a_lock_in_the_backend_of_the_last_login_is_found_too(driver: Driver, monkeypatch: pytest.MonkeyPatch):
    folder = driver.root / "a state" / ".pulumi" / "locks" / "organization" / "cognito-access-token" / "prod"
    folder.mkdir(parents=True)
    write_lock(folder, pid=ended_process())
    monkeypatch.setenv("PULUMI_BACKEND_URL", (driver.root / "a state").as_uri())

    assert "a lock of the stack prod" in driver.run("doctor").stdout


def test_where_there_is_nothing_that_is_said(driver: Driver):
    listed, reaped = driver.run("list"), driver.run("reap")
    assert (listed.code, listed.stderr) == (0, "There are no environments.\n")
    assert (reaped.code, reaped.stderr) == (0, "Nothing is expired or abandoned.\n")
    assert driver.run("list", "-o", "json").json() == driver.run("reap", "-o", "json").json() == []
    assert driver.run("list", "--quiet").stderr == ""
