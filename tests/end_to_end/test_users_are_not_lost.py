"""Another region, backend, port or pool: no user and no password is gone, and none reaches somebody else."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml

from local.cognito.launcher import EngineProcess, LaunchOptions
from tests.credentials import CREDENTIALS
from tests.end_to_end.checkout import Checkout

NAME, PASSWORD = "alice@example.com", "Correct-Horse-4711!"


def signs_in(checkout: Checkout, *options: str, variables: dict[str, str] | None = None) -> bool:
    """Whether the program still knows alice's password, and her pool still takes it."""
    ran = checkout.run("token", "--user", NAME, "--no-cache", "-o", "json", *options, variables=variables)
    return ran.returncode == 0 and bool(json.loads(ran.stdout)["claims"]["access_token"]["sub"])


@pytest.fixture
def kept(service: Checkout) -> Checkout:
    """The article's stack with a user whom somebody named."""
    assert service.run("up", "--quiet").returncode == 0
    assert service.run("users", "create", NAME, "--password", "-", text_in=PASSWORD).returncode == 0
    return service


def test_another_region_is_refused_while_the_pool_has_users(kept: Checkout) -> None:
    before = json.loads(kept.run("outputs", "-o", "json").stdout)

    by_option = kept.run("up", "--region", "eu-west-1")
    stack = kept.root / "Pulumi.dev.yaml"
    stack.write_text(stack.read_text().replace("us-east-1", "ap-southeast-2"))
    by_file = kept.run("up")
    nowhere = kept.run("up", "--region", "us-east-99")

    assert [ran.returncode for ran in (by_option, by_file, nowhere)] == [2, 2, 2]
    assert before["user_pool_id"] in by_option.stderr
    assert before["user_pool_id"] in by_file.stderr
    assert "us-east-99" in nowhere.stderr
    stack.write_text(stack.read_text().replace("ap-southeast-2", "us-east-1"))
    assert json.loads(kept.run("outputs", "-o", "json").stdout) == before
    assert signs_in(kept)


def test_a_replaced_pool_takes_no_password_of_the_old_one_for_its_own(kept: Checkout) -> None:
    stack = kept.root / "Pulumi.dev.yaml"
    before = stack.read_text()
    article = yaml.safe_load(before)
    article["config"]["cognito-access-token:auth"]["username_attributes"] = ["phone_number"]
    stack.write_text(yaml.safe_dump(article))
    assert kept.run("up").returncode == 2
    assert signs_in(kept)

    replaced = kept.run("up", "--replace-pool")

    assert replaced.returncode == 0, replaced.stderr
    gone = kept.run("token", "--user", NAME, "--no-cache")
    assert gone.returncode == 2
    assert f"{NAME!r} isn't known" in gone.stderr
    assert kept.run("token", "--no-cache", "-o", "raw").returncode == 0
    stack.write_text(before)


def test_another_backend_knows_nothing_of_the_stack_and_takes_nothing_from_it(checkout: Checkout, tmp_path: Path):
    (tmp_path / "passphrase").write_text("correct horse")
    with EngineProcess(LaunchOptions(credentials=CREDENTIALS)) as engine:
        engine.wait_until_ready()
        backends = []
        for name in ("mine", "theirs"):
            (tmp_path / name).mkdir()
            backends.append(
                {
                    **CREDENTIALS.variables,
                    "AWS_ENDPOINT_URL": engine.endpoint_url,
                    "PULUMI_BACKEND_URL": (tmp_path / name).as_uri(),
                    "PULUMI_CONFIG_PASSPHRASE_FILE": str(tmp_path / "passphrase"),
                }
            )
        mine, theirs = backends
        on = ("--target", "aws")
        assert checkout.run("up", *on, "--quiet", variables=mine).returncode == 0
        made = checkout.run("users", "create", NAME, "--password", "-", *on, variables=mine, text_in=PASSWORD)
        assert made.returncode == 0, made.stderr
        batch = checkout.run("users", "create", "--count", "2", "--prefix", "load", *on, variables=mine)
        assert batch.returncode == 0, batch.stderr

        batched = ["users", "delete", "--prefix", "load"]
        for command in (["outputs"], ["token", "--user", NAME], ["users", "list"], batched, ["destroy"]):
            ran = checkout.run(*command, *on, variables=theirs)
            assert ran.stdout == ""
            assert "There is no stack dev" in ran.stderr, command
        assert checkout.run("reap", *on, variables=theirs).returncode == 0

        assert signs_in(checkout, *on, variables=mine)
        rows = checkout.run("token", "--all", "--prefix", "load-", "-o", "csv", *on, variables=mine)
        assert len(rows.stdout.splitlines()) == 3, rows.stderr  # with the header
        destroyed = checkout.run("destroy", *on, variables=mine)
        assert destroyed.returncode == 0, destroyed.stderr


def test_whoever_listens_where_the_engine_was_is_sent_no_secret(kept: Checkout) -> None:
    token = kept.run("token", "--user", NAME, "-o", "raw").stdout.strip()
    port = urlsplit(json.loads(kept.run("outputs", "-o", "json").stdout)["token_endpoint"]).port
    assert port is not None
    assert kept.run("local", "stop").returncode == 0

    with heard_at(port) as heard:
        by_code = kept.run("token", "--user", NAME, "--flow", "code", "--no-cache", "-o", "json")
        userinfo = kept.run("userinfo", "--user", NAME, "--flow", "code")
        forged = kept.run("verify", "-", text_in=f"{token[:-4]}AAAA")

    assert by_code.returncode == 0, by_code.stderr
    assert userinfo.returncode == 0, userinfo.stderr
    assert forged.returncode == 1
    assert b"".join(heard).count(PASSWORD.encode()) == 0
    assert b"".join(heard).count(token.encode()) == 0
    assert urlsplit(json.loads(kept.run("outputs", "-o", "json").stdout)["token_endpoint"]).port != port
    assert signs_in(kept)


@contextmanager
def heard_at(port: int) -> Iterator[list[bytes]]:
    """Somebody else's program at a port of this machine: what it is sent."""
    heard: list[bytes] = []
    over = threading.Event()
    with socket.create_server(("127.0.0.1", port)) as listener:
        listener.settimeout(0.1)

        def listen() -> None:
            while not over.is_set():
                try:
                    connection, _ = listener.accept()
                except TimeoutError:
                    continue
                with connection:
                    connection.settimeout(0.5)
                    try:
                        heard.append(connection.recv(65536))
                        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
                    except OSError:
                        continue

        thread = threading.Thread(target=listen)
        thread.start()
        try:
            yield heard
        finally:
            over.set()
            thread.join()
