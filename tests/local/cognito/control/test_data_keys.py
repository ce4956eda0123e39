"""The data keys of stacks that end with the engine, as Pulumi's CLI asks for them."""

import base64
import http.client
import json
from typing import Any

import pytest

from local.cognito.settings import EngineSettings
from local.cognito.thread import EngineThread
from tests.credentials import CREDENTIALS
from tests.local.cognito.control.conftest import Controlled

PATH = "/_engine/vault/v1/transit/decrypt/one-shot"
WRAPPED = f"vault:v1:{'k' * 40}"


def ask(port: int, body: bytes, path: str = PATH, method: str = "PUT") -> tuple[int, Any]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request(method, path, body)
    reply = connection.getresponse()
    found = reply.status, json.loads(reply.read())
    connection.close()
    return found


def key_of(port: int, wrapped: str) -> bytes:
    status, found = ask(port, json.dumps({"ciphertext": wrapped}).encode())
    assert status == 200
    return base64.b64decode(found["data"]["plaintext"])


def test_a_wrapped_key_stands_for_the_same_32_bytes_each_time_and_for_no_others(served: Controlled):
    key = key_of(served.thread.port, WRAPPED)
    assert len(key) == 32
    assert key_of(served.thread.port, WRAPPED) == key
    assert key_of(served.thread.port, WRAPPED + "x") != key


def test_another_engine_cannot_unwrap_what_was_wrapped_for_this_one(served: Controlled):
    with EngineThread(EngineSettings(CREDENTIALS)) as other:
        assert key_of(other.port, WRAPPED) != key_of(served.thread.port, WRAPPED)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        b"\xff",
        b"[" * 4000,
        b'{"ciphertext": null}',
        b'{"ciphertext": "vault:v1:short"}',
        json.dumps({"ciphertext": f"vault:v2:{'k' * 40}"}).encode(),
        json.dumps({"ciphertext": f"{WRAPPED}\n"}).encode(),
    ],
)
def test_what_is_no_wrapped_key_is_refused(served: Controlled, body: bytes):
    status, found = ask(served.thread.port, body)
    assert (status, found) == (400, {"errors": ["This isn't a wrapped data key."]})


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", PATH), ("POST", PATH), ("PUT", "/_engine/vault/v1/transit/encrypt/one-shot"), ("PUT", "/_engine/vault/")],
)
def test_nothing_else_of_vault_is_there(served: Controlled, method: str, path: str):
    body = json.dumps({"ciphertext": WRAPPED}).encode()
    assert ask(served.thread.port, body, path, method)[0] == 404


def test_a_large_body_is_refused(served: Controlled):
    assert ask(served.thread.port, b"x" * 5000)[0] == 413
