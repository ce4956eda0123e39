"""Every file of a kept stack, emptied, cut in half, filled with noise: the right answer, or a paragraph that names it.

The files are those that are there once a stack stands with users, a batch, tokens and a rotation that was begun: a new
one is looked at without a word here. Pulumi's own and the engine's are in `stacks/test_backend_damage.py`,
`tests/local/test_service.py` and `tests/local/cognito/store/test_durability.py`.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pytest

from local.program import ENVIRONMENTS
from tests.automation.driver import Driver, Ran

pytestmark = [pytest.mark.unmeasured, pytest.mark.slow]

ALICE, PASSWORD = ("--user", "alice@example.com"), "Correct-Horse-4711!"
OF_THE_PROJECT = {"Pulumi.yaml", "Pulumi.dev.yaml"}
DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "emptied": lambda _: b"",
    "truncated": lambda content: content[: len(content) // 2],
    "noise": lambda _: bytes(range(256)) * 4,
}
OUTPUTS, ROWS, LISTED = (
    ("outputs", "--refresh", "-o", "json"),
    ("token", "--all", "-o", "csv"),
    ("users", "list", "-o", "json"),
)
COMMANDS = [
    OUTPUTS,
    ("token", *ALICE, "-o", "raw"),
    ("token", *ALICE, "--no-cache", "-o", "raw"),
    ("token", "--user", "load-000002@example.com", "-o", "raw"),
    ROWS,
    LISTED,
    ("users", "create", "--count", "2", "--prefix", "load"),
    ("export", "env", *ALICE),
    ("clients", "rotate-secret", "batch", "--keep-former"),
    ("list",),
    ("reap",),
    ("up", "--quiet"),
]


@pytest.fixture
def kept(driver: Driver) -> Driver:
    made = [
        driver.run("up", "--quiet"),
        driver.run("users", "create", ALICE[1], "--password", "-", stdin=PASSWORD),
        driver.run("users", "create", "--count", "2", "--prefix", "load"),
        driver.run("token", *ALICE),
        driver.run("token", "--all"),
        driver.run("clients", "rotate-secret", "batch", "--keep-former"),
    ]
    assert [one.stderr for one in made if one.code] == []
    return driver


def files_of(driver: Driver) -> list[list[Path]]:
    """Those that hold something, each by itself; locks together, as is what isn't the driver's own."""
    found = [path for path in sorted(driver.root.rglob("*")) if path.is_file()]
    found = [path for path in found if path.relative_to(driver.root).as_posix() not in OF_THE_PROJECT]
    own = [path for path in found if path.stat().st_size and ENVIRONMENTS in path.parts]
    return [*([path] for path in own), [path for path in found if path not in own]]


def damage(paths: list[Path], kind: str) -> dict[Path, bytes]:
    """What is in them now."""
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(DAMAGES[kind](path.read_bytes() if path.exists() else b""))
    return {path: path.read_bytes() for path in paths}


def put_back(contents: Mapping[Path, bytes]) -> None:
    for path, content in contents.items():
        path.write_bytes(content)


def is_right_or_told(ran: Ran, paths: Iterable[Path]) -> bool:
    if "Traceback" in ran.stderr or "unforeseen" in ran.stderr:
        return False
    return ran.code == 0 or (ran.code in {1, 2} and any(str(path) in ran.stderr for path in paths))


def answer_of(ran: Ran) -> object:
    """What stays the same from one run to the next."""
    if not ran.stdout.startswith(("{", "[")):
        return sorted(row["username"] for row in csv.DictReader(io.StringIO(ran.stdout)))
    return json.loads(ran.stdout)


def password_of_alice(driver: Driver) -> str:
    (file,) = driver.root.glob(f"{ENVIRONMENTS}/local/*/users.json")
    return next(str(user["password"]) for user in json.loads(file.read_text()) if user["email"] == ALICE[1])


@pytest.mark.parametrize("kind", DAMAGES)
def test_a_damaged_file_is_made_anew_or_named_and_no_user_password_or_batch_is_lost(kind: str, kept: Driver):
    names = {path.name for group in files_of(kept) for path in group}
    assert {"users.json", "load.json", "tokens.json", "outputs.json", "client-secrets.json", "passphrase"} <= names
    wrong, tokens = [], []
    answers = {command: answer_of(kept.run(*command)) for command in (OUTPUTS, ROWS, LISTED)}
    for paths in files_of(kept):
        contents = {path: path.read_bytes() for path in paths}
        for command in COMMANDS:
            put_back(contents)
            damaged = damage(paths, kind)
            ran = kept.run(*command)
            if not is_right_or_told(ran, paths):
                wrong.append((paths[0].name, command, ran.code, ran.stderr))
            elif not ran.code and command in answers and answer_of(ran) != answers[command]:
                wrong.append((paths[0].name, command, "answered otherwise than before", ran.stdout))
            elif ran.code and damaged != {path: path.read_bytes() for path in paths}:
                wrong.append((paths[0].name, command, "told, and not left as it was", ran.stderr))
        put_back(contents)
        tokens.append(kept.run("token", *ALICE, "--no-cache", "-o", "raw"))
    assert wrong == []
    assert [one.stderr for one in tokens if one.code] == []
    assert password_of_alice(kept) == PASSWORD
    assert kept.run("token", "--user", "load-000002@example.com", "--no-cache", "-o", "raw").code == 0
    named = {row["name"] for row in kept.run("users", "list", "-o", "json").json()}
    assert {ALICE[1], "load-000001@example.com", "load-000002@example.com"} <= named


@pytest.mark.parametrize("kind", DAMAGES)
def test_whatever_is_damaged_destroy_leaves_nothing_or_names_it_and_goes_on_once_it_is_mended(
    kind: str, driver: Driver
):
    assert driver.run("up", "--quiet").code == 0
    for paths in files_of(driver):
        assert driver.run("up", "--quiet").code == 0
        contents = {path: path.read_bytes() for path in paths if path.exists()}
        damage(list(contents), kind)
        ran = driver.run("destroy")
        assert is_right_or_told(ran, paths), ran.stderr
        if ran.code:
            put_back(contents)
            assert driver.run("destroy").code == 0
        assert driver.engine.engine.store.pools == {}
        assert not list(driver.root.glob(f"{ENVIRONMENTS}/local/local-dev"))
