import getpass
import hashlib
import json
import os
import stat
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from automation.inventory.survey import judge
from automation.records.ledger import Entry, Ledger, expiry, in_iso, parse_time, state_folder
from automation.records.processes import ProcessId, host_name, local_owner
from automation.records.tags import belong_to, read_tags, tags_of
from local.errors import StorageError

ROOT = Path(__file__).resolve().parents[3]
NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)
DEAD = ProcessId(pid=2**22 + 1, started="1")  # above the largest pid that Linux gives


def entry(**changes) -> Entry:
    made = Entry(
        name="dev-bcd12345", target="aws", kind="one-shot", region="us-east-1", owner="arn:aws:iam::1:user/jane",
        host=host_name(), created="2026-01-31T11:00:00Z", expires="2026-01-31T13:00:00Z", pool_name="webapp-bcd12345",
        backend="s3://bucket", endpoint=None, passphrase_file=None, checkout="/checkout", process=None,
    )  # fmt: skip
    return replace(made, **changes)


def test_what_is_written_is_read_again_by_another_process_and_by_nobody_else(tmp_path):
    ledger = Ledger(tmp_path / "ledger")
    written = entry(process=ProcessId.of_this_process())

    ledger.write(written)

    assert Ledger(tmp_path / "ledger").entries() == [written]
    (path,) = ledger.folder.iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(ledger.folder.stat().st_mode) == 0o700


def test_the_same_name_in_two_backends_is_two_environments(tmp_path):
    ledger = Ledger(tmp_path)
    for backend in ("s3://one", "s3://two"):
        ledger.write(entry(name="dev", backend=backend))

    assert len(ledger.entries()) == 2


def test_a_backend_is_the_same_with_a_slash_at_its_end(tmp_path):
    ledger = Ledger(tmp_path)
    ledger.write(entry(backend="s3://bucket/"))
    ledger.write(entry(backend="s3://bucket", expires=None))

    assert [one.expires for one in ledger.entries()] == [None]


@pytest.mark.parametrize("look", [lambda ledger: ledger.entries(), lambda ledger: [ledger.read(entry().key)]])
@pytest.mark.parametrize("later", [False, True])
def test_a_note_of_an_earlier_version_gets_its_key_without_a_word(tmp_path, capfd, look, later):
    ledger, noted = Ledger(tmp_path), entry(backend="s3://bucket/")
    former = tmp_path / f"{noted.name}-{hashlib.sha256(b'aws s3://bucket/').hexdigest()[:10]}.json"
    former.write_text(json.dumps(asdict(noted)))
    if later:
        ledger.write(replace(noted, expires=None))

    assert look(ledger) == [replace(noted, expires=None) if later else noted]
    if not later:
        assert not former.exists()
    ledger.remove(noted.key)
    assert ledger.entries() == []
    assert not former.exists()
    assert capfd.readouterr() == ("", "")


def test_an_account_is_read_from_an_arn_and_from_nothing_else():
    assert entry(owner="arn:aws:sts::123456789012:assumed-role/a/b").stack.account == "123456789012"
    assert entry(owner="jane@here").stack.account == ""
    assert entry(owner="a:b:c:d:e:f").stack.account == ""


def test_writing_again_replaces_and_removing_twice_is_no_error(tmp_path):
    ledger = Ledger(tmp_path)
    ledger.write(entry())
    ledger.write(entry(expires=None))

    assert [one.expires for one in ledger.entries()] == [None]
    ledger.remove(entry().key)
    ledger.remove(entry().key)
    assert ledger.entries() == []


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"process": 7}'])
def test_a_file_that_cannot_be_read_is_told_and_hides_no_other(tmp_path, text):
    ledger = Ledger(tmp_path)
    ledger.write(entry())
    (tmp_path / "broken.json").write_text(text)

    assert [one.name for one in ledger.entries()] == ["dev-bcd12345"]
    assert ledger.unreadable() == [tmp_path / "broken.json"]


def test_an_entry_of_a_later_version_with_more_in_it_is_read(tmp_path):
    ledger = Ledger(tmp_path)
    ledger.write(entry())
    path = tmp_path / f"{entry().key}.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "colour": "blue"}))

    assert ledger.read(entry().key) == entry()


def test_a_disk_that_takes_nothing_is_told_before_anything_is_created(tmp_path):
    (tmp_path / "ledger").write_text("a file where a folder should be")

    with pytest.raises(StorageError):
        Ledger(tmp_path / "ledger").write(entry())


def test_only_one_process_at_a_time_works_on_an_environment(tmp_path):
    ledger = Ledger(tmp_path)

    with ledger.held("key") as first, Ledger(tmp_path).held("key") as second:
        assert (first, second) == (True, False)
    with ledger.held("key") as again:
        assert again
    assert list(tmp_path.iterdir()) == []


def test_whoever_waits_for_an_environment_says_so_once_and_gets_it(tmp_path):
    said = []
    waiting = threading.Event()

    def say():
        said.append("waiting")
        waiting.set()

    def second():
        with Ledger(tmp_path).held("key", when_waiting=say) as held:
            return held

    with ThreadPoolExecutor(1) as pool:
        with Ledger(tmp_path).held("key"):
            other = pool.submit(second)
            assert waiting.wait(60)
        assert other.result(60)
    assert said == ["waiting"]


def test_what_killed_processes_left_half_written_or_locked_is_tidied_away(tmp_path):
    program = f"""
import os, signal
from pathlib import Path
from automation.records.ledger import Ledger
ledger = Ledger(Path({str(tmp_path)!r}))
with ledger.held("key"):
    (ledger.folder / f".key.{{os.getpid()}}.partial").touch()
    os.kill(os.getpid(), signal.SIGKILL)
"""
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, timeout=20, check=False)
    mine = tmp_path / f".other.{os.getpid()}.partial"
    mine.touch()
    assert len(list(tmp_path.iterdir())) == 3

    Ledger(tmp_path).prune()

    assert list(tmp_path.iterdir()) == [mine]


def test_the_users_ledger_is_where_the_xdg_specification_says(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))

    assert state_folder({"XDG_STATE_HOME": "/state"}) == Path("/state/cognito-access-token")
    assert state_folder({"XDG_STATE_HOME": "relative"}) == tmp_path / ".local/state/cognito-access-token"


def test_a_time_to_live_ends_that_many_seconds_later():
    assert expiry(NOW, 1800) == "2026-01-31T12:30:00Z"
    assert expiry(NOW, None) is None
    assert parse_time(in_iso(NOW)) == NOW


def test_an_owner_that_lives_here_is_left_alone_even_past_the_time():
    assert judge(entry(process=ProcessId.of_this_process()), NOW + timedelta(days=9)) == "running"


def test_a_dead_owner_and_one_whose_pid_another_process_has_now_make_it_abandoned():
    mine = ProcessId.of_this_process()

    assert judge(entry(process=DEAD), NOW) == "abandoned"
    assert judge(entry(process=replace(mine, started="before")), NOW) == "abandoned"


def test_from_another_host_only_the_expiry_counts():
    there = entry(host="elsewhere", process=DEAD)

    assert judge(there, NOW) == "running"
    assert judge(there, NOW + timedelta(hours=1)) == "expired"


def test_a_kept_one_stays_as_long_as_nothing_else_was_said():
    assert judge(entry(kind="kept", expires=None), NOW + timedelta(days=999)) == "kept"
    assert judge(entry(kind="kept"), NOW + timedelta(hours=1)) == "expired"


def test_an_adopted_one_is_never_for_reaping():
    assert judge(entry(adopted=True, process=DEAD), NOW + timedelta(days=999)) == "adopted"


def test_tags_say_whose_a_pool_is_and_until_when():
    tags = tags_of(entry())

    found = read_tags(tags)
    assert found is not None
    assert (found.environment, found.owner, found.host, found.kind) == (
        "dev-bcd12345", "arn:aws:iam::1:user/jane", host_name(), "one-shot",
    )  # fmt: skip
    assert (found.is_expired(NOW), found.is_expired(NOW + timedelta(hours=1))) == (False, True)


def test_tags_of_another_environment_of_another_owner_or_incomplete_ones_are_not_ours():
    tags = tags_of(entry())

    assert belong_to(tags, entry())
    assert not belong_to(tags, entry(name="dev-other"))
    assert not belong_to(tags, entry(owner="arn:aws:iam::1:user/john"))
    for name in tags_of(entry(expires=None)):
        assert not belong_to({key: value for key, value in tags.items() if key != name}, entry())
    assert not belong_to(None, entry())


@pytest.mark.parametrize("text", ["soon", "2026-99-99", "∞"])
def test_an_end_that_is_no_time_never_comes(text):
    found = read_tags({**tags_of(entry()), "cognito-access-token:expires": text})

    assert found is not None
    assert not found.is_expired(NOW + timedelta(days=999))


def test_what_cant_be_written_down_is_told_by_its_environment_and_leaves_no_half(tmp_path):
    ledger = Ledger(tmp_path)
    (tmp_path / f"{entry().key}.json" / "in the way").mkdir(parents=True)

    with pytest.raises(StorageError, match="Recording the environment dev-bcd12345 failed"):
        ledger.write(entry())

    assert list(tmp_path.glob(".*.partial")) == []
    assert ledger.read(entry().key) is None


def test_a_lock_that_cant_be_made_is_told_with_its_path(tmp_path):
    (tmp_path / "dev.lock").mkdir()
    with pytest.raises(StorageError, match=r"Making a lock file .*dev\.lock"), Ledger(tmp_path).held("dev"):
        pass


def test_a_user_without_a_name_is_known_by_number(monkeypatch):
    def nameless():
        raise KeyError("getpwuid(): uid not found")

    monkeypatch.setattr(getpass, "getuser", nameless)
    assert local_owner() == f"{os.getuid()}@{host_name()}"
