"""Whatever happens to the files of a kept stack: a clear paragraph, and nothing of a user's is gone."""

import json
import os
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.end_to_end.checkout import Checkout

pytestmark = pytest.mark.slow

PASSWORD = "Correct-Horse-4711!"
KEPT = ".environments/local/local-dev"
BACKEND = ".local/state/.pulumi"
STATE = f"{BACKEND}/stacks/cognito-access-token/local-dev.json"
NOISE = bytes(range(256)) * 4
REMEMBERED = [f"{KEPT}/tokens.json", f"{KEPT}/outputs.json"]
"""What can be had again."""
NEEDED = [f"{KEPT}/users.json", f"{BACKEND}/meta.yaml", STATE]


def damaged(content: bytes) -> dict[str, bytes]:
    return {"emptied": b"", "truncated": content[: len(content) // 2], "noise": NOISE}


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


def is_needed(checkout: Checkout, path: Path) -> bool:
    return str(path.relative_to(checkout.root)) in NEEDED


def is_told_well(ran: subprocess.CompletedProcess[str]) -> bool:
    said = ran.stderr.strip()
    return ran.returncode in {0, 1, 2} and "Traceback" not in said and "unforeseen" not in said


def test_damaged_files_are_told_in_a_paragraph_and_left_as_they_are(kept: Checkout):
    """Every file of the backend, and those of the environment: Pulumi is asked each time."""
    for name in [*REMEMBERED, *NEEDED]:
        path = kept.root / name
        content = path.read_bytes()
        for kind, bad in damaged(content).items():
            path.write_bytes(bad)
            asks = ["--refresh"] if name.startswith(BACKEND) else []
            ran = kept.run("token", "--user", "alice@example.com", "--no-cache", "-o", "raw", *asks)
            assert is_told_well(ran), (name, kind, ran.stderr)
            if name in REMEMBERED:
                assert ran.returncode == 0, (name, kind, ran.stderr)
            else:
                assert ran.returncode == 1, (name, kind, ran.stderr)
                assert f"{path}" in ran.stderr
                assert path.read_bytes() == bad
            path.write_bytes(content)
    others = [path for path in (kept.root / BACKEND).rglob("*") if path.is_file() and not is_needed(kept, path)]
    assert {path.relative_to(kept.root / BACKEND).parts[0] for path in others} >= {"backups", "history"}
    contents = [path.read_bytes() for path in others]
    for kind in damaged(b""):
        for path, content in zip(others, contents, strict=True):
            path.write_bytes(damaged(content)[kind])
        ran = kept.run("up", "--quiet")
        assert ran.returncode == 0, (kind, ran.stderr)
    assert password_of(kept) == PASSWORD
    assert kept.run("token", "--user", "alice@example.com", "--no-cache", "-o", "raw").returncode == 0


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


def test_ten_destroys_at_once_destroy_it_once_and_all_end_well(kept: Checkout):
    with ThreadPoolExecutor(10) as pool:
        ran = list(pool.map(lambda _: kept.run("destroy"), range(10)))

    assert [one.returncode for one in ran] == [0] * 10, [one.stderr for one in ran]
    assert kept.environments() == []


def test_after_sigkill_while_pulumi_holds_its_lock_up_goes_on_and_users_stay(kept: Checkout):
    stack = kept.root / "Pulumi.dev.yaml"
    stack.write_text(stack.read_text().replace("localhost:8585", "localhost:9595"))
    kept.run_killed("components.program:deploy", 1, "up")  # by then the CLI has its lock, and waits for the program
    locks = kept.root / ".local" / "state" / ".pulumi" / "locks"
    assert any(path.is_file() for path in locks.rglob("*"))

    again = kept.run("up", "--quiet")

    subprocess.run(["git", "checkout", "-q", "Pulumi.dev.yaml"], cwd=kept.root, check=True)
    assert again.returncode == 0, again.stderr
    assert password_of(kept) == PASSWORD
    assert kept.run("token", "--user", "alice@example.com", "--no-cache", "-o", "raw").returncode == 0


FULL_DISK = """
kept=$1; shift
copy=$(mktemp -d)
cp -a "$kept/." "$copy"
mount -t tmpfs -o size=512k,mode=0700 none "$kept" && cp -a "$copy/." "$kept"
rm -rf "$copy"
dd if=/dev/zero of="$kept/filling" bs=4k 2> /dev/null
exec "$@"
"""
"""Runs a command that finds the stack's folder on a disk that is full, in a mount namespace of its own."""


def test_with_a_full_disk_no_user_is_made_whose_password_would_be_lost_and_tokens_are_answered(kept: Checkout):
    def on_a_full_disk(*arguments: str, text_in: str = "") -> subprocess.CompletedProcess[str]:
        mine = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"])]
        command = [*mine, "sh", "-c", FULL_DISK, "sh", str(kept.root / KEPT), *kept.command(*arguments)]
        return subprocess.run(
            command, env=kept.variables(), input=text_in, capture_output=True, text=True, timeout=120, check=False
        )

    created = on_a_full_disk("users", "create", "bob@example.com", "--password", "-", text_in=PASSWORD)
    token = on_a_full_disk("token", "--user", "alice@example.com", "--no-cache", "-o", "raw")
    rows = on_a_full_disk("token", "--all", "-o", "csv")
    outputs = on_a_full_disk("outputs", "--refresh", "-o", "json")
    up = on_a_full_disk("up")

    assert created.returncode == 1
    assert "is full. Free some space" in created.stderr
    assert "bob@example.com" not in kept.run("users", "list", "-o", "json").stdout
    assert token.returncode == 0, token.stderr
    assert "can't be cached" in token.stderr
    assert rows.returncode == 0, rows.stderr
    assert "can't be cached" in rows.stderr
    assert len(rows.stdout.splitlines()) == 2  # with the header
    assert outputs.returncode == 0, outputs.stderr
    assert "can't be remembered" in outputs.stderr
    assert up.returncode == 1
    assert "is full. Free some space" in up.stderr
    assert kept.run("verify", "-", text_in=token.stdout).returncode == 0
    assert password_of(kept) == PASSWORD
