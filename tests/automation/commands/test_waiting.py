"""A command that has to wait for another run says for what, once."""

import json

import pytest

from tests.automation.driver import Driver
from tests.busy_locks import hold_until_waited_for

PEOPLE = [{"username": "ada@example.com", "attributes": {"email": "ada@example.com", "email_verified": "true"}}]


def test_whoever_waits_for_another_run_says_for_what(driver: Driver, monkeypatch: pytest.MonkeyPatch):
    assert driver.run("up", "--quiet").code == 0
    file = driver.root / "people.json"
    file.write_text(json.dumps(PEOPLE))
    waits = {
        ("users", "create", "--count", "2", "--prefix", "load"): "creating or deleting users load-…",
        ("users", "delete", "--prefix", "load"): "creating or deleting users load-…",
        ("users", "import", str(file)): "importing the same file",
        ("clients", "rotate-secret", "batch", "--keep-former"): "rotating the secret of this app client",
        ("token",): "creating the stack's test user",
    }
    hold_until_waited_for(monkeypatch)
    for command, what in waits.items():
        ran = driver.run(*command)
        assert ran.code == 0, (command, ran.stderr)
        assert ran.stderr.count(f"Another run is {what}; waiting for it\n") == 1, (command, ran.stderr)
