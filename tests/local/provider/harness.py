"""What the tests share: an engine, an endpoint that records and can refuse, and an engine's side of gRPC."""

import http.client
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import boto3
import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc, status_pb2

from local.cognito.launcher import EngineProcess, LaunchOptions
from local.provider.values import marshal, unmarshal
from tests.credentials import CREDENTIALS
from tests.local.wire_recording import RecordedService, is_changing

HOST = "127.0.0.1"
SEED = b"seed"
CALLER_IDENTITY = b"""<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
<GetCallerIdentityResult><Account>000000000000</Account><Arn>arn:aws:iam::000000000000:root</Arn>
<UserId>000000000000</UserId></GetCallerIdentityResult></GetCallerIdentityResponse>"""


@contextmanager
def engine() -> Iterator[int]:
    """An engine of its own; its port."""
    with EngineProcess(LaunchOptions(credentials=CREDENTIALS)) as running:
        running.wait_until_ready()
        yield running.port


@dataclass
class Call:
    """One request as it came over the wire, and what was answered."""

    operation: str
    request: dict[str, Any]
    status: int
    response: dict[str, Any]


Behind = Callable[[dict[str, str], bytes], tuple[int, bytes]]
"""What answers a POST request to `/` with these headers and this body: status and body."""


@dataclass
class Endpoint:
    """An HTTP endpoint that records every call, and answers some itself."""

    behind: Behind
    calls: list[Call] = field(default_factory=list)
    answers: dict[str, Callable[[dict[str, Any]], tuple[int, dict[str, Any]] | None]] = field(default_factory=dict)
    """By operation: what is answered in place of what is behind; None leaves it to that."""
    url: str = ""

    def refuse(self, operation: str, code: str, message: str) -> None:
        """Answer this operation with an error from now on."""
        self.answers[operation] = lambda _request: (400, {"__type": code, "message": message})

    def changing(self) -> list[tuple[str, dict[str, Any]]]:
        """The calls so far that change something, and forget all."""
        calls, self.calls[:] = list(self.calls), []
        return [(call.operation, call.request) for call in calls if is_changing(call.operation)]

    def operations(self) -> list[str]:
        """The names of the calls so far."""
        return [call.operation for call in self.calls]

    def handle(self, target: str, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        """Record, and answer, one request."""
        operation = target.rpartition(".")[2]
        request = json.loads(body) if operation else {}
        answer_to = self.answers.get(operation)
        own = answer_to(request) if answer_to else None
        status, payload = self.behind(headers, body) if own is None else (own[0], json.dumps(own[1]).encode())
        if operation:
            self.calls.append(Call(operation, request, status, json.loads(payload or b"{}")))
        return status, payload


def forwarding(engine_port: int) -> Behind:
    """The engine's own answers."""

    def answer(headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection(HOST, engine_port, timeout=10)
        connection.request("POST", "/", body, headers)
        answered = connection.getresponse()
        status, payload = answered.status, answered.read()
        connection.close()
        return status, payload

    return answer


def nothing(_headers: dict[str, str], _body: bytes) -> tuple[int, bytes]:
    """No answers but the endpoint's own."""
    return 400, b'{"__type": "NotAnsweredException", "message": "The test has no answer to this."}'


def recorded(service: RecordedService) -> Behind:
    """The answers of a recording, and whose account it was."""

    def answer(headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        operation = headers.get("X-Amz-Target", "").rpartition(".")[2]
        if not operation:
            return 200, CALLER_IDENTITY
        status, response = service.answer(operation, json.loads(body))
        return status, json.dumps(response).encode()

    return answer


@contextmanager
def endpoint(behind: Behind) -> Iterator[Endpoint]:
    """A recording endpoint in front of something that answers."""
    recorder = Endpoint(behind)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = dict(self.headers.items())  # the host too, which is signed
            status, payload = recorder.handle(self.headers.get("X-Amz-Target", ""), headers, body)
            self.send_response(status)
            self.send_header("Content-Length", str(len(payload)))
            self.end_headers()
            self.wfile.write(payload)

        def log_message(self, *_args: object) -> None:
            """Nothing: pytest's output is no access log."""

    server = ThreadingHTTPServer((HOST, 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    recorder.url = f"http://{HOST}:{server.server_address[1]}"
    try:
        yield recorder
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass
class Held:
    """One resource in the engine's state."""

    kind: str
    name: str
    id: str
    inputs: dict[str, Any]
    outputs: dict[str, Any]
    secrets: frozenset[str] = frozenset()


class EngineError(Exception):
    """The provider's answer was an error."""

    def __init__(self, error: grpc.RpcError) -> None:
        super().__init__(error.details())
        self.code = error.code()
        self.held: Held | None = None
        details = dict(error.trailing_metadata() or ()).get("grpc-status-details-bin")
        if details:
            status = status_pb2.Status.FromString(details)
            failed = provider_pb2.ErrorResourceInitFailed()
            assert status.details[0].Unpack(failed)
            outputs, secrets = unmarshal(failed.properties)
            self.held = Held("", "", failed.id, {}, outputs, secrets)
            self.reasons = list(failed.reasons)


class Engine:
    """What Pulumi's engine does with a provider, over a real connection."""

    def __init__(self, port: int, **configuration: Any) -> None:
        # A subchannel pool of its own: channels of one process would otherwise share a connection.
        self._channel = grpc.insecure_channel(f"{HOST}:{port}", options=[("grpc.use_local_subchannel_pool", 1)])
        self._stub = provider_pb2_grpc.ResourceProviderStub(self._channel)
        self.ask("Attach", plugin_pb2.PluginAttach(address="127.0.0.1:1"))
        self.ask("Configure", provider_pb2.ConfigureRequest(args=marshal(configuration), acceptSecrets=True))

    def close(self) -> None:
        self._channel.close()

    def ask(self, method: str, request: Any) -> Any:
        try:
            return getattr(self._stub, method)(request, timeout=60)
        except grpc.RpcError as error:
            raise EngineError(error) from None

    def check(self, kind: str, name: str, inputs: dict[str, Any], olds: dict[str, Any] | None = None) -> dict[str, Any]:
        checked, failures = self.check_all(kind, name, inputs, olds)
        assert not failures, failures
        return checked

    def check_all(
        self, kind: str, name: str, inputs: dict[str, Any], olds: dict[str, Any] | None = None
    ) -> tuple[dict[str, Any], list[str]]:
        response = self.ask(
            "Check",
            provider_pb2.CheckRequest(
                urn=urn(kind, name), news=marshal(inputs), olds=marshal(olds or {}), randomSeed=SEED
            ),
        )
        return unmarshal(response.inputs)[0], [failure.reason for failure in response.failures]

    def preview(self, kind: str, name: str, inputs: dict[str, Any]) -> dict[str, Any]:
        properties = marshal(self.check(kind, name, inputs))
        request = provider_pb2.CreateRequest(urn=urn(kind, name), properties=properties, preview=True)
        return unmarshal(self.ask("Create", request).properties)[0]

    def create(
        self, kind: str, name: str, inputs: dict[str, Any], secrets: frozenset[str] = frozenset(), timeout: float = 0
    ) -> Held:
        checked = self.check(kind, name, inputs)
        request = provider_pb2.CreateRequest(urn=urn(kind, name), properties=marshal(checked, secrets), timeout=timeout)
        response = self.ask("Create", request)
        outputs, secret_outputs = unmarshal(response.properties)
        return Held(kind, name, response.id, checked, outputs, secret_outputs)

    def diff(self, held: Held, inputs: dict[str, Any]) -> Any:
        return self.ask(
            "Diff",
            provider_pb2.DiffRequest(
                urn=urn(held.kind, held.name),
                id=held.id,
                olds=marshal(held.outputs),
                old_inputs=marshal(held.inputs),
                news=marshal(self.check(held.kind, held.name, inputs, held.inputs)),
            ),
        )

    def changes(self, held: Held, inputs: dict[str, Any]) -> dict[str, str]:
        """What a diff says of each path: `UPDATE`, `ADD_REPLACE`, …."""
        diff = self.diff(held, inputs)
        assert (diff.changes == provider_pb2.DiffResponse.DIFF_SOME) == bool(diff.detailedDiff)
        return {path: provider_pb2.PropertyDiff.Kind.Name(item.kind) for path, item in diff.detailedDiff.items()}

    def update(self, held: Held, inputs: dict[str, Any], *, preview: bool = False) -> Held:
        checked = self.check(held.kind, held.name, inputs, held.inputs)
        response = self.ask(
            "Update",
            provider_pb2.UpdateRequest(
                urn=urn(held.kind, held.name),
                id=held.id,
                olds=marshal(held.outputs, held.secrets),
                old_inputs=marshal(held.inputs),
                news=marshal(checked),
                preview=preview,
            ),
        )
        outputs, secrets = unmarshal(response.properties)
        return Held(held.kind, held.name, held.id, checked, outputs, secrets)

    def read(self, held: Held) -> Held | None:
        return self._read(
            held.kind,
            held.name,
            provider_pb2.ReadRequest(
                urn=urn(held.kind, held.name),
                id=held.id,
                properties=marshal(held.outputs, held.secrets),
                inputs=marshal(held.inputs),
            ),
        )

    def import_(self, kind: str, name: str, resource_id: str) -> Held | None:
        return self._read(kind, name, provider_pb2.ReadRequest(urn=urn(kind, name), id=resource_id))

    def delete(self, held: Held) -> None:
        request = provider_pb2.DeleteRequest(
            urn=urn(held.kind, held.name), id=held.id, properties=marshal(held.outputs, held.secrets)
        )
        self.ask("Delete", request)

    def invoke(self, token: str, arguments: dict[str, Any]) -> tuple[dict[str, Any], frozenset[str]]:
        response = self.ask("Invoke", provider_pb2.InvokeRequest(tok=token, args=marshal(arguments)))
        return unmarshal(getattr(response, "return"))

    def cancel(self) -> None:
        self.ask("Cancel", empty_pb2.Empty())

    def _read(self, kind: str, name: str, request: Any) -> Held | None:
        response = self.ask("Read", request)
        if not response.id:
            return None
        outputs, secrets = unmarshal(response.properties)
        return Held(kind, name, response.id, unmarshal(response.inputs)[0], outputs, secrets)


def discard(engine_port: int, pool_id: str) -> None:
    """Delete a user pool with whatever Cognito wants gone before it."""
    cognito = boto3.client(
        "cognito-idp",
        endpoint_url=f"http://127.0.0.1:{engine_port}",
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    pool = cognito.describe_user_pool(UserPoolId=pool_id)["UserPool"]
    for domain in (pool.get("Domain"), pool.get("CustomDomain")):
        if domain:
            cognito.delete_user_pool_domain(UserPoolId=pool_id, Domain=domain)
    if pool["DeletionProtection"] == "ACTIVE":
        cognito.update_user_pool(
            UserPoolId=pool_id,
            DeletionProtection="INACTIVE",
            AutoVerifiedAttributes=pool.get("AutoVerifiedAttributes", []),
        )
    cognito.delete_user_pool(UserPoolId=pool_id)


def urn(kind: str, name: str) -> str:
    return f"urn:pulumi:dev::project::project:index:Component${kind}::{name}"
