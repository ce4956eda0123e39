"""The component as a package for programs in any Pulumi language."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf import empty_pb2, struct_pb2
from pulumi.output import contains_unknowns
from pulumi.runtime import rpc
from pulumi.runtime.proto import (
    engine_pb2_grpc,
    provider_pb2,
    provider_pb2_grpc,
    resource_pb2,
    resource_pb2_grpc,
)

from components import ProtectedApiArgs
from components.checking.keys import paths
from components.protected_api import PROTECTED_API_TOKEN
from components.schema import AUTH
from local.language_host import write_language_host
from local.paths import cache_folder
from local.pulumi_cli import obtain_pulumi_cli
from tests.components.support import ARTICLE, plain

CHECKOUT = Path(__file__).parents[2]
TOKEN = "cognito-access-token:index:CognitoAuth"
SIGNATURE = "4dabf18193072939515e22adb298388d"


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What `pulumi package get-schema ./components` prints."""
    folder = tmp_path_factory.mktemp("host")
    cli = obtain_pulumi_cli(cache=cache_folder(), say=print)
    host = cli.folder if cli.has_language_host else write_language_host(folder, Path(sys.executable)).parent
    variables = {
        **os.environ,
        "PATH": f"{host}:{os.environ['PATH']}",
        "PULUMI_HOME": str(folder),
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
    }
    command = [str(cli.executable), "package", "get-schema", str(CHECKOUT / "components")]
    finished = subprocess.run(command, env=variables, cwd=folder, check=True, capture_output=True, timeout=120)
    return json.loads(finished.stdout)


def camel(path: str) -> str:
    """A key as the package calls it in other languages."""
    first, *rest = path.removesuffix("_").split("_")
    return first + "".join(word.capitalize() for word in rest)


def schema_keys(schema: Any, properties: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in properties.items():
        yield path + name, value
        reference = value.get("$ref") or value.get("items", {}).get("$ref") or ""
        if reference.startswith("#/types/"):
            inner = schema["types"][reference.removeprefix("#/types/")]["properties"]
            yield from schema_keys(schema, inner, f"{path}{name}{'[]' if 'items' in value else ''}.")


@pytest.mark.end_to_end
def test_the_packages_schema_has_every_argument(schema: Any) -> None:
    inputs = dict(schema_keys(schema, schema["resources"][TOKEN]["inputProperties"]))

    keys = {".".join(camel(part) for part in path.split(".")) for path in paths(AUTH)}
    assert inputs.keys() == {key.replace("[]", "[]") for key in keys} | {"endpointUrl", "endpointIsIssuer"}


@pytest.mark.end_to_end
def test_the_packages_schema_has_the_protected_api(schema: Any) -> None:
    component = schema["resources"][PROTECTED_API_TOKEN]
    inputs = dict(schema_keys(schema, component["inputProperties"]))

    assert {path for path in inputs if "." not in path} == {camel(key) for key in ProtectedApiArgs.__annotations__}
    assert {"routes[].routeKey", "routes[].scopes", "routes[].public"} <= inputs.keys()
    assert component["requiredInputs"] == ["audience", "issuer", "routes"]


@pytest.mark.end_to_end
@pytest.mark.parametrize("token", [TOKEN, PROTECTED_API_TOKEN])
def test_every_argument_in_the_packages_schema_is_typed_and_documented(schema: Any, token: str) -> None:
    component = schema["resources"][token]
    properties = [*schema_keys(schema, component["inputProperties"]), *schema_keys(schema, component["properties"])]

    assert [path for path, value in properties if not value.get("description")] == []
    assert [path for path, value in properties if not {"type", "$ref"} & value.keys()] == []
    assert [path for path, value in properties if "\n" in value["description"]] == []
    assert [name for name, value in schema["types"].items() if not value.get("description")] == []


@dataclass
class Monitor(resource_pb2_grpc.ResourceMonitorServicer, engine_pb2_grpc.EngineServicer):
    """Pulumi's engine as far as a component host talks to it; remembers every registration."""

    registered: list[Any] = field(default_factory=list)

    def SupportsFeature(self, request: Any, context: Any) -> Any:  # noqa: N802 - Pulumi's name
        known = {"secrets", "resourceReferences", "outputValues", "aliasSpecs"}
        return resource_pb2.SupportsFeatureResponse(hasSupport=request.id in known)

    def RegisterResource(self, request: Any, context: Any) -> Any:  # noqa: N802 - Pulumi's name
        self.registered.append(request)
        urn = f"urn:pulumi:test::project::{request.type}::{request.name}"
        answer = struct_pb2.Struct()
        answer.CopyFrom(request.object)
        return resource_pb2.RegisterResourceResponse(urn=urn, id=f"us-east-1_{request.name}", object=answer)

    def RegisterResourceOutputs(self, request: Any, context: Any) -> Any:  # noqa: N802 - Pulumi's name
        return empty_pb2.Empty()

    def Log(self, request: Any, context: Any) -> Any:  # noqa: N802 - Pulumi's name
        return empty_pb2.Empty()

    def inputs_of(self, kind: str) -> dict[str, Any]:
        (one,) = [request for request in self.registered if request.type.endswith(f":{kind}")]
        return dict(rpc.deserialize_properties(one.object, keep_unknowns=True))


@pytest.fixture
def monitor() -> Iterator[tuple[Monitor, str]]:
    """The monitor and its address."""
    monitor, server = Monitor(), grpc.server(ThreadPoolExecutor(4))
    resource_pb2_grpc.add_ResourceMonitorServicer_to_server(monitor, server)
    engine_pb2_grpc.add_EngineServicer_to_server(monitor, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    yield monitor, f"127.0.0.1:{port}"
    server.stop(None).wait()


@pytest.fixture
def host(monitor: tuple[Monitor, str]) -> Iterator[provider_pb2_grpc.ResourceProviderStub]:
    """The component's host, as Pulumi's language host starts it."""
    process = subprocess.Popen(
        [sys.executable, str(CHECKOUT / "components"), monitor[1]],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    port = process.stdout.readline().strip()
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        yield provider_pb2_grpc.ResourceProviderStub(channel)
    process.terminate()
    process.communicate(timeout=20)


def in_camel_case(value: Any) -> Any:
    if isinstance(value, dict):
        return {camel(key): in_camel_case(inner) for key, inner in value.items()}
    return [in_camel_case(item) for item in value] if isinstance(value, list) else value


def constructed(host: Any, monitor: tuple[Monitor, str], **changes: Any) -> Any:
    inputs = struct_pb2.Struct()
    inputs.update(in_camel_case({**ARTICLE, **changes}))
    request = provider_pb2.ConstructRequest(
        project="project",
        stack="test",
        dryRun=True,
        monitorEndpoint=monitor[1],
        type=TOKEN,
        name="auth",
        inputs=inputs,
    )
    return host.Construct(request, timeout=60)


def output_value(**parts: Any) -> dict[str, Any]:
    """An Output as Pulumi's engine writes it inside of an object; without a value it isn't known yet."""
    return {SIGNATURE: "d0e6a833031e9bbcd3f4e8bde6ca49a4", **parts}


def test_the_host_constructs_the_client_that_was_asked_for(host: Any, monitor: tuple[Monitor, str]) -> None:
    response = constructed(host, monitor)

    client = plain(monitor[0].inputs_of("UserPoolClient"))
    assert client["name"] == "webapp"
    assert client["callbackUrls"] == ["http://localhost:8585"]
    assert client["allowedOauthScopes"] == ["openid", "email", "profile"]
    assert response.urn.endswith("::auth")


def test_a_secret_leaf_stays_secret_and_an_unknown_one_unknown(host: Any, monitor: tuple[Monitor, str]) -> None:
    client = {
        "name": "webapp",
        "callback_urls": ["http://localhost:8585", output_value(value="https://a.example.com", secret=True)],
        "access_token_validity": output_value(),
    }
    constructed(host, monitor, clients=[client])

    inputs = monitor[0].inputs_of("UserPoolClient")
    assert rpc.is_rpc_secret(inputs["callbackUrls"])
    assert plain(inputs["callbackUrls"]) == ["http://localhost:8585", "https://a.example.com"]
    assert contains_unknowns(inputs["accessTokenValidity"])
    assert inputs["name"] == "webapp"


def test_arguments_that_break_rules_are_refused_by_the_host(host: Any, monitor: tuple[Monitor, str]) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        constructed(host, monitor, domain={"prefix": "WebApp12"})

    assert "domain.prefix: must match" in caught.value.details()
    assert monitor[0].registered == []
