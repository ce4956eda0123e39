import json
import multiprocessing
import stat
from pathlib import Path

import pytest

from automation.stacks.token_cache import RENEW_BEFORE_S, TokenCache, belongs_to, question

ASKED = question("ada", None, None, ())
NOW = 1_000_000.0


def entry(expires_at=NOW + 3600, **changes):
    return {"expires_at": expires_at, "tokens": {"access_token": "a.b.c"}, "username": "ada", **changes}


@pytest.fixture
def checkpoint(tmp_path):
    file = tmp_path / "local-dev.json"
    file.write_text("{}")
    return str(file)


@pytest.fixture
def cache(tmp_path):
    return TokenCache(str(tmp_path), "local", {})


def test_what_was_put_is_found(cache, checkpoint):
    cache.put_all([(ASKED, entry())], checkpoint)
    assert cache.find(ASKED, NOW) == entry()


@pytest.mark.parametrize(
    "other",
    [
        question("bob", None, None, ()),
        question("ada", "web", None, ()),
        question("ada", None, "code", ()),
        question("ada", None, None, ("openid",)),
        question(None, None, None, ()),
    ],
    ids=["user", "client", "flow", "scopes", "nobody"],
)
def test_another_question_is_not_answered(cache, checkpoint, other):
    cache.put_all([(ASKED, entry())], checkpoint)
    assert cache.find(other, NOW) is None


def test_the_order_of_scopes_makes_no_difference():
    assert question(None, None, None, ("a", "b")) == question(None, None, None, ["b", "a"])


def test_a_token_that_is_about_to_expire_is_renewable_and_no_answer(cache, checkpoint):
    cache.put_all([(ASKED, entry(NOW + RENEW_BEFORE_S - 1))], checkpoint)
    assert cache.find(ASKED, NOW) is None
    assert cache.find_renewable(ASKED)


def test_a_stack_that_was_changed_has_no_tokens(cache, checkpoint):
    cache.put_all([(ASKED, entry())], checkpoint)
    Path(checkpoint).write_text("{ }")
    assert cache.find(ASKED, NOW) is None


def test_a_stack_that_is_gone_has_no_tokens(cache, checkpoint):
    cache.put_all([(ASKED, entry())], checkpoint)
    Path(checkpoint).unlink()
    assert cache.find(ASKED, NOW) is None


def test_on_aws_another_account_or_endpoint_has_no_tokens(tmp_path, checkpoint):
    TokenCache(str(tmp_path), "aws", {"AWS_PROFILE": "one"}).put_all([(ASKED, entry())], checkpoint)
    assert TokenCache(str(tmp_path), "aws", {"AWS_PROFILE": "one"}).find(ASKED, NOW)
    assert TokenCache(str(tmp_path), "aws", {"AWS_PROFILE": "two"}).find(ASKED, NOW) is None


def test_nobody_else_can_read_the_file_and_one_that_others_can_is_not_believed(cache, checkpoint, tmp_path):
    cache.put_all([(ASKED, entry())], checkpoint)
    file = tmp_path / "tokens.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.chmod(0o644)
    assert cache.find(ASKED, NOW) is None


@pytest.mark.parametrize("content", ["", "[]", "{", '{"entries": {}}', "null"])
def test_a_damaged_file_is_as_good_as_none(cache, checkpoint, tmp_path, content):
    file = tmp_path / "tokens.json"
    file.touch(mode=0o600)
    file.write_text(content)
    assert cache.find(ASKED, NOW) is None
    cache.put_all([(ASKED, entry())], checkpoint)
    assert cache.find(ASKED, NOW) == entry()


def test_what_matches_is_dropped_and_the_rest_stays(cache, checkpoint):
    other = question("bob", None, None, ())
    cache.put_all([(ASKED, entry())], checkpoint)
    cache.put_all([(other, entry(username="bob"))], checkpoint)
    cache.drop(lambda one: one["username"] == "ada")
    assert cache.find(ASKED, NOW) is None
    assert cache.find(other, NOW)
    cache.clear()
    assert cache.find(other, NOW) is None


def put_many(folder, checkpoint, number):
    for turn in range(20):
        TokenCache(folder, "local", {}).put_all([(question(f"{number}-{turn}", None, None, ()), entry())], checkpoint)


def test_processes_at_the_same_time_lose_nothing(tmp_path, checkpoint):
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=put_many, args=(str(tmp_path), checkpoint, number)) for number in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert len(json.loads((tmp_path / "tokens.json").read_text())["entries"]) == 60
    assert sorted(path.name for path in tmp_path.iterdir()) == ["local-dev.json", "tokens.json", "tokens.json.lock"]


def test_tokens_are_not_handed_out_once_the_stacks_time_to_live_is_over(tmp_path, checkpoint):
    TokenCache(str(tmp_path), "local", {}, NOW + 60).put_all([(ASKED, entry())], checkpoint)
    reader = TokenCache(str(tmp_path), "local", {})
    assert reader.find(ASKED, NOW + 59) == entry()
    assert reader.find(ASKED, NOW + 60) is None


def test_a_time_to_live_that_came_later_counts_for_tokens_that_are_there(tmp_path, checkpoint):
    TokenCache(str(tmp_path), "local", {}).put_all([(ASKED, entry())], checkpoint)
    TokenCache(str(tmp_path), "local", {}, NOW + 60).note_end()
    assert TokenCache(str(tmp_path), "local", {}).find(ASKED, NOW + 60) is None


@pytest.mark.parametrize("name", ["ada", "ada@example.com", "0b5c-uuid", "5ub"])
def test_an_entry_is_a_users_by_any_of_the_users_names(name):
    claims = {"access_token": {"username": "0b5c-uuid", "sub": "5ub"}, "id_token": {"email": "ada@example.com"}}
    one = entry(user={"username": "ada", "email": ""}, claims=claims)
    assert belongs_to(one, {name})
    assert not belongs_to(one, {"bob", ""})
