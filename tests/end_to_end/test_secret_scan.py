"""The scan finds a secret of each kind wherever one is planted, and leaves alone what may hold them."""

import gzip
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from local.cognito.tokens import pool_keys
from tests.end_to_end.checkout import Checkout, finish
from tests.end_to_end.secret_scan import LINE_OF_THE_EXPONENT, SecretScan
from tests.local.cognito.control.test_snapshots import kept_engine
from tests.local.cognito.world import World

SECRETS = {
    "password": "Planted-Pass-4711!",
    "client_secret": "1plantedclientsecret2345678901234567890",
    "access_token": "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJwbGFudGVkIn0.cGxhbnRlZC1zaWduYXR1cmUtb2YtYS10b2tlbg",
    "refresh_token": "planted.refresh.token.of.five.parts",
    "totp_secret": "PLANTEDTOTPSECRET234567",
    "secret_key": "planted/secret+key/of/the/engine",
    "passphrase": "correct horse planted",
}
PLACES = [
    ".environments/local/dev/notes.json",
    ".environments/ledger/dev-0123456789.json",
    ".local/service.log",
    ".local/pulumi/logs/up.log",
    ".local/state/.pulumi/stacks/project/dev.json",
    ".local/state/.pulumi/history/project/dev/dev-1.history.json",
    ".local/state/.pulumi/backups/project/dev/dev.1.json",
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """With one file of each kind of holder."""
    home = tmp_path / ".environments" / "local" / "dev"
    home.mkdir(parents=True)
    (tmp_path / ".local" / "engine").mkdir(parents=True)
    kept = {
        home / "users.json": json.dumps([{name: SECRETS[name] for name in ("password", "totp_secret")}]),
        home / "tokens.json": json.dumps(
            {"entries": {"q": {name: SECRETS[name] for name in ("access_token", "refresh_token")}}}
        ),
        home / "outputs.json": json.dumps({"outputs": {"client_secret": SECRETS["client_secret"]}}),
        tmp_path / ".local" / "passphrase": SECRETS["passphrase"] + "\n",
        tmp_path / ".local" / "engine" / "credentials.json": json.dumps({"secret_key": SECRETS["secret_key"]}),
    }
    for path, text in kept.items():
        path.write_text(text)
        path.chmod(0o600)
    return tmp_path


def scan_of(folder: Path, pids: list[int] | None = None) -> SecretScan:
    return SecretScan(lambda: [folder], lambda: pids or [])


@pytest.mark.parametrize("kind", SECRETS)
@pytest.mark.parametrize("place", PLACES)
def test_a_planted_secret_is_found_in_every_file_that_may_hold_none(folder: Path, kind, place):
    scan = scan_of(folder)
    assert scan.look() == []

    planted = folder / place
    planted.parent.mkdir(parents=True, exist_ok=True)
    planted.write_text(f"something, {json.dumps(SECRETS[kind])}, and more")

    assert [(finding.kind, finding.place) for finding in scan.look()] == [(kind, str(planted))]


def test_a_password_as_short_as_cognito_takes_is_looked_for_and_a_code_is_not(folder: Path):
    scan = scan_of(folder)
    scan.said("users create -o json", json.dumps({"password": "Ab-12!", "code": "123456"}), "")
    (folder / ".local" / "service.log").write_text("Ab-12! and 123456")

    assert [finding.kind for finding in scan.look()] == ["password"]


def test_a_holder_that_others_can_read_is_found(folder: Path):
    scan = scan_of(folder)
    assert scan.look() == []
    (folder / ".local" / "passphrase").chmod(0o644)

    (folder / ".local" / "passphrase").touch()

    assert [finding.kind for finding in scan.look()] == ["passphrase"]


@pytest.mark.parametrize("kind", SECRETS)
@pytest.mark.parametrize("where", ["arguments", "variable SHOWN"])
def test_a_planted_secret_is_found_in_a_process(folder: Path, kind, where):
    waits = [sys.executable, "-c", "input(1)", *([SECRETS[kind]] if where == "arguments" else [])]
    variables = {} if where == "arguments" else {"SHOWN": SECRETS[kind]}
    with subprocess.Popen(waits, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=variables) as process:
        assert process.stdout is not None
        assert process.stdout.read(1) == b"1"  # it has begun: only then does the system know its arguments
        scan = scan_of(folder, [process.pid])
        scan.note_processes()
        process.communicate(b"\n")

    (finding,) = scan.look()

    assert finding.kind == kind
    assert finding.place.startswith(f"the {where} of a process python")


@pytest.mark.parametrize("kind", SECRETS)
def test_a_planted_secret_is_found_in_what_a_command_says_beside_its_answer(folder: Path, kind):
    scan = scan_of(folder)
    scan.said("up", "", f"deployed with {SECRETS[kind]}")

    assert [(finding.kind, finding.place) for finding in scan.look()] == [(kind, "the stderr of `up`")]


def test_secrets_are_learnt_from_what_a_command_answers_too(folder: Path):
    scan = scan_of(folder)
    scan.said("token -o raw", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbm90aGVyIn0.b25seS1vbi1zdGRvdXQtc2lnbmF0dXJl", "")
    scan.said("token -o json", '{"id_token": "only.seen.on.stdout"}', "")
    (folder / ".local" / "service.log").write_text("only.seen.on.stdout")

    assert [finding.kind for finding in scan.look()] == ["id_token"]


@pytest.mark.parametrize(
    ("variable", "kind"),
    [
        ("COGNITO_CLIENT_SECRET", "client_secret"),
        ("COGNITO_CLIENT_ORDER_WORKER_SECRET", "client_secret"),
        ("COGNITO_PASSWORD", "password"),
        ("COGNITO_REFRESH_TOKEN", "refresh_token"),
    ],
)
def test_secrets_are_learnt_from_the_variables_that_export_json_prints(folder: Path, variable, kind):
    scan = scan_of(folder)
    scan.said("export json", json.dumps({variable: "seen.in.a.variable", "COGNITO_CLIENT_ORDER_ID": "no-secret"}), "")
    (folder / ".local" / "service.log").write_text("seen.in.a.variable of no-secret")

    assert [finding.kind for finding in scan.look()] == [kind]


def test_what_was_found_after_one_command_is_told_in_the_end_though_it_is_gone(folder: Path):
    scan = scan_of(folder)
    log = folder / ".local" / "service.log"
    log.write_text(SECRETS["password"])
    scan.look()
    log.unlink()

    assert len(scan.look()) == 1
    scan.clear()
    assert scan.look() == []


STATE = ".local/state/.pulumi"
PLANTED = {
    "a log": ".local/service.log",
    "a compressed log": ".local/pulumi/logs/up.log",
    "a stack's state": f"{STATE}/stacks/cognito-access-token/local-dev.json",
    "a backup": f"{STATE}/backups/cognito-access-token/local-dev/1.json",
    "the history": f"{STATE}/history/cognito-access-token/local-dev/1.history.json",
    "the ledger": ".environments/ledger/local-dev.json",
    "an environment's folder": ".environments/local/local-dev/notes",
    "a stack's file": "Pulumi.local-dev.yaml",
    "a project's folder": ".cognito/notes",
}


def test_a_secret_in_any_place_fails_the_command_after_which_it_stands_there(checkout: Checkout):
    checkout.secrets.learn("password", SECRETS["password"])
    secret = SECRETS["password"].encode()
    for name in PLANTED.values():
        path = checkout.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(gzip.compress(secret) if "pulumi/logs" in name else secret)
        with pytest.raises(AssertionError, match=Path(name).name):
            checkout.run("token", "--help")
        path.unlink()
        checkout.secrets.findings.clear()
    (checkout.home / "notes").write_bytes(secret)
    with pytest.raises(AssertionError, match=r"home.notes"):
        checkout.run("token", "--help")
    (checkout.home / "notes").unlink()
    checkout.secrets.findings.clear()
    for folder in (".local", ".environments", ".cognito"):
        shutil.rmtree(checkout.root / folder)

    checkout.run("token", "--help")


LEAKING = """
import os, subprocess, sys

where, secret, began, go = {given}
if where == "the stderr of":
    sys.stderr.write(secret)
else:
    waits = ["sh", "-c", 'touch "$0"; until test -e "$1"; do sleep 0.02; done', began, go]
    leaked = [secret] if where == "the arguments of" else []
    variables = {{**os.environ, **({{"SHOWN": secret}} if where == "the variable SHOWN of" else {{}})}}
    subprocess.run(waits + leaked, env=variables, check=True)
"""
"""Goes before the program, in its own process."""


@pytest.mark.parametrize("where", ["the stderr of", "the arguments of", "the variable SHOWN of"])
def test_a_secret_that_a_command_shows_fails_it(checkout: Checkout, tmp_path: Path, monkeypatch, where):
    checkout.secrets.learn("password", SECRETS["password"])
    began, go = tmp_path / "began", tmp_path / "go"
    given = (where, SECRETS["password"], str(began), str(go))
    (tmp_path / "sitecustomize.py").write_text(LEAKING.format(given=given))
    note = checkout.secrets.note_processes

    def noting(*arguments):
        has_begun = began.exists()
        note(*arguments)
        if has_begun:
            go.touch()

    monkeypatch.setattr(checkout.secrets, "note_processes", noting)
    with pytest.raises(AssertionError, match=where):
        checkout.run("token", "--help", variables={"PYTHONPATH": str(tmp_path)})
    go.unlink(missing_ok=True)
    began.unlink(missing_ok=True)
    checkout.secrets.clear()
    checkout.secrets.learn("password", SECRETS["password"])

    process = checkout.start("token", "--help", variables={"PYTHONPATH": str(tmp_path)})
    with pytest.raises(AssertionError, match=where):
        finish(process)
    checkout.secrets.clear()


def test_the_keys_that_pools_sign_with_are_looked_for(folder: Path):
    engine = kept_engine(folder / ".local" / "engine")
    world = World.with_pool(engine)
    world.add_user("ada")
    with engine.calling(world.pool):
        pool_keys.signing_key(engine, world.pool, "access")
    key = world.pool.signing_keys["access"]
    scan = scan_of(folder)
    assert scan.look() == []

    log = folder / ".local" / "service.log"
    for text in (key, json.dumps({"key": key}), key.splitlines()[LINE_OF_THE_EXPONENT]):
        log.write_text(text)
        assert {finding.kind for finding in scan.look()} == {"signing key"}
        scan.findings = []
    engine.close()
