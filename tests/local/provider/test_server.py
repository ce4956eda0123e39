"""The server: one process for many connections, errors as plain lines, nothing left behind."""

import socket
import struct
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import provider_pb2

from local.credentials import Credentials
from local.provider.server import ProviderServer
from tests.local import other_user
from tests.local.other_user import needs_root
from tests.local.provider.harness import HOST, Endpoint, Engine, EngineError
from tests.ports import free_port

NOWHERE = "http://127.0.0.1:1"
POOL = "aws:cognito/userPool:UserPool"
DOMAIN = "aws:cognito/userPoolDomain:UserPoolDomain"
LONG_S = 20.0
"""Far below what an unanswered request waits, far above what a busy machine adds."""


def test_starting_waits_for_no_client_and_stopping_frees_the_port() -> None:
    server = ProviderServer(endpoint_url=NOWHERE, credentials=Credentials("test", "test"))
    port = server.start()
    assert server.start() == port == server.port
    server.stop()
    server.stop()
    with socket.socket() as probe, pytest.raises(ConnectionRefusedError):
        probe.connect((HOST, port))


def test_stopping_waits_for_no_answer() -> None:
    with socket.create_server((HOST, 0)) as silent:
        server = ProviderServer(
            endpoint_url=f"http://{HOST}:{silent.getsockname()[1]}", credentials=Credentials("test", "test")
        )
        server.start()
        engine = Engine(server.port, maxRetries="0")
        failures: list[EngineError] = []

        def create() -> None:
            try:
                engine.create(POOL, "pool", {"name": "a"})
            except EngineError as error:
                failures.append(error)

        asking = threading.Thread(target=create)
        asking.start()
        connection, _ = silent.accept()
        with connection:
            started = time.monotonic()
            server.stop()
            assert time.monotonic() - started < LONG_S
            asking.join()
            engine.close()
    assert len(failures) == 1


def test_a_stopped_server_can_be_started_again() -> None:
    server = ProviderServer(endpoint_url=NOWHERE, credentials=Credentials("test", "test"))
    for _ in range(2):
        with server:
            engine = Engine(server.port)
            assert engine.check(POOL, "pool", {"name": "a"})["deletionProtection"] == "INACTIVE"
            engine.close()


def test_a_server_that_cannot_listen_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", "/missing")
    server = ProviderServer(endpoint_url=NOWHERE, credentials=Credentials("test", "test"))
    with pytest.raises(OSError, match=r"^the aws provider can't listen on the loopback address: .*No such file"):
        server.start()
    server.stop()


def test_it_answers_for_the_version_of_the_installed_official_provider(alone: tuple[Endpoint, Engine]) -> None:
    _, engine = alone
    version = engine.ask("GetPluginInfo", empty_pb2.Empty()).version
    assert version.startswith("7.")


def test_no_endpoint_is_one_line_that_says_so_and_nothing_is_pending() -> None:
    with ProviderServer(endpoint_url=NOWHERE, credentials=Credentials("test", "test")) as server:
        engine = Engine(server.port, maxRetries="0")
        with pytest.raises(EngineError) as failed:
            engine.create(POOL, "pool", {"name": "a"})
        engine.close()
    assert str(failed.value) == (
        "creating user pool 'a': EndpointConnectionError: Could not connect to the endpoint URL: "
        '"http://127.0.0.1:1/" (CreateUserPool)'
    )
    assert failed.value.code == grpc.StatusCode.FAILED_PRECONDITION


def test_the_persons_own_aws_files_proxies_and_profile_are_never_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, alone: tuple[Endpoint, Engine]
) -> None:
    endpoint, _ = alone
    endpoint.answers["CreateUserPool"] = lambda _request: (200, {"UserPool": {"Id": "us-east-1_1"}})
    broken = tmp_path / "config"
    broken.write_text("this is no configuration file")
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(broken))
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    monkeypatch.setenv("HTTP_PROXY", NOWHERE)
    with ProviderServer(endpoint_url=endpoint.url, credentials=Credentials("test", "test")) as server:
        engine = Engine(server.port, profile="nobody")
        assert engine.create(POOL, "pool", {"name": "isolated"}).id == "us-east-1_1"
        engine.close()


def test_an_unknown_profile_is_said_where_it_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    with ProviderServer(endpoint_url=NOWHERE) as server:
        engine = Engine(server.port, profile="nobody")
        with pytest.raises(EngineError, match=r"ProfileNotFound: The config profile \(nobody\) could not be found"):
            engine.create(POOL, "pool", {"name": "a"})
        engine.close()


def test_components_and_methods_of_the_official_provider_are_refused_by_name(alone: tuple[Endpoint, Engine]) -> None:
    _, engine = alone
    with pytest.raises(EngineError, match=r"^aws.eks.Cluster is not available on the local target"):
        engine.ask("Construct", provider_pb2.ConstructRequest(type="aws:eks/cluster:Cluster"))


def test_a_mistake_of_ours_is_a_line_without_a_traceback(alone: tuple[Endpoint, Engine]) -> None:
    _, engine = alone
    with pytest.raises(EngineError) as failed:
        engine.ask("Read", provider_pb2.ReadRequest(urn="no URN", id="x"))
    assert str(failed.value).startswith("the embedded aws provider failed: ValueError: ")
    assert "\n" not in str(failed.value)


@contextmanager
def from_port(client_port: int, server_port: int) -> Iterator[int]:
    """A port that leads to the server's, by one connection from a port of our choice that is free at the end."""
    with socket.create_server((HOST, 0)) as listener, socket.socket() as onward:
        onward.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        onward.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        onward.bind((HOST, client_port))
        onward.connect((HOST, server_port))

        def relay() -> None:
            caller, _ = listener.accept()
            with caller:
                back = threading.Thread(target=pump, args=(onward, caller))
                back.start()
                pump(caller, onward)
                back.join()

        relaying = threading.Thread(target=relay)
        relaying.start()
        yield listener.getsockname()[1]
        relaying.join()


def pump(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while chunk := source.recv(1 << 16):
            target.sendall(chunk)
    for end in (source, target):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


def test_a_connection_from_the_port_of_a_cancelled_one_is_new() -> None:
    client_port = free_port()
    with ProviderServer(endpoint_url=NOWHERE, credentials=Credentials("test", "test")) as server:
        refusals = []
        for _ in range(3):
            with from_port(client_port, server.port) as port:
                engine = Engine(port, maxRetries="0")
                with pytest.raises(EngineError) as failed:
                    engine.create(POOL, "pool", {"name": "a"})
                refusals.append(str(failed.value))
                engine.cancel()
                with pytest.raises(EngineError, match=r"^creating user pool 'a' was cancelled$"):
                    engine.create(POOL, "pool", {"name": "a"})
                engine.close()
        assert all("Could not connect to the endpoint" in refusal for refusal in refusals)


def test_what_an_ended_connection_waits_for_is_given_up(alone: tuple[Endpoint, Engine]) -> None:
    endpoint, engine = alone
    asked = threading.Event()

    def creating(_request: object) -> tuple[int, dict[str, Any]]:
        asked.set()
        return 200, {"DomainDescription": {"Status": "CREATING"}}

    endpoint.answers |= {"CreateUserPoolDomain": lambda _request: (200, {}), "DescribeUserPoolDomain": creating}

    def create() -> None:
        with suppress(EngineError):
            engine.create(DOMAIN, "domain", {"domain": "abandoned", "userPoolId": "us-east-1_1"})

    caller = threading.Thread(target=create)
    caller.start()
    assert asked.wait(LONG_S)
    waiting = [thread for thread in threading.enumerate() if thread.name == "aws-provider-request"]
    engine.close()
    caller.join()
    assert waiting
    for thread in waiting:
        thread.join(LONG_S)
        assert not thread.is_alive()


@needs_root
def test_other_users_get_no_word_from_it() -> None:
    with ProviderServer(endpoint_url=NOWHERE, credentials=Credentials("test", "test")) as server:
        preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
        assert other_user.ask(server.port, preface) == b""
        with socket.create_connection((HOST, server.port)) as own:
            own.sendall(preface.encode())
            assert own.recv(1) != b""
