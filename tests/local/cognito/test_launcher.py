"""The engine as a process of its own."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from joserfc import jwt
from joserfc.errors import BadSignatureError
from joserfc.jwk import KeySet

from local.clean_environment import clean_variables
from local.cognito.launcher import EngineProcess, LaunchOptions
from local.credentials import Credentials
from local.errors import EngineError, PortInUseError
from local.processes import start_time
from tests.credentials import CREDENTIALS
from tests.local.conftest import ROOT
from tests.ports import can_bind, free_port

REGION = "us-east-1"


def cognito(endpoint_url: str, credentials: Credentials = CREDENTIALS) -> Any:
    return boto3.client(
        "cognito-idp",
        endpoint_url=endpoint_url,
        region_name=REGION,
        aws_access_key_id=credentials.access_key,
        aws_secret_access_key=credentials.secret_key,
        config=Config(retries={"total_max_attempts": 1}),
    )


def wait_until(true: Any, seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def listening_addresses(port: int) -> set[str]:
    """The local addresses, as the kernel writes them, of sockets that listen on `port`."""
    found = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in Path(table).read_text(encoding="ascii").splitlines()[1:]:
            address, _, number = line.split()[1].partition(":")
            if int(number, 16) == port and line.split()[3] == "0A":
                found.add(address)
    return found


@pytest.fixture(scope="module")
def engine() -> Iterator[EngineProcess]:
    with EngineProcess(LaunchOptions(credentials=CREDENTIALS)) as running:
        running.wait_until_ready()
        yield running


pytestmark = pytest.mark.end_to_end


def test_the_signature_of_its_tokens_is_verified_by_its_published_keys(engine: EngineProcess) -> None:
    client = cognito(engine.endpoint_url)
    pool = client.create_user_pool(PoolName="pool")["UserPool"]["Id"]
    flows = ["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    app = client.create_user_pool_client(UserPoolId=pool, ClientName="app", ExplicitAuthFlows=flows)
    app_id = app["UserPoolClient"]["ClientId"]
    client.admin_create_user(UserPoolId=pool, Username="ada", MessageAction="SUPPRESS")
    client.admin_set_user_password(UserPoolId=pool, Username="ada", Password="Correct-horse1", Permanent=True)
    tokens = client.admin_initiate_auth(
        UserPoolId=pool,
        ClientId=app_id,
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "ada", "PASSWORD": "Correct-horse1"},
    )["AuthenticationResult"]
    with urllib.request.urlopen(f"{engine.endpoint_url}/{pool}/.well-known/jwks.json") as answer:
        keys = KeySet.import_key_set(json.load(answer))
    for name, use in (("AccessToken", "access"), ("IdToken", "id")):
        token = jwt.decode(tokens[name], keys, algorithms=["RS256"])
        assert token.claims["token_use"] == use
        assert token.claims["iss"] == f"https://cognito-idp.{REGION}.amazonaws.com/{pool}"
        head, _, signature = tokens[name].rpartition(".")
        tampered = f"{head}.{'B' if signature[0] == 'A' else 'A'}{signature[1:]}"
        with pytest.raises(BadSignatureError):
            jwt.decode(tampered, keys, algorithms=["RS256"])


def test_a_wrong_password_is_refused(engine: EngineProcess) -> None:
    client = cognito(engine.endpoint_url)
    pool = client.create_user_pool(PoolName="pool")["UserPool"]["Id"]
    flows = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    app = client.create_user_pool_client(UserPoolId=pool, ClientName="app", ExplicitAuthFlows=flows)
    client.admin_create_user(UserPoolId=pool, Username="ada", MessageAction="SUPPRESS")
    with pytest.raises(client.exceptions.NotAuthorizedException):
        client.initiate_auth(
            ClientId=app["UserPoolClient"]["ClientId"],
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": "ada", "PASSWORD": "wrong"},
        )


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="reads Linux's table of sockets")
def test_it_listens_on_loopback_and_nowhere_else(engine: EngineProcess) -> None:
    assert listening_addresses(engine.port) == {"0100007F"}
    sockets = {str(entry.readlink()) for entry in Path(f"/proc/{engine.pid}/fd").iterdir()}
    listening = {
        line.split()[9]
        for line in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]
        if line.split()[3] == "0A" and f"socket:[{line.split()[9]}]" in sockets
    }
    assert len(listening) == 1


def test_a_port_in_use_is_one_clear_paragraph(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with (
            EngineProcess(LaunchOptions(port=port)) as engine,
            pytest.raises(PortInUseError, match=rf"127\.0\.0\.1:{port}: the port is in use"),
        ):
            engine.wait_until_ready()


def test_it_takes_the_port_that_it_is_asked_for() -> None:
    port = free_port()
    with EngineProcess(LaunchOptions(port=port)) as engine:
        assert engine.port == port


def test_stopping_leaves_no_process_port_or_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    engine = EngineProcess()
    engine.start()
    engine.wait_until_ready()
    pid, port = engine.pid, engine.port
    assert [entry.stat().st_mode & 0o777 for entry in tmp_path.iterdir()] == [0o700]
    engine.stop()
    assert start_time(pid) is None
    assert can_bind(port)
    assert list(tmp_path.iterdir()) == []
    engine.stop()


@pytest.mark.parametrize("moment", ["starting", "ready"])
def test_a_sigkill_of_its_parent_leaves_no_process_port_or_folder(tmp_path: Path, moment: str) -> None:
    program = (
        "import time; from local.cognito.launcher import EngineProcess, LaunchOptions\n"
        "engine = EngineProcess(); engine.start()\n"
        f"{'engine.wait_until_ready()' if moment == 'ready' else ''}\n"
        "print(engine.pid, engine.port, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    with parent:
        assert parent.stdout
        pid, port = map(int, parent.stdout.readline().split())
        parent.send_signal(signal.SIGKILL)
    wait_until(lambda: start_time(pid) is None)
    assert can_bind(port)
    assert list(tmp_path.iterdir()) == []


def test_one_that_died_is_told_with_its_last_words(tmp_path: Path) -> None:
    with EngineProcess(LaunchOptions(log_file=tmp_path / "log")) as engine:
        port = engine.port
        os.kill(engine.pid, signal.SIGKILL)
        with pytest.raises(EngineError, match="didn't start"):
            engine.wait_until_ready()
        assert not engine.is_alive
        assert can_bind(port)


def test_what_it_holds_survives_a_restart_and_a_sigkill(tmp_path: Path) -> None:
    options = LaunchOptions(state_folder=tmp_path / "state", credentials=CREDENTIALS)
    with EngineProcess(options) as engine:
        engine.wait_until_ready()
        cognito(engine.endpoint_url).create_user_pool(PoolName="first")
    with EngineProcess(options) as engine:
        engine.wait_until_ready()
        client = cognito(engine.endpoint_url)
        assert [pool["Name"] for pool in client.list_user_pools(MaxResults=10)["UserPools"]] == ["first"]
        client.create_user_pool(PoolName="second")
        os.kill(engine.pid, signal.SIGKILL)
        engine.wait()
    with EngineProcess(options) as engine:
        engine.wait_until_ready()
        pools = cognito(engine.endpoint_url).list_user_pools(MaxResults=10)["UserPools"]
        assert sorted(pool["Name"] for pool in pools) == ["first", "second"]
    readable = [path for path in (tmp_path / "state").rglob("*") if path.stat().st_mode & 0o077]
    assert readable == []


def test_one_that_ends_while_it_starts_keeps_what_it_held(tmp_path: Path) -> None:
    options = LaunchOptions(state_folder=tmp_path, credentials=CREDENTIALS)
    with EngineProcess(options) as engine:
        engine.wait_until_ready()
        cognito(engine.endpoint_url).create_user_pool(PoolName="first")
    for delay_s in (0.0, 0.02, 0.05, 0.1, 0.2):
        with EngineProcess(options):
            time.sleep(delay_s)
    with EngineProcess(options) as engine:
        engine.wait_until_ready()
        pools = cognito(engine.endpoint_url).list_user_pools(MaxResults=10)["UserPools"]
        assert [pool["Name"] for pool in pools] == ["first"]


def test_two_side_by_side_do_not_meet(engine: EngineProcess) -> None:
    with EngineProcess(LaunchOptions(credentials=CREDENTIALS)) as other:
        other.wait_until_ready()
        cognito(other.endpoint_url).create_user_pool(PoolName="elsewhere")
        names = [pool["Name"] for pool in cognito(engine.endpoint_url).list_user_pools(MaxResults=60)["UserPools"]]
        assert "elsewhere" not in names


def test_nothing_of_the_users_settings_reaches_it(tmp_path: Path) -> None:
    users = {
        "PATH": "/bin",
        "HOME": "/home/ada",
        "AWS_PROFILE": "prod",
        "AWS_ACCESS_KEY_ID": "AKIA",
        "PERSIST_STATE": "1",
    }
    variables = clean_variables(tmp_path, users)
    assert variables["HOME"] == str(tmp_path)
    assert variables["AWS_CONFIG_FILE"] == os.devnull
    assert not {"AWS_PROFILE", "AWS_ACCESS_KEY_ID", "PERSIST_STATE"} & set(variables)
