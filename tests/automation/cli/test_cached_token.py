import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from automation.cli.cached_token import quick_token
from automation.stacks.token_cache import TokenCache, question

TOKENS = {
    "access_token": "access.value",
    "id_token": "id.value",
    "refresh_token": None,
    "token_type": "Bearer",
    "expires_in": 3600,
}
ROOT = Path(__file__).parents[3]


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / ".environments" / "local" / "local-dev"
    folder.mkdir(parents=True)
    checkpoint = folder / "state.json"
    checkpoint.touch()
    entry = {
        "expires_at": time.time() + 600.5,
        "tokens": TOKENS,
        "claims": {"access_token": {"sub": "1"}},
        "username": "ada",
        "flow": "admin",
    }
    cache = TokenCache(str(folder), "local", {})
    for user in (None, "ada"):
        cache.put_all([(question(user, None, None, ()), entry)], str(checkpoint))
    return str(tmp_path)


@pytest.mark.parametrize(
    "argv",
    [
        ["token", "-o", "raw"],
        ["-o", "raw", "token"],
        ["-s", "dev", "--target=local", "-q", "token", "--output=raw"],
        ["token", "--user", "ada", "-o", "raw"],
    ],
)
def test_common_spellings_are_answered(root, capsys, argv):
    assert quick_token(root, argv) == 0
    assert capsys.readouterr().out == "access.value\n"


def test_github_masks_the_cached_token_and_stdout_stays_the_token_alone(root, capsys, monkeypatch):
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert quick_token(root, ["token", "-o", "raw"]) == 0
    assert capsys.readouterr() == ("access.value\n", "::add-mask::access.value\n")


@pytest.mark.parametrize(
    "argv",
    [
        ["up"],
        ["token", "--no-cache"],
        ["token", "--refresh"],
        ["token", "--all"],
        ["token", "--password", "-"],
        ["token", "--help"],
        ["token", "--user"],
        ["token", "--user", "bob"],
        ["token", "token"],
        ["token", "-o", "csv"],
        ["token", "--which", "refresh", "-o", "raw"],
        ["token", "-s", "../dev"],
        ["token", "-s", "other"],
        ["token", "--target", "aws"],
        ["token", "--region", "eu-west-1"],
        ["--", "token"],
        ["verify", "token"],
    ],
    ids=" ".join,
)
def test_anything_else_goes_the_ordinary_way_and_prints_nothing(root, capsys, argv):
    assert quick_token(root, argv) is None
    assert capsys.readouterr().out == ""


def test_json_is_the_token_response_with_claims_and_the_time_that_is_left(root, capsys):
    quick_token(root, ["token", "-o", "json"])
    answer = json.loads(capsys.readouterr().out)
    assert answer == {**TOKENS, "expires_in": 600, "claims": {"access_token": {"sub": "1"}}}


def test_a_table_masks_the_tokens(root, capsys):
    quick_token(root, ["token"])
    shown = capsys.readouterr().out
    assert "Tokens of ada" in shown
    assert "access.value" not in shown


def test_an_answer_that_cant_be_written_is_an_error_and_no_traceback(root):
    script = (
        "import sys; sys.path.insert(0, sys.argv[1]); from automation.cli.cached_token import quick_token; "
        "sys.exit(quick_token(sys.argv[2], ['token', '-o', 'raw']))"
    )
    with Path("/dev/full").open("w", encoding="ascii") as full:
        finished = subprocess.run(
            [sys.executable, "-S", "-c", script, ROOT, root],
            stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert (finished.returncode, finished.stderr) == (
        1,
        "error: The answer can't be written: No space left on device.\n",
    )


def test_nothing_slow_is_imported(root):
    script = (
        "import sys; sys.path.insert(0, sys.argv[1]); from automation.cli.cached_token import quick_token; "
        "quick_token(sys.argv[2], ['token', '-o', 'raw']); print(*sys.modules)"
    )
    printed = subprocess.run(
        [sys.executable, "-S", "-c", script, ROOT, root], capture_output=True, text=True, check=True
    ).stdout
    imported = set(printed.split())
    assert "access.value" in imported
    assert imported.isdisjoint(
        {"argparse", "pathlib", "typing", "subprocess", "pydantic", "requests", "pulumi", "boto3"}
    )


POOL, CLIENT = "us-east-1_abc", "2tqtmcg7cb"


@pytest.fixture
def connected(tmp_path):
    entry = {"expires_at": time.time() + 600, "tokens": TOKENS, "claims": {}, "username": "ada", "flow": "srp"}
    for name in (f"{POOL}@{CLIENT}", "theirs"):
        folder = tmp_path / ".connections" / "local" / name
        folder.mkdir(parents=True)
        TokenCache(str(folder), "local", {}).put_all([(question(None, None, None, ()), entry)], None)
    return str(tmp_path)


@pytest.mark.parametrize(
    "words",
    [
        ["--user-pool-id", POOL, "--client-id", CLIENT],
        [f"--client-id={CLIENT}", "--user-pool-id", POOL],
        ["-s", "theirs"],
    ],
)
def test_tokens_of_other_peoples_pools_are_answered(connected, capsys, words):
    assert quick_token(connected, ["token", *words, "-o", "raw"]) == 0
    assert capsys.readouterr().out == "access.value\n"


@pytest.mark.parametrize(
    "words",
    [
        ["--user-pool-id", POOL],
        ["--client-id", CLIENT],
        ["--user-pool-id", POOL, "--client-id", "another"],
        ["--user-pool-id", f"../local/{POOL}", "--client-id", CLIENT],
        ["--user-pool-id", POOL, "--client-id", CLIENT, "--domain", "x"],
        ["--user-pool-id", POOL, "--client-id", CLIENT, "--client-secret", "-"],
    ],
)
def test_what_is_not_plainly_such_a_pool_goes_the_ordinary_way(connected, words):
    assert quick_token(connected, ["token", *words, "-o", "raw"]) is None
