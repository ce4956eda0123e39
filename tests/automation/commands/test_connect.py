"""Pools that nobody here deployed, from the words of `connect` on."""

import json
from typing import Any

import pytest

from automation.cli.cached_token import quick_token
from local import service
from local.program import ENGINE
from tests.automation.driver import Driver
from tests.automation.keyrings import SOURCE, Keyring, use_keyring

LACKING = ["connect", "theirs", "--user-pool-id", "us-east-1_Missing00"]
BOTH = [*LACKING, "--client-id", "1234567890abcdefghij123456"]


@pytest.fixture
def driver(driver: Driver) -> Driver:
    """With a local engine that has been started before."""
    state = service.ServiceFiles(driver.root / ENGINE).engine_state
    state.parent.mkdir(parents=True)
    state.touch()
    return driver


@pytest.fixture
def pool(driver: Driver) -> dict[str, Any]:
    """What a stack of somebody else's says of itself: another project made it."""
    found: dict[str, Any] = driver.run("up", "-o", "json").json()
    return found


def words(pool: dict[str, Any], client: str = "web") -> list[str]:
    return ["--user-pool-id", pool["user_pool_id"], "--client-id", pool["clients"][client]["client_id"]]


def test_a_connected_pool_is_remembered_described_and_forgotten(driver: Driver, pool: dict[str, Any]):
    secret = pool["client_secret"]
    asked = ["connect", "theirs", *words(pool), "--client-secret", "-", "--domain", pool["domain"]]
    ran = driver.run(*asked, "-o", "json", stdin=f"{secret}\n")
    described = ran.json()
    assert described["user_pool_id"] == pool["user_pool_id"]
    assert described["client_id"] == pool["client_id"]
    assert "remembered as theirs" in ran.stderr
    assert "theirs is a user pool that `connect` remembers" in driver.run("users", "list", "-s", "theirs").stderr
    assert secret not in ran.stdout + ran.stderr
    table = driver.run(*asked, stdin=f"{secret}\n")
    assert "Connected: theirs" in table.stdout
    assert secret not in table.stdout + table.stderr

    assert driver.run("connect", "theirs", "--forget", "-o", "json").json() == {"forgotten": "theirs"}
    again = driver.run("connect", "theirs", "--forget")
    assert again.code == 2
    assert "No pool is remembered as theirs" in again.stderr
    assert driver.engine.engine.store.pools


def test_a_machine_client_of_a_connected_pool_has_a_token(driver: Driver, pool: dict[str, Any]):
    secret = pool["clients"]["batch"]["client_secret"]
    asked = ["connect", "theirs", *words(pool, "batch"), "--client-secret", "-", "--domain", pool["domain"]]
    assert driver.run(*asked, stdin=f"{secret}\n").code == 0
    found = driver.run("token", "--stack", "theirs", "-o", "json").json()
    assert found["claims"]["access_token"]["client_id"] == pool["clients"]["batch"]["client_id"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["connect", "a b", *BOTH[2:]], "can't be the name of a stack"),
        (["connect", "...", *BOTH[2:]], "can't be the name of a stack"),
        (["connect", "dev", *BOTH[2:]], "is a stack of this project"),
        (LACKING, "--client-id is missing"),
        ([*BOTH, "--region", "eu-central-1"], "eu-central-1"),
        (["token", "--flow", "admin", *BOTH[2:]], "administrator's permissions"),
        (["token", "--all", *BOTH[2:]], "none in a user pool that it didn't deploy"),
    ],
)
def test_what_cannot_be_meant_is_refused_and_nothing_remembered(driver: Driver, asked: list[str], said: str):
    ran = driver.run(*asked, "-o", "json")
    assert ran.code == 2, ran.stderr
    assert said in ran.stderr
    assert json.loads(ran.stdout)["error"]["text"]
    assert not (driver.root / ".connections").exists()


def batch(pool: dict[str, Any]) -> list[str]:
    return [*words(pool, "batch"), "--client-secret", SOURCE, "--domain", pool["domain"]]


def test_a_secret_in_the_keyring_is_asked_for_and_kept_nowhere_else(
    driver: Driver, pool: dict[str, Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    secret = pool["clients"]["batch"]["client_secret"]
    keyring = Keyring(secret)
    use_keyring(monkeypatch, keyring)
    assert driver.run("connect", "theirs", *batch(pool)).code == 0
    found = driver.run("token", "--stack", "theirs", "-o", "json").json()
    assert found["claims"]["access_token"]["client_id"] == pool["clients"]["batch"]["client_id"]
    asked = keyring.asked
    assert quick_token(str(driver.root), ["token", "--stack", "theirs", "-o", "raw"]) == 0
    assert capsys.readouterr().out.strip() == found["access_token"]
    assert keyring.asked == asked, "what is kept takes no secret"
    contents = {file.name: file.read_text() for file in driver.root.glob(".connections/*/*/*.json")}
    assert json.loads(contents["connection.json"])["secret_source"] == SOURCE
    assert not [name for name, content in contents.items() if secret in content]

    use_keyring(monkeypatch, Keyring(None))
    gone = driver.run("token", "--stack", "theirs", "--no-cache", "-o", "json")
    assert (gone.code, json.loads(gone.stdout)["error"]["code"]) == (1, "keyring_unavailable")


def test_a_secret_that_is_given_takes_the_place_of_the_keyrings(
    driver: Driver, pool: dict[str, Any], monkeypatch: pytest.MonkeyPatch
):
    secret = pool["clients"]["batch"]["client_secret"]
    use_keyring(monkeypatch, Keyring(secret))
    token = ["token", *words(pool, "batch"), "--domain", pool["domain"], "--no-cache", "-o", "raw"]
    assert driver.run(*token, "--client-secret", SOURCE).code == 0
    assert driver.run(*token).code == 0, "where it is, is remembered"
    use_keyring(monkeypatch, Keyring(None))
    assert driver.run(*token).code == 1
    assert driver.run(*token, "--client-secret", "-", stdin=f"{secret}\n").code == 0
    assert driver.run(*token).code == 0


@pytest.mark.parametrize(
    ("source", "refusal"),
    [
        ("keyring:", (2, "doesn't name a secret in the keyring. Write keyring:SERVICE/NAME")),
        ("keyring:nobody/nothing", (1, "Store it with: keyring set nobody nothing")),
    ],
)
def test_a_secret_that_the_keyring_lacks_leaves_nothing(
    driver: Driver, pool: dict[str, Any], monkeypatch: pytest.MonkeyPatch, source: str, refusal: tuple[int, str]
):
    use_keyring(monkeypatch, Keyring("s3cret"))
    for command in (["connect", "theirs"], ["token"]):
        ran = driver.run(*command, *words(pool, "batch"), "--client-secret", source)
        assert (ran.code, ran.stdout) == (refusal[0], "")
        assert refusal[1] in ran.stderr
        assert list(driver.root.glob(".connections/*/*")) == []


def test_a_rotation_says_which_entry_has_the_former_secret(
    driver: Driver, pool: dict[str, Any], monkeypatch: pytest.MonkeyPatch
):
    use_keyring(monkeypatch, Keyring(pool["clients"]["batch"]["client_secret"]))
    assert driver.run("connect", "theirs", *batch(pool)).code == 0
    ran = driver.run("clients", "rotate-secret", "batch", "-o", "raw")
    assert f"{SOURCE} still has the previous secret" in ran.stderr
    (file,) = driver.root.glob(".connections/*/theirs/connection.json")
    assert ran.stdout.strip() not in file.read_text()
