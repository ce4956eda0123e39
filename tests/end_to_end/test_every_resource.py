"""All resource types at once, through the real CLI: from `up` by way of every kind of change to an empty engine."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import botocore.session
import pytest

from local.cognito.launcher import EngineProcess, LaunchOptions
from local.credentials import Credentials
from local.provider.resources import RESOURCES
from local.provider.server import ProviderServer
from tests.credentials import CREDENTIALS
from tests.local.pulumi_project import PulumiProject

pytestmark = pytest.mark.slow

PROGRAM = Path(__file__).with_name("every_resource")
UNTOLD = {
    "aws:cognito/user:User": {
        *("clientMetadata", "desiredDeliveryMediums", "messageAction", "password", "temporaryPassword"),
        "validationData",
    },
    "aws:cognito/managedUserPoolClient:ManagedUserPoolClient": {"namePrefix"},
    "aws:cognito/userPoolUICustomization:UserPoolUICustomization": {"imageFile"},
}
"""What an import can't know: Cognito doesn't tell it."""


@dataclass(frozen=True)
class Cloud:
    """An engine with a provider in front of it, and a pool that another service made."""

    provider_port: int
    cognito: Any
    identity: Any
    service_pool: str

    def project(self, workspace: Path) -> PulumiProject:
        workspace.mkdir()
        project = PulumiProject(PROGRAM, workspace, self.provider_port)
        self.configure(project, changed=False)
        return project

    def configure(self, project: PulumiProject, *, changed: bool) -> None:
        settings = {"service_pool": self.service_pool, "changed": changed}
        named = {f"every-resource:{name}": value for name, value in settings.items()}
        project.configure({"config": {"aws:region": "us-east-1", **named}})


@contextmanager
def aws_client(service: str, endpoint_url: str) -> Iterator[Any]:
    client: Any = botocore.session.get_session().create_client(
        service,
        region_name="us-east-1",
        endpoint_url=endpoint_url,
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    yield client
    client.close()


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    with ExitStack() as stack:
        engine = stack.enter_context(EngineProcess(LaunchOptions(credentials=CREDENTIALS)))
        engine.wait_until_ready()
        url = engine.endpoint_url
        provider = stack.enter_context(ProviderServer(endpoint_url=url, credentials=Credentials("test", "test")))
        cognito, identity = (
            stack.enter_context(aws_client(service, url)) for service in ("cognito-idp", "cognito-identity")
        )
        service_pool = cognito.create_user_pool(PoolName="of-a-service")["UserPool"]["Id"]
        cognito.create_user_pool_client(
            UserPoolId=service_pool, ClientName="AmazonOpenSearchService-search", GenerateSecret=True
        )
        yield Cloud(provider.port, cognito, identity, service_pool)


def run(project: PulumiProject, *arguments: str) -> str:
    finished = project.run(*arguments)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished.stdout


def plan(project: PulumiProject) -> dict[str, tuple[str, set[str]]]:
    """By the resources' names: their types, what a preview says is going to be done, and what changes, where."""
    steps = json.loads(run(project, "preview", "--json"))["steps"]
    found = {}
    for step in steps:
        _, _, kind, name = step["urn"].split("::")
        if kind.startswith("aws:") and step["op"] != "same":
            paths = {path.partition(".")[0].partition("[")[0] for path in step.get("detailedDiff") or {}}
            found[f"{kind} {name}"] = (step["op"], paths)
    return found


def resources(project: PulumiProject) -> list[dict[str, Any]]:
    """The state's resources of the `aws` provider."""
    state = json.loads(run(project, "stack", "export"))
    return [found for found in state["deployment"].get("resources", []) if found["type"].startswith("aws:")]


def import_id(resource: dict[str, Any]) -> str:
    """The id by which the official provider imports the resource."""
    pool_id = resource["outputs"].get("userPoolId")
    separator = {
        "aws:cognito/userPoolClient:UserPoolClient": "/",
        "aws:cognito/managedUserPoolClient:ManagedUserPoolClient": "/",
        "aws:cognito/managedLoginBranding:ManagedLoginBranding": ",",
    }.get(resource["type"])
    return f"{pool_id}{separator}{resource['id']}" if separator else str(resource["id"])


def what_is_left(cloud: Cloud) -> dict[str, list[str]]:
    pools = cloud.cognito.list_user_pools(MaxResults=60)["UserPools"]
    identity_pools = cloud.identity.list_identity_pools(MaxResults=60)["IdentityPools"]
    return {
        "pools": [pool["Id"] for pool in pools if pool["Id"] != cloud.service_pool],
        "identity pools": [pool["IdentityPoolId"] for pool in identity_pools],
    }


@dataclass(frozen=True)
class Deployed:
    """The program in a stack of its own, deployed as it is before the change."""

    cloud: Cloud
    project: PulumiProject
    outputs: dict[str, Any]


@pytest.fixture
def deployed(cloud: Cloud, tmp_path: Path) -> Deployed:
    project = cloud.project(tmp_path / "first")
    planned = plan(project)
    assert {operation for operation, _ in planned.values()} == {"create"}
    assert {name.split()[0] for name in planned} == set(RESOURCES)
    run(project, "up", "--yes", "--skip-preview")
    return Deployed(cloud, project, json.loads(run(project, "stack", "output", "--json", "--show-secrets")))


def test_every_resource_is_made_kept_changed_and_destroyed(deployed: Deployed) -> None:
    cloud, project, outputs = deployed.cloud, deployed.project, deployed.outputs
    assert plan(project) == {}
    run(project, "refresh", "--yes", "--expect-no-changes")
    state = run(project, "stack", "export")
    for secret in ("hush-company", "Passw0rd!before", outputs["client_secret"]):
        assert secret not in state
    assert outputs["found"] == {
        "pool": "before",
        "pools": [outputs["pool_id"]],
        "client": "before",
        "group": "before",
        "identity_pool": f"arn:aws:cognito-identity:us-east-1:000000000000:identitypool/{outputs['identity_pool_id']}",
    }

    cloud.configure(project, changed=True)
    planned = plan(project)
    assert {operation for operation, _ in planned.values()} == {"update"}
    model = botocore.session.get_session().get_service_model
    for kind, resource in RESOURCES.items():
        changing = resource.updatable(model(resource.service)) | resource.separately
        told = [paths for name, (_, paths) in planned.items() if name.split()[0] == kind]
        assert set().union(*told) == changing, kind
    run(project, "up", "--yes", "--skip-preview")
    assert plan(project) == {}
    run(project, "refresh", "--yes", "--expect-no-changes")

    run(project, "destroy", "--yes", "--skip-preview")
    assert resources(project) == []
    assert what_is_left(cloud) == {"pools": [], "identity pools": []}
    left = cloud.cognito.list_user_pool_clients(UserPoolId=cloud.service_pool, MaxResults=60)
    assert len(left["UserPoolClients"]) == 1


def test_what_changed_behind_its_back_is_seen_and_put_right(deployed: Deployed) -> None:
    project, pool_id = deployed.project, deployed.outputs["pool_id"]
    cognito = deployed.cloud.cognito
    arn = cognito.describe_user_pool(UserPoolId=pool_id)["UserPool"]["Arn"]
    cognito.tag_resource(ResourceArn=arn, Tags={"stage": "elsewhere"})
    cognito.update_user_pool_client(UserPoolId=pool_id, ClientId=deployed.outputs["client_id"], ClientName="elsewhere")
    cognito.admin_enable_user(UserPoolId=pool_id, Username="jane@example.com")
    cognito.delete_resource_server(UserPoolId=pool_id, Identifier="https://api.example.com")
    cognito.set_log_delivery_configuration(UserPoolId=pool_id, LogConfigurations=[])
    run(project, "refresh", "--yes")
    drifted = plan(project)
    assert {name: operation for name, (operation, _) in drifted.items()} == {
        "aws:cognito/logDeliveryConfiguration:LogDeliveryConfiguration logs": "create",
        "aws:cognito/resourceServer:ResourceServer api": "create",
        "aws:cognito/user:User user": "update",
        "aws:cognito/userPool:UserPool pool": "update",
        "aws:cognito/userPoolClient:UserPoolClient client": "update",
    }
    assert drifted["aws:cognito/user:User user"][1] == {"enabled"}
    assert drifted["aws:cognito/userPool:UserPool pool"][1] == {"tags"}
    assert "name" in drifted["aws:cognito/userPoolClient:UserPoolClient client"][1]
    run(project, "up", "--yes", "--skip-preview")
    assert plan(project) == {}


def test_every_resource_is_imported_into_an_empty_stack(deployed: Deployed, tmp_path: Path) -> None:
    project = deployed.project
    other = deployed.cloud.project(tmp_path / "second")
    wanted = [
        {"type": found["type"], "name": found["urn"].rpartition("::")[2], "id": import_id(found)}
        for found in resources(project)
    ]
    listed = tmp_path / "resources.json"
    listed.write_text(json.dumps({"resources": wanted}))
    run(other, "import", "--yes", "--generate-code=false", "--protect=false", "--file", str(listed))
    ids = {found["urn"]: found["id"] for found in resources(other)}
    assert ids == {found["urn"]: found["id"] for found in resources(project)}
    for name, (operation, paths) in plan(other).items():
        assert operation == "update", name
        assert paths <= UNTOLD.get(name.split()[0], set()), name
