import dataclasses
import stat
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from automation.errors import DriverError, UsageError
from automation.targets.workspaces import Workspace
from automation.users.batch import Batch, BatchFiles, new_seed


def make_batch(**changes):
    values = {
        "prefix": "load",
        "user_pool_id": "us-east-1_abc",
        "count": 3,
        "by_email": False,
        "groups": ("admins",),
        "attributes": {"given_name": "Ada"},
        "seed": "seed",
        "one_password": False,
    }
    return Batch(**{**values, **changes})


@pytest.fixture
def files(tmp_path):
    return BatchFiles(Workspace(tmp_path, "local", "local-dev"))


def test_names_follow_from_the_prefix_and_a_number():
    assert [user.username for user in make_batch().users()] == ["load-000001", "load-000002", "load-000003"]
    assert make_batch(by_email=True).user(7).username == "load-000007@example.com"


@given(st.text(min_size=1), st.integers(1, 999_999))
def test_every_password_has_all_classes_of_characters(seed, number):
    password = make_batch(seed=seed).user(number).password
    classes = (str.isupper, str.islower, str.isdigit, lambda one: not one.isalnum())
    assert all(any(test(one) for one in password) for test in classes)
    assert not any(one.isspace() for one in password)


def test_each_user_has_a_password_of_its_own_that_stays_the_same():
    passwords = [user.password for user in make_batch().users()]
    assert len(set(passwords)) == 3
    assert passwords == [user.password for user in make_batch().users()]
    assert passwords != [user.password for user in make_batch(seed=new_seed()).users()]


def test_one_password_can_be_asked_for():
    assert {user.password for user in make_batch(one_password=True, seed="Same-1!").users()} == {"Same-1!"}


def test_a_batch_is_read_as_it_was_written(files):
    files.write(make_batch())
    assert files.read("load") == make_batch()
    assert list(files.all()) == [make_batch()]
    assert files.read("other") is None


def test_nobody_else_can_read_the_files(files, tmp_path):
    files.write(make_batch())
    files.done("load").close()
    assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "batches").iterdir()} == {0o600}


def test_what_is_done_is_known_to_the_next_run(files):
    done = files.done("load")
    done.add(2)
    done.close()
    again = files.done("load")
    assert [number for number in range(5) if number in again] == [2]
    again.close()


def test_a_line_that_was_cut_off_by_a_kill_is_no_user(files, tmp_path):
    files.write(make_batch())
    (tmp_path / "batches" / "load.done").write_text("1\n2x")
    done = files.done("load")
    assert [number for number in range(5) if number in done] == [1]
    done.close()


@pytest.mark.parametrize("prefix", ["", "../x", "a b", ".hidden", "x" * 65])
def test_a_prefix_that_is_no_name_is_refused(files, prefix):
    with pytest.raises(UsageError, match="--prefix"):
        files.read(prefix)


def test_a_batch_doesnt_show_what_passwords_are_made_of():
    assert "hush" not in repr(dataclasses.replace(make_batch(), seed="hush"))


def test_a_number_that_was_half_written_counts_for_nothing_and_spoils_no_other(files, tmp_path):
    done = files.done("load")
    done.add(12)
    done.close()
    file = tmp_path / "batches" / "load.done"
    file.write_text(file.read_text() + "7")  # of 75, say: the disk was full

    again = files.done("load")
    assert (12 in again, 7 in again) == (True, False)
    again.add(345)
    again.close()
    last = files.done("load")
    assert (345 in last, 7345 in last) == (True, False)
    last.close()


def test_a_damaged_batch_is_named_and_left_as_it_is(files, tmp_path):
    files.write(make_batch())
    file = tmp_path / "batches" / "load.json"
    file.write_text(file.read_text()[:40])
    with pytest.raises(DriverError, match=r"load\.json.*damaged"):
        files.read("load")
    assert file.exists()


def test_a_batch_of_another_pool_is_kept_beside_the_new_one(files):
    files.write(make_batch())
    aside = files.set_aside("load")
    assert "us-east-1_abc" in aside.read_text()
    assert files.read("load") is None
    assert list(files.all()) == []


def test_one_run_at_a_time_works_on_a_batch(files):
    waited = threading.Event()
    with ThreadPoolExecutor(1) as pool:

        def second():
            with files.held("load", waited.set):
                return True

        with files.held("load", lambda: None):
            other = pool.submit(second)
            assert waited.wait(60)
            assert not other.done()
        assert other.result(10)


def test_its_users_are_known_by_their_names():
    batch = make_batch()
    names = [user.username for user in batch.users()]
    assert all(map(batch.has, names))
    prefix, count = batch.prefix, batch.count
    others = ["ada", f"{prefix}-x", f"{prefix}-{count + 1}", f"{prefix}-0", f"other-{prefix}-1", f"{prefix}1", ""]
    assert not any(map(batch.has, others))
