"""The scan finds a secret of each kind wherever one is planted, and leaves alone what may hold them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from local.cognito.tokens import pool_keys
from tests.end_to_end.checkout import Checkout
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


def test_the_scan_sees_every_folder_in_which_the_program_keeps_something(checkout: Checkout):
    (checkout.root / ".local").mkdir()
    (checkout.root / ".local" / "service.log").write_text(SECRETS["password"])
    (checkout.home / "notes").write_text(SECRETS["password"])
    checkout.secrets.learn("password", SECRETS["password"])

    checkout.run("list")

    assert {Path(finding.place).name for finding in checkout.secrets.findings} == {"service.log", "notes"}
    checkout.secrets.clear()
    for path in (checkout.root / ".local" / "service.log", checkout.home / "notes"):
        path.unlink()


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
