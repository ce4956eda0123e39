"""Every command two to ten times at once on one stack: each ends well, and none undoes what another does."""

import json
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.end_to_end.checkout import Checkout

pytestmark = pytest.mark.slow

OWN = ("--user", "once-ada@example.com")
READING = [
    ("outputs", "--refresh"),
    ("users", "list"),
    ("list",),
    ("doctor",),
    ("verify", "-", "--scope", "aws.cognito.signin.user.admin"),
    ("userinfo", *OWN, "--flow", "code"),
    ("export", "env", *OWN),
    ("hostile-tokens", *OWN),
    ("local", "env"),
    ("local", "status"),
]
WRITING = [
    ("token", *OWN, "--no-cache", "-o", "raw"),
    ("token", "--all", "--prefix", "once-", "--no-cache", "-o", "csv"),
    ("users", "create", "--count", "2", "--prefix", "once-many"),
    ("revoke", *OWN),
    ("logout", *OWN, "--no-browser"),
    ("reap",),
    ("up", "--quiet"),
]


def ended_well(ran: subprocess.CompletedProcess[str]) -> bool:
    return ran.returncode == 0 and "Traceback" not in ran.stderr


def test_commands_at_once_end_well_and_lose_nothing(standing: Callable[[str], Checkout]) -> None:
    stack = standing("dev")
    with ThreadPoolExecutor(10) as pool:
        made = list(pool.map(lambda _: stack.run("users", "create", OWN[1]), range(10)))
    assert sorted(one.returncode for one in made) == [0, *[1] * 9], [one.stderr for one in made]
    assert all("already exists" in one.stderr for one in made if one.returncode == 1)
    token = stack.run("token", *OWN, "-o", "raw").stdout

    calls = [*READING, *WRITING] * 2
    with ThreadPoolExecutor(6) as pool:
        ran = list(pool.map(lambda call: stack.run(*call, text_in=token), calls))

    failed = {call: one.stderr for call, one in zip(calls, ran, strict=True) if not ended_well(one)}
    assert {call: text for call, text in failed.items() if call[0] != "revoke"} == {}
    assert all("There is no refresh token to revoke" in text for text in failed.values())  # another has revoked it
    names = {row["name"] for row in json.loads(stack.run("users", "list", "-o", "json").stdout)}
    assert {OWN[1], "once-many-000001@example.com", "once-many-000002@example.com"} <= names
    for user in (OWN[1], "once-many-000002@example.com"):
        again = stack.run("token", "--user", user, "--no-cache", "-o", "raw")
        assert again.returncode == 0, again.stderr

    with ThreadPoolExecutor(3) as pool:
        deleted = list(pool.map(lambda _: stack.run("users", "delete", "--prefix", "once-many"), range(3)))
    assert 0 in [one.returncode for one in deleted], [one.stderr for one in deleted]
    assert all("Traceback" not in one.stderr for one in deleted)
    assert stack.run("users", "delete", OWN[1]).returncode == 0
