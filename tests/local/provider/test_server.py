"""The server: one process for many connections, errors as plain lines, nothing left behind."""

import socket
import threading
import time
from pathlib import Path

import grpc
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import provider_pb2

from local.credentials import Credentials
from local.provider.server import ProviderServer
from tests.local.provider.harness import HOST, Endpoint, Engine, EngineError

NOWHERE = "http://127.0.0.1:1"
POOL = "aws:cognito/userPool:UserPool"
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


def test_it_answers_for_the_version_of_the_installed_official_provider(server: ProviderServer) -> None:
    engine = Engine(server.port)
    version = engine.ask("GetPluginInfo", empty_pb2.Empty()).version
    assert version.startswith("7.")
    engine.close()


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
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, endpoint: Endpoint
) -> None:
    broken = tmp_path / "config"
    broken.write_text("this is no configuration file")
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(broken))
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    monkeypatch.setenv("HTTP_PROXY", NOWHERE)
    with ProviderServer(endpoint_url=endpoint.url, credentials=Credentials("test", "test")) as server:
        engine = Engine(server.port, profile="nobody")
        pool = engine.create(POOL, "pool", {"name": "isolated"})
        engine.delete(pool)
        engine.close()


def test_an_unknown_profile_is_said_where_it_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    with ProviderServer(endpoint_url=NOWHERE) as server:
        engine = Engine(server.port, profile="nobody")
        with pytest.raises(EngineError, match=r"ProfileNotFound: The config profile \(nobody\) could not be found"):
            engine.create(POOL, "pool", {"name": "a"})
        engine.close()


def test_components_and_methods_of_the_official_provider_are_refused_by_name(engine: Engine) -> None:
    with pytest.raises(EngineError, match=r"^aws.eks.Cluster is not available on the local target"):
        engine.ask("Construct", provider_pb2.ConstructRequest(type="aws:eks/cluster:Cluster"))


def test_a_mistake_of_ours_is_a_line_without_a_traceback(engine: Engine) -> None:
    with pytest.raises(EngineError) as failed:
        engine.ask("Read", provider_pb2.ReadRequest(urn="no URN", id="x"))
    assert str(failed.value).startswith("the embedded aws provider failed: ValueError: ")
    assert "\n" not in str(failed.value)
