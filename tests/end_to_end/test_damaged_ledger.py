"""A ledger that was damaged: a clear paragraph, and nothing of a user's is gone."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.end_to_end.checkout import Checkout

PASSWORD = "Correct-Horse-4711!"
KEPT = ".environments/local/local-dev"
NOISE = bytes(range(256)) * 4


@pytest.fixture
def kept(service: Checkout) -> Checkout:
    """A stack with a user of its own and one that was named."""
    assert service.run("up", "--quiet").returncode == 0
    assert service.run("users", "create", "alice@example.com", "--password", "-", text_in=PASSWORD).returncode == 0
    assert service.run("token", "--user", "alice@example.com", "-o", "raw").returncode == 0
    return service


def password_of(checkout: Checkout, name: str = "alice@example.com") -> str:
    users = json.loads((checkout.root / KEPT / "users.json").read_text())
    (found,) = [user["password"] for user in users if name in (user["username"], user["email"])]
    return str(found)


def is_told_well(ran: subprocess.CompletedProcess[str]) -> bool:
    said = ran.stderr.strip()
    return ran.returncode in {0, 1, 2} and "Traceback" not in said and "unforeseen" not in said


def test_a_damaged_ledger_loses_no_stack_and_the_next_up_writes_it_anew(kept: Checkout):
    (entry,) = Path(kept.root / ".environments" / "ledger").glob("*.json")
    entry.write_bytes(NOISE)

    assert is_told_well(kept.run("list"))
    assert is_told_well(kept.run("reap"))
    up = kept.run("up", "--quiet")

    assert up.returncode == 0, up.stderr
    assert json.loads(entry.read_text())["name"] == "local-dev"
    assert kept.run("token", "--user", "alice@example.com", "--no-cache", "-o", "raw").returncode == 0
    assert password_of(kept) == PASSWORD
