"""Each command where this machine's clock is a day off: what fails says so, and nothing is lost by it."""

from collections.abc import Iterator

import pytest

from tests.automation.driver import Driver

PASSWORD = "Correct-h0rse"
DAY_S = 86_400.0
SIGNS_IN = [
    ["token", "--no-cache"],
    ["token", "--no-cache", "--flow", "code"],
    ["token", "--client", "batch", "--no-cache"],
    ["token", "--all", "--no-cache"],
    ["token", "--all", "--no-cache", "--flow", "code"],
    ["userinfo", "--user", "ada@example.com", "--flow", "code"],
    ["export", "env", "--flow", "code"],
    ["hostile-tokens", "--flow", "code"],
    [],
    ["serve"],
]
DOES_NOT = [
    ["token", "--user", "ada@example.com"],  # it was signed in before
    ["outputs"],
    ["up"],
    ["users", "create", "bob@example.com"],
    ["users", "list"],
    ["logout", "--no-browser"],
    ["list"],
    ["reap"],
    ["doctor"],
    ["local", "status"],
]


@pytest.fixture(params=[DAY_S, -DAY_S], ids=["behind", "ahead"])
def off(driver: Driver, request: pytest.FixtureRequest) -> Iterator[Driver]:
    """A kept stack whose user is signed in, and then a clock that differs from Cognito's by a day."""
    assert driver.run("up", "--ttl", "2h", "--quiet").code == 0
    driver.run("users", "create", "ada@example.com", "--password", "-", "--quiet", stdin=PASSWORD)
    assert driver.run("token", "--user", "ada@example.com").code == 0
    clock = driver.engine.engine.clock
    clock.offset_s = request.param
    yield driver
    clock.offset_s = 0.0


def test_who_signs_in_is_told_that_the_clocks_differ_and_nothing_is_lost(off: Driver):
    for words in SIGNS_IN:
        ran = off.run(*words)
        assert ran.code == 1, words
        assert "this machine's clock and Cognito's differ" in ran.stderr, words
    for words in DOES_NOT:
        ran = off.run(*words)
        assert ran.code == 0, (words, ran.stderr)

    off.engine.engine.clock.offset_s = 0.0

    (listed,) = off.run("list", "-o", "json").json()
    assert (listed["environment"], listed["status"]) == ("local-dev", "kept")
    for user in ("ada@example.com", "bob@example.com"):
        assert off.run("token", "--user", user, "--no-cache", "-o", "raw").code == 0
