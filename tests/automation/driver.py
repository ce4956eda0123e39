"""The driver's command line in this process, with the real engine and, in place of Pulumi's, a deployment in memory."""

import io
import json
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import boto3
import pytest
import yaml

import automation.run
from automation.errors import StackMissingError
from automation.stacks.destructive_changes import PlannedChange
from automation.targets.target import Connection
from automation.targets.workspaces import Workspace, config_of
from automation.terminal.console import Console
from automation.tokens.discovery import ENDPOINTS
from cognito_model.endpoints import endpoints_of
from components.settings import FULL_KEY
from local import service
from local.cognito.settings import EngineSettings
from local.cognito.thread import EngineThread
from local.pulumi_cli import PulumiCli
from tests.credentials import CREDENTIALS

if TYPE_CHECKING:
    from local.credentials import Credentials

ROOT = Path(__file__).resolve().parents[2]
SETTINGS: dict[str, Any] = {
    "pool_name": "orders",
    "deletion_protection": "INACTIVE",
    "username_attributes": ["email"],
    "auto_verified_attributes": ["email"],
    "password_policy": {"minimum_length": 8},
    "admin_create_user_config": {"allow_admin_create_user_only": False},
    "domain": {"prefix": "orders-under-test"},
    "resource_servers": [
        {"identifier": "orders", "name": "orders", "scopes": [{"scope_name": "read", "scope_description": "read"}]}
    ],
    "groups": [{"name": "staff"}],
    "clients": [
        {
            "name": "web",
            "generate_secret": True,
            "callback_urls": ["http://localhost:8585"],
            "allowed_oauth_flows": ["code"],
            "allowed_oauth_scopes": ["openid", "email", "orders/read"],
            "supported_identity_providers": ["COGNITO"],
            "explicit_auth_flows": [
                "ALLOW_ADMIN_USER_PASSWORD_AUTH",
                "ALLOW_USER_PASSWORD_AUTH",
                "ALLOW_USER_SRP_AUTH",
                "ALLOW_REFRESH_TOKEN_AUTH",
            ],
        },
        {
            "name": "batch",
            "generate_secret": True,
            "allowed_oauth_flows": ["client_credentials"],
            "allowed_oauth_scopes": ["orders/read"],
        },
    ],
}
CLIENT_MEMBERS = {
    "generate_secret": "GenerateSecret",
    "callback_urls": "CallbackURLs",
    "logout_urls": "LogoutURLs",
    "allowed_oauth_flows": "AllowedOAuthFlows",
    "allowed_oauth_scopes": "AllowedOAuthScopes",
    "supported_identity_providers": "SupportedIdentityProviders",
    "explicit_auth_flows": "ExplicitAuthFlows",
}


@dataclass
class Backend:
    """The stacks that there are, by name: their outputs, and what has been asked of them."""

    outputs: dict[str, dict[str, Any]] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    changes: list[PlannedChange] = field(default_factory=list)
    """What the next preview says."""
    failures: dict[str, BaseException] = field(default_factory=dict)
    """What an operation raises instead of being done."""
    steps: list[tuple[str, str, tuple[str, ...]]] = field(default_factory=list)
    """What the next plan says."""
    tags: dict[str, dict[str, str]] = field(default_factory=dict)
    """The pool's, by stack."""


class FakeDeployment:
    """In place of `automation.stacks.deployment.Deployment`: pools are made by Cognito's API at once."""

    backend: Backend

    def __init__(
        self, workspace: Workspace, connection: Connection, console: Console, own_program: Path | None = None
    ) -> None:
        del console, own_program
        self._workspace, self._connection = workspace, connection

    def create_stack(self) -> None:
        self._note("create_stack")
        self.backend.outputs.setdefault(self._workspace.name, {})

    def preview(self, tags: Mapping[str, str]) -> list[PlannedChange]:
        del tags
        self._note("preview")
        self._there()
        return self.backend.changes

    def planned(self, *, refresh: bool = False) -> list[tuple[str, str, tuple[str, ...]]]:
        del refresh
        self._note("planned")
        self._there()
        return self.backend.steps

    def up(self, tags: Mapping[str, str], meanwhile: Callable[[], object] | None = None) -> dict[str, Any]:
        self._note("up")
        if meanwhile is not None:
            meanwhile()
        stacks = self.backend.outputs
        if not stacks.get(self._workspace.name):
            stacks[self._workspace.name] = self._made(tags)
        return dict(stacks[self._workspace.name])  # as it is now: `destroy` empties the stack's own

    def outputs(self) -> dict[str, Any]:
        self._note("outputs")
        return self._there()

    def refresh_client(self, client_id: str) -> None:
        self._note(f"refresh_client {client_id}")
        self._there()

    def state(self) -> dict[str, Any]:
        self._note("state")
        outputs = self._there()
        inputs = {"name": self._settings["pool_name"], "tags": self.backend.tags.get(self._workspace.name)}
        pool = {"type": "aws:cognito/userPool:UserPool", "id": outputs.get("user_pool_id"), "inputs": inputs}
        return {"resources": [pool] if outputs else []}

    def destroy(self) -> None:
        self._note("destroy")
        outputs = self._there()
        if outputs:
            cognito = self._connection.cognito()
            with suppress(cognito.exceptions.ResourceNotFoundException):  # what is gone is deleted
                cognito.delete_user_pool_domain(UserPoolId=outputs["user_pool_id"], Domain=outputs["domain"])
                cognito.delete_user_pool(UserPoolId=outputs["user_pool_id"])
            outputs.clear()

    def unprotect(self) -> None:
        self._note("unprotect")

    def remove_stack(self, *, force: bool = False) -> None:
        del force
        self._note("remove_stack")
        self.backend.outputs.pop(self._workspace.name, None)

    def let_go(self) -> None:
        self._note("let_go")
        self.backend.outputs.pop(self._workspace.name, None)

    def cancel(self) -> None:
        self._note("cancel")

    @property
    def _settings(self) -> dict[str, Any]:
        settings: dict[str, Any] = config_of(self._workspace.stack_file)[FULL_KEY]
        return settings

    def _note(self, call: str) -> None:
        self.backend.calls.append(call)
        if call in self.backend.failures:
            raise self.backend.failures.pop(call)

    def _there(self) -> dict[str, Any]:
        try:
            return self.backend.outputs[self._workspace.name]
        except KeyError:
            raise StackMissingError(f"There is no stack {self._workspace.name}.") from None

    def _made(self, tags: Mapping[str, str]) -> dict[str, Any]:
        settings = self._settings
        self.backend.tags[self._workspace.name] = dict(tags)
        cognito: Any = self._connection.cognito()
        pool = cognito.create_user_pool(
            PoolName=settings["pool_name"],
            UsernameAttributes=settings["username_attributes"],
            AutoVerifiedAttributes=settings["auto_verified_attributes"],
            DeletionProtection=settings["deletion_protection"],
            UserPoolTags=dict(tags),
        )["UserPool"]
        domain = settings["domain"]["prefix"]
        cognito.create_user_pool_domain(UserPoolId=pool["Id"], Domain=domain)
        for server in settings["resource_servers"]:
            scopes = [
                {"ScopeName": one["scope_name"], "ScopeDescription": one["scope_description"]}
                for one in server["scopes"]
            ]
            cognito.create_resource_server(
                UserPoolId=pool["Id"], Identifier=server["identifier"], Name=server["name"], Scopes=scopes
            )
        for group in settings["groups"]:
            cognito.create_group(UserPoolId=pool["Id"], GroupName=group["name"])
        clients = {one["name"]: self._client(cognito, pool["Id"], one) for one in settings["clients"]}
        endpoints = endpoints_of(pool["Id"], domain, self._connection.endpoint_url)
        first = next(iter(clients.values()))
        return {
            "user_pool_id": pool["Id"],
            "user_pool_arn": pool["Arn"],
            "region": self._connection.region,
            "domain": domain,
            "hosted_ui_url": endpoints.hosted_ui_url,
            "issuer": endpoints.issuer,
            "jwks_uri": endpoints.jwks_uri,
            **{name: endpoints.at(path) for name, (_, path) in ENDPOINTS.items()},
            "client_id": first["client_id"],
            "client_secret": first["client_secret"],
            "clients": clients,
        }

    @staticmethod
    def _client(cognito: Any, user_pool_id: str, settings: Mapping[str, Any]) -> dict[str, Any]:
        given = {CLIENT_MEMBERS[name]: value for name, value in settings.items() if name in CLIENT_MEMBERS}
        made = cognito.create_user_pool_client(
            UserPoolId=user_pool_id,
            ClientName=settings["name"],
            AllowedOAuthFlowsUserPoolClient="allowed_oauth_flows" in settings,
            **given,
        )["UserPoolClient"]
        return {
            "client_id": made["ClientId"],
            "client_secret": made.get("ClientSecret"),
            "allowed_oauth_flows": made.get("AllowedOAuthFlows"),
            "allowed_oauth_scopes": made.get("AllowedOAuthScopes"),
            "explicit_auth_flows": made.get("ExplicitAuthFlows"),
            "callback_urls": made.get("CallbackURLs"),
            "logout_urls": made.get("LogoutURLs"),
        }


class EngineOfThisProcess:
    """In place of `EngineProcess`: the engine that the tests share."""

    def __init__(self, engine: EngineThread) -> None:
        self._engine = engine
        self.endpoint_url = engine.endpoint_url
        self.credentials: Credentials = engine.credentials
        self.authority_file = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass


@dataclass(frozen=True)
class Ran:
    """What a command line left."""

    code: int
    stdout: str = field(repr=False)
    stderr: str = field(repr=False)

    def json(self) -> Any:
        assert self.code == 0, self.stderr
        return json.loads(self.stdout)


class Driver:
    """`run.py` in a folder of its own."""

    def __init__(self, root: Path, engine: EngineThread, patch: pytest.MonkeyPatch) -> None:
        self.root = root
        self.engine = engine
        self.backend = Backend()
        self._patch = patch
        shutil.copyfile(ROOT / "Pulumi.yaml", root / "Pulumi.yaml")
        self.write_stack("dev", SETTINGS)
        deployment = type("Deployment", (FakeDeployment,), {"backend": self.backend})
        patch.setattr("automation.stacks.deployment.Deployment", deployment)
        patch.setattr(automation.run, "project_folder", lambda: str(root))
        patch.setattr(automation.run, "_enter_environment", lambda *_: None)
        patch.setattr(
            "automation.targets.target.obtain_pulumi_cli", lambda **_: PulumiCli(Path("/nowhere/pulumi"), "3.259.0")
        )
        patch.setattr("automation.targets.target.EngineProcess", lambda _options: EngineOfThisProcess(engine))
        patch.setattr(
            "automation.targets.target.LocalTarget.may_have_stack", lambda _, name: name in self.backend.outputs
        )
        patch.setattr(service, "start", lambda *_, **__: self.running())
        patch.setattr(service, "credentials", lambda _root: engine.credentials)
        patch.setattr(service, "configure", lambda *_: None)
        patch.setattr(service, "status", lambda _root: self.running())
        patch.setenv("XDG_CACHE_HOME", str(root / "cache"))
        for name in ("AWS_ENDPOINT_URL", "PULUMI_BACKEND_URL", "PULUMI_STACK"):
            patch.delenv(name, raising=False)

    def running(self) -> service.ServiceStatus:
        return service.ServiceStatus(
            pid=1,
            started="now",
            engine_pid=1,
            engine_started="now",
            engine_port=self.engine.port,
            tls=bool(self.engine.authority_file),
            authority_file=self.engine.authority_file,
            provider_port=1,
            version="1",
        )

    def cognito(self) -> Any:
        """What everybody who has the engine's key can ask of it."""
        return boto3.client(
            "cognito-idp",
            endpoint_url=self.engine.endpoint_url,
            region_name="us-east-1",
            aws_access_key_id=self.engine.credentials.access_key,
            aws_secret_access_key=self.engine.credentials.secret_key,
        )

    def write_stack(self, name: str, settings: Mapping[str, Any], **config: Any) -> None:
        """`Pulumi.<name>.yaml`."""
        content = {"config": {"aws:region": "us-east-1", FULL_KEY: dict(settings), **config}}
        (self.root / f"Pulumi.{name}.yaml").write_text(yaml.safe_dump(content))

    def run(self, *arguments: str, stdin: str = "") -> Ran:
        """One command line."""
        out, err = io.StringIO(), io.StringIO()
        with _streams(io.StringIO(stdin), out, err):
            code = automation.run.main(list(arguments))
        return Ran(code, out.getvalue(), err.getvalue())


@contextmanager
def _streams(stdin: io.StringIO, stdout: io.StringIO, stderr: io.StringIO) -> Iterator[None]:
    before = sys.stdin, sys.stdout, sys.stderr
    sys.stdin, sys.stdout, sys.stderr = stdin, stdout, stderr
    try:
        yield
    finally:
        sys.stdin, sys.stdout, sys.stderr = before


@contextmanager
def engine(**settings: Any) -> Iterator[EngineThread]:
    """One that keeps nothing."""
    with EngineThread(EngineSettings(CREDENTIALS, **settings)) as thread:
        yield thread
