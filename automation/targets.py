"""Where an environment is deployed.

A target answers one question: which variables, CLI, backend and boto3 sessions does a run use?
"""

import json
import os
import secrets
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from automation.console import Console
from automation.errors import UsageError
from automation.workspaces import Workspace
from local.emulator import THROW_AWAY_CREDENTIALS, Emulator
from local.paths import cache_folder
from local.private_files import make_private_folder, write_private
from local.pulumi_cli import PulumiCli, obtain_pulumi_cli
from local.stack_settings import local_stack_name

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

    from local.provider.clients import Clients, Credentials

ATTEMPTS = 4
"""How often a call is tried where nothing else is said (botocore's standard mode)."""
QUIET_CLI = {"PULUMI_SKIP_UPDATE_CHECK": "true", "PULUMI_AUTOMATION_API_SKIP_VERSION_CHECK": "true"}
EMBEDDED_PROVIDER = {"PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true"}
"""Without it the CLI tries to download the official plugin on the second operation of a stack."""


@dataclass(frozen=True)
class Connection:
    """What one run uses to reach its target."""

    target: str
    region: str
    cli: PulumiCli
    endpoint_url: str | None
    """Where the target's APIs and hosted pages answer; None for AWS's own addresses."""
    pulumi_variables: Mapping[str, str] = field(repr=False)
    """For the Pulumi CLI and everything it starts."""
    program_variables: Mapping[str, str] = field(repr=False)
    """For programs that call the target's APIs themselves."""
    cognito: "ClientFactory"
    """Gives a client of `cognito-idp`."""
    attach_provider: Callable[[], Mapping[str, str]] = dict
    """Starts the embedded provider where the target needs one, and gives the variables that attach the engine to it."""
    refresh_first: bool = False
    """Whether what was deployed can have gone without Pulumi's knowing, as with an emulator whose state was removed."""
    ends_with_process: bool = False
    """Whether all there is ends with this process, but for the environment's own folder."""


class ClientFactory(Protocol):
    """Gives clients of `cognito-idp`."""

    def __call__(self, *, attempts: int = ATTEMPTS) -> "CognitoIdentityProviderClient":
        """A client that tries each call so often."""


class CognitoAccess:
    """Clients of `cognito-idp` for the driver and for the embedded provider in its process, which share them."""

    def __init__(self, region: str, endpoint_url: str | None, *, isolated: bool) -> None:
        """Isolated, nothing of the user's AWS configuration is read."""
        self._region = region
        self._endpoint_url = endpoint_url
        self._isolated = isolated

    @cached_property
    def _clients(self) -> "Clients":
        from local.provider.clients import Clients  # imports botocore, which not every command needs

        return Clients()

    @cached_property
    def _credentials(self) -> "Credentials | None":
        from local.provider.clients import Credentials

        return Credentials(*THROW_AWAY_CREDENTIALS.values()) if self._isolated else None

    def client(self, *, attempts: int = ATTEMPTS) -> "CognitoIdentityProviderClient":
        """A client with botocore's own retries, the very one that boto3 would make."""
        from local.provider.clients import Settings

        settings = Settings(self._region, self._endpoint_url, self._credentials, attempts=attempts)
        client: CognitoIdentityProviderClient = self._clients.client(settings, self._region)
        return client

    def attach_provider(self, stack: ExitStack) -> dict[str, str]:
        """Start the embedded provider in this process, until `stack` closes; the variables that attach an engine."""
        from local.provider.server import ProviderServer  # imports Pulumi

        server = ProviderServer(
            endpoint_url=str(self._endpoint_url),
            default_region=self._region,
            credentials=self._credentials,
            clients=self._clients,
        )
        port = server.start()
        stack.callback(server.stop)
        return {"PULUMI_DEBUG_PROVIDERS": f"aws:{port}"}


class Target(ABC):
    """`local` or `aws`."""

    name: str

    @abstractmethod
    def check(self) -> None:
        """Raise UsageError where this target can't be used, before anything is created."""

    @abstractmethod
    def stack_name(self, stack: str) -> str:
        """The Pulumi stack that keeps the configuration of that name deployed."""

    @abstractmethod
    def one_shot(self, workspace: Workspace, region: str) -> AbstractContextManager[Connection]:
        """A connection for an environment that goes when the `with` block ends."""

    @abstractmethod
    def kept(self, workspace: Workspace, region: str) -> AbstractContextManager[Connection]:
        """A connection for an environment that stays."""

    @abstractmethod
    def forget(self, workspace: Workspace) -> bool:
        """Whether an abandoned one-shot has left nothing but its folder."""


class LocalTarget(Target):
    """The local engine: no AWS account, no Docker, no Pulumi login."""

    name = "local"

    def __init__(self, root: Path, console: Console) -> None:
        self._root = root
        self._console = console

    def check(self) -> None:
        """Nothing can be missing that isn't made when needed."""

    def stack_name(self, stack: str) -> str:
        """The stack of `local env`, so that the driver and the plain CLI see the same one."""
        return local_stack_name(stack)

    @contextmanager
    def one_shot(self, workspace: Workspace, region: str) -> Iterator[Connection]:
        """An emulator, a provider and a backend of its own; they end with the process, whatever happens."""
        cli = obtain_pulumi_cli(cache=cache_folder(), say=self._console.say)
        state = make_private_folder(workspace.folder / "state")
        passphrase = workspace.folder / "passphrase"
        write_private(passphrase, secrets.token_urlsafe(32))
        with Emulator(log_file=workspace.folder / "emulator.log") as emulator, ExitStack() as stack:
            access = CognitoAccess(region, emulator.endpoint_url, isolated=True)
            yield Connection(
                target=self.name,
                region=region,
                cli=cli,
                endpoint_url=emulator.endpoint_url,
                pulumi_variables=_own_backend(state.as_uri(), passphrase, workspace.folder / "pulumi-home"),
                program_variables=self._program_variables(emulator.endpoint_url, region),
                cognito=access.client,
                attach_provider=lambda: access.attach_provider(stack),
                ends_with_process=True,
            )

    @contextmanager
    def kept(self, workspace: Workspace, region: str) -> Iterator[Connection]:
        """The background service, started where it isn't running: what is kept outlives this process."""
        from local import service
        from local.plain_environment import backend_url, passphrase_file, pulumi_home

        cli = obtain_pulumi_cli(cache=cache_folder(), say=self._console.say)
        running = service.start(self._root, say=self._console.say)
        yield Connection(
            target=self.name,
            region=region,
            cli=cli,
            endpoint_url=running.endpoint_url,
            pulumi_variables={
                **_own_backend(backend_url(self._root), passphrase_file(self._root), pulumi_home(self._root, cli)),
                "PULUMI_DEBUG_PROVIDERS": f"aws:{running.provider_port}",
            },
            program_variables=self._program_variables(running.endpoint_url, region),
            cognito=CognitoAccess(region, running.endpoint_url, isolated=True).client,
            refresh_first=True,
        )
        del workspace

    def forget(self, workspace: Workspace) -> bool:
        """Emulator, provider and state went with their owner."""
        del workspace
        return True

    @staticmethod
    def _program_variables(endpoint_url: str, region: str) -> dict[str, str]:
        # boto3 knows AWS_DEFAULT_REGION alone, the other SDKs AWS_REGION.
        regions = {"AWS_REGION": region, "AWS_DEFAULT_REGION": region}
        return {**THROW_AWAY_CREDENTIALS, **regions, "AWS_ENDPOINT_URL": endpoint_url}


class AwsTarget(Target):
    """A real account with the official provider, or, with `AWS_ENDPOINT_URL`, that endpoint with the embedded one."""

    name = "aws"

    def __init__(self, console: Console, variables: Mapping[str, str]) -> None:
        self._console = console
        self._variables = variables
        self._endpoint_url = variables.get("AWS_ENDPOINT_URL") or None

    def check(self) -> None:
        """Raise UsageError where there are no credentials, or no Pulumi backend."""
        self._check_backend()
        import botocore.session  # slow, and not needed for the local target
        from botocore.exceptions import BotoCoreError

        try:
            credentials = botocore.session.Session().get_credentials()
        except BotoCoreError as error:
            raise UsageError(f"The AWS credentials can't be read: {error}. Nothing was created.") from None
        if credentials is None:
            raise UsageError(
                "There are no AWS credentials for --target aws. Run `aws sso login` or `aws configure`, or set "
                "AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. Nothing was created. "
                "Without an account, use --target local."
            )

    def stack_name(self, stack: str) -> str:
        """The same stack as `pulumi up --stack` deploys."""
        return stack

    @contextmanager
    def one_shot(self, workspace: Workspace, region: str) -> Iterator[Connection]:
        """The user's backend; the embedded provider, where one is needed, lives in this process."""
        del workspace
        with ExitStack() as stack:
            yield self._connection(region, stack)

    kept = one_shot

    def forget(self, workspace: Workspace) -> bool:
        """Nothing goes by itself on AWS: say how to destroy it, and keep the folder that knows about it."""
        self._console.warn(
            f"An earlier run was killed before it could destroy the environment {workspace.name} on AWS. "
            f"Destroy it: python automation/run.py destroy --stack {workspace.name} --target aws"
        )
        return False

    def _connection(self, region: str, stack: ExitStack) -> Connection:
        endpoint_url = self._endpoint_url
        access = CognitoAccess(region, endpoint_url, isolated=False)
        return Connection(
            target=self.name,
            region=region,
            cli=obtain_pulumi_cli(cache=cache_folder(), say=self._console.say),
            endpoint_url=endpoint_url,
            pulumi_variables={**QUIET_CLI, **(EMBEDDED_PROVIDER if endpoint_url else {}), "AWS_REGION": region},
            program_variables={"AWS_REGION": region, "AWS_DEFAULT_REGION": region},
            cognito=access.client,
            attach_provider=(lambda: access.attach_provider(stack)) if endpoint_url else dict,
        )

    def _check_backend(self) -> None:
        variables = self._variables
        backend = variables.get("PULUMI_BACKEND_URL") or _current_backend(variables)
        if not backend and not variables.get("PULUMI_ACCESS_TOKEN"):
            raise UsageError(
                "There is no Pulumi backend for --target aws. Run `pulumi login` (or `pulumi login --local`), or set "
                "PULUMI_BACKEND_URL, for example to s3://a-bucket-of-yours. Nothing was created."
            )
        cloud = not backend or backend.startswith("http")
        has_passphrase = {"PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE"} & set(variables)
        if not cloud and not has_passphrase:
            raise UsageError(
                f"The Pulumi backend {backend} encrypts secrets with a passphrase, and none is set. Set "
                "PULUMI_CONFIG_PASSPHRASE_FILE to a file that holds one. Nothing was created."
            )


def _own_backend(url: str, passphrase_file: Path, pulumi_home: Path) -> dict[str, str]:
    """A backend and a home in which nothing of the user's is read or changed."""
    return {
        **QUIET_CLI,
        **EMBEDDED_PROVIDER,
        "PULUMI_BACKEND_URL": url,
        "PULUMI_CONFIG_PASSPHRASE_FILE": str(passphrase_file),
        "PULUMI_HOME": str(pulumi_home),
    }


def _current_backend(variables: Mapping[str, str]) -> str | None:
    """The backend of the last `pulumi login`."""
    home = variables.get("PULUMI_HOME") or str(Path.home() / ".pulumi")
    try:
        credentials = json.loads((Path(home) / "credentials.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    current: str | None = credentials.get("current") if isinstance(credentials, dict) else None
    return current or None


def make_target(name: str, root: Path, console: Console) -> Target:
    """The target of that name: `local` or `aws`."""
    return LocalTarget(root, console) if name == "local" else AwsTarget(console, os.environ)
