import dataclasses
import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from automation.errors import UsageError
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
