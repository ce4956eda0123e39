"""Who may control the engine: whoever has its key, and nobody else."""

import http.client
import json
import socket
import threading
from typing import Any

import pytest
from botocore.auth import SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as BotocoreCredentials

from local.cognito.control.client import ControlError, EngineControl, ForeignEngineError
from local.cognito.control.names import SERVICE
from local.cognito.control.proof import is_proof, proof
from local.cognito.signature import Request
from local.cognito.signing import signed_headers
from local.credentials import Credentials
from local.errors import EngineError
from tests.credentials import CREDENTIALS
from tests.local.cognito.control.conftest import Controlled

PATHS = (
    ("GET", "clock"),
    ("PUT", "clock"),
    ("POST", "clock"),
    ("GET", "events"),
    ("GET", "snapshots"),
    ("PUT", "snapshots/one"),
    ("POST", "snapshots/one"),
    ("DELETE", "snapshots/one"),
    ("GET", "functions"),
    ("PUT", "functions"),
    ("GET", "ids"),
    ("PUT", "ids"),
    ("GET", "identity-providers"),
    ("PUT", "identity-providers"),
    ("GET", "client-metadata-documents"),
    ("PUT", "client-metadata-documents"),
    ("GET", "status"),
    ("POST", "reset"),
    ("GET", "nothing"),
)


def send(served: Controlled, method: str, target: str, headers: dict[str, str], body: bytes = b"{}") -> tuple[int, Any]:
    connection = http.client.HTTPConnection("127.0.0.1", served.thread.port, timeout=30)
    connection.request(method, f"/_engine/{target}", body, headers)
    reply = connection.getresponse()
    found = reply.status, json.loads(reply.read())
    connection.close()
    return found


def signed(served: Controlled, method: str, target: str, body: bytes = b"{}", **more: Any) -> dict[str, str]:
    request = Request(method, f"/_engine/{target}", "", [("host", f"127.0.0.1:{served.thread.port}")], body)
    return signed_headers(request, **{"credentials": CREDENTIALS, "service": SERVICE, **more})


@pytest.mark.parametrize(("method", "target"), PATHS)
def test_nothing_is_answered_without_a_signature_of_the_engines_key_for_its_control(
    served: Controlled, method: str, target: str
):
    assert send(served, method, target, {})[0] == 403
    other_key = signed(served, method, target, credentials=Credentials(CREDENTIALS.access_key, "other"))
    assert send(served, method, target, other_key)[1]["__type"] == "InvalidSignatureException"
    other_service = signed(served, method, target, service="cognito-idp")
    assert send(served, method, target, other_service)[0] == 403
    address = AWSRequest(method, f"{served.thread.endpoint_url}/_engine/{target}")
    SigV4QueryAuth(BotocoreCredentials("test", "test"), SERVICE, "us-east-1").add_auth(address)
    assert send(served, method, str(address.url).partition("/_engine/")[2], {}, b"")[0] == 403


def test_a_signature_is_good_for_its_own_body_and_path_and_not_for_long(served: Controlled):
    headers = signed(served, "PUT", "clock", b'{"offset_s": 1}')
    assert send(served, "PUT", "clock", headers, b'{"offset_s": 1}')[0] == 200
    assert send(served, "PUT", "clock", headers, b'{"offset_s": 2}')[1]["__type"] == "InvalidSignatureException"
    assert send(served, "PUT", "ids", headers, b'{"offset_s": 1}')[1]["__type"] == "InvalidSignatureException"
    old = signed(served, "POST", "reset", now=1_000_000_000)
    assert send(served, "POST", "reset", old)[1]["message"].startswith("Signature expired")


def test_a_moved_clock_keeps_nobody_out(served: Controlled):
    served.control.advance_clock("+52w")
    served.control.advance_clock("-104w")
    assert served.control.status()["clock"]["offset_s"] == -52 * 7 * 86400


def test_what_it_does_not_have_is_said(served: Controlled):
    status, found = send(served, "GET", "nothing", signed(served, "GET", "nothing"))
    assert (status, found["__type"]) == (404, "UnknownOperationException")


@pytest.mark.parametrize("body", [b"[]", b"{", b'"', b'{"offset_s": NaN}', b'{"offset_s": 1e999}', b"\xff"])
def test_what_is_no_json_object_is_refused(served: Controlled, body: bytes):
    status, found = send(served, "PUT", "clock", signed(served, "PUT", "clock", body), body)
    assert (status, found["__type"]) == (400, "SerializationException")


def test_a_body_of_megabytes_is_refused(served: Controlled):
    status, found = send(served, "PUT", "ids", {}, b"0" * 1_000_001)
    assert (status, found["__type"]) == (413, "RequestEntityTooLargeException")


def test_an_engine_proves_that_it_has_the_key_and_no_other_can(served: Controlled):
    served.control.prove()
    with pytest.raises(ForeignEngineError, match="doesn't have the engine's key"):
        EngineControl(served.thread.endpoint_url, Credentials("test", "other")).prove()


@pytest.mark.parametrize(
    "query", ["", "?challenge=short", f"?challenge={'x' * 129}", "?challenge=%0Axxxxxxxxxxxxxxxxxxxx"]
)
def test_a_challenge_has_a_form(served: Controlled, query: str):
    assert send(served, "GET", f"proof{query}", {})[0] == 400


def test_a_proof_for_one_port_is_none_for_another_so_that_nobody_passes_on_a_true_engines():
    said = proof("secret", "challenge-of-mine", 4566)
    assert is_proof(said, "secret", "challenge-of-mine", 4566)
    for key, challenge, port in (
        ("other", "challenge-of-mine", 4566),
        ("secret", "challenge-of-yours", 4566),
        ("secret", "challenge-of-mine", 4567),
    ):
        assert not is_proof(said, key, challenge, port)


def test_who_passes_everything_on_to_the_true_engine_is_found_out(served: Controlled):
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def pass_on() -> None:
            client, _ = listener.accept()
            with client, socket.create_connection(("127.0.0.1", served.thread.port)) as engine:
                engine.sendall(client.recv(65536))
                client.sendall(engine.recv(65536))

        thread = threading.Thread(target=pass_on)
        thread.start()
        with pytest.raises(ForeignEngineError):
            EngineControl(f"http://127.0.0.1:{listener.getsockname()[1]}", CREDENTIALS).prove()
        thread.join()


def test_where_nobody_listens_it_says_so(served: Controlled):
    served.thread.stop()
    with pytest.raises(EngineError, match="didn't respond"):
        served.control.status()


def test_a_refusal_has_a_code(served: Controlled):
    with pytest.raises(ControlError, match="There is no snapshot nosuch") as refused:
        served.control.restore("nosuch")
    assert refused.value.code == "ResourceNotFoundException"
