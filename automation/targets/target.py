"""Where an environment is deployed.

A target answers one question: which variables, CLI, backend and boto3 sessions does a run use?
"""

import os
import re
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from automation.errors import DriverError, InvalidConfigurationError, UsageError, reason
from automation.records.ledger import Entry, Ledger
from automation.records.processes import local_owner
from automation.targets.data_key import new_stack_encryption, vault_variables
from automation.targets.empty_stack import write_empty_stack
from automation.targets.folders import current_backend
from automation.targets.pool_connection import CognitoAccess, PoolConnection, aws_pools, local_pools
from automation.targets.workspaces import Workspace
from automation.terminal.console import Console
from local.cognito.launcher import EngineProcess, LaunchOptions
from local.credentials import Credentials
from local.engine_configuration import EngineConfiguration, hand_over, read_engine_configuration
from local.errors import LocalEngineError
from local.language_host import write_dynamic_provider, write_plugins
from local.paths import cache_folder, engine_folder
from local.private_files import make_private_folder
from local.program import ENVIRONMENTS
from local.pulumi_cli import PulumiCli, obtain_pulumi_cli
from local.stack_settings import local_stack_name
from local.trust import FOR_AWS, trusting_variables

if TYPE_CHECKING:
    from local.cognito.control.client import EngineControl

GO_MEMORY = {"GOGC": "off", "GOMEMLIMIT": "1GiB"}
"""The CLI runs for a second: collecting its garbage is half of what it computes. A large stack's is collected."""
QUIET_CLI = {"PULUMI_SKIP_UPDATE_CHECK": "true", "PULUMI_AUTOMATION_API_SKIP_VERSION_CHECK": "true"}
CHECKOUT = Path(__file__).resolve().parents[2]
IS_CHECKOUT = (CHECKOUT / "pyproject.toml").exists()
EMBEDDED_PROVIDER = {"PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true"}
"""Without it the CLI tries to download the official plugin on the second operation of a stack."""
GENERATED_SESSION_NAME = re.compile(r"/(botocore-session|aws-sdk-js|aws-go-sdk|boto3-session)-\d+$")
"""The part of an assumed role's ARN that an SDK made up, and that is another one next time."""
NOT_IN_TAGS = re.compile(r"[^\w +\-=.:/@]")


@dataclass(frozen=True, kw_only=True)
class AdministratorConnection(PoolConnection):
    """What reaches the user pools of a target with an administrator's rights, whoever deployed them."""

    patient: Callable[[str], Any]
    """Gives a client of a service (`cognito-idp`, `cognito-identity`) that tries longer, for clean-ups."""
    endpoint_is_issuer: bool = False
    """Whether the tokens' issuer begins with `endpoint_url` instead of AWS's name."""


@dataclass(frozen=True, kw_only=True)
class Connection(AdministratorConnection):
    """What one run uses to reach its target, and to deploy there."""

    cli: PulumiCli
    pulumi_variables: Mapping[str, str] = field(repr=False)
    """For the Pulumi CLI and everything it starts."""
    owner: Callable[[], str]
    """Who deploys: the caller's ARN on AWS, user@host locally. Raises DriverError."""
    backend: str
    """Pulumi's, as a URL; empty for Pulumi Cloud's default."""
    passphrase_file: str | None = None
    """Where the backend's passphrase is, if it is in a file."""
    attach_provider: Callable[[], Mapping[str, str]] = dict
    """Gets the providers ready that the target needs of us, and gives the variables by which Pulumi finds them."""
    refresh_first: bool = False
    """Whether what was deployed can have gone without Pulumi's knowing, as with an engine whose state was removed."""
    configure: Callable[[str, EngineConfiguration], None] = lambda _stack, _configuration: None
    """Tells a local engine what a stack's configuration wants of it. Raises LocalEngineError."""
    write_stack: "Callable[[str], None] | None" = None
    """Makes the empty stack of that name in the backend, where that takes no CLI."""
    encryption: Mapping[str, str] = field(default_factory=dict, repr=False)
    """What a new stack's file says of how its secrets are encrypted, where the target has a way of its own."""
    ends_with_process: bool = False
    """Whether all there is ends with this process, but for the environment's own folder."""


class Target(ABC):
    """`local` or `aws`."""

    name: str

    @abstractmethod
    def check(self) -> None:
        """Raise UsageError where this target can't be used, before anything is created."""

    def engine_configuration(self, value: object, root: Path) -> EngineConfiguration:
        """What a local engine is told of a stack's file. Raises UsageError where it breaks a rule."""
        del value, root
        return EngineConfiguration()

    @abstractmethod
    def ledger(self) -> Ledger:
        """Where its environments are written down."""

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
    def administrator(self, region: str) -> AbstractContextManager[AdministratorConnection]:
        """A connection to the region's pools that needs nothing of Pulumi's. Raises UsageError, LocalEngineError."""

    @abstractmethod
    def pools(self, region: str) -> PoolConnection:
        """The way to the region's pools with nobody's rights. Raises UsageError, LocalEngineError."""

    @abstractmethod
    def backend(self) -> str:
        """The kept stacks' backend, as a URL; empty for Pulumi Cloud's default."""

    def may_have_stack(self, name: str) -> bool:
        """Whether its backend can have a stack of that name, as far as that can be told without asking the backend."""
        del name
        return True

    @abstractmethod
    def forget(self, workspace: Workspace) -> bool:
        """Whether an abandoned one-shot has left nothing but its folder."""


class LocalTarget(Target):
    """The local engine: no AWS account, no Docker, no Pulumi login."""

    name = "local"

    def __init__(self, root: Path, console: Console, *, issuer_is_local: bool = False) -> None:
        """`issuer_is_local`: tokens of one-shots name the engine's own address as their issuer."""
        self._root = root
        self._console = console
        self._issuer_is_local = issuer_is_local

    def check(self) -> None:
        """Nothing can be missing that isn't made when needed."""

    def engine_configuration(self, value: object, root: Path) -> EngineConfiguration:
        """Checked before anything is created."""
        try:
            return read_engine_configuration(value, root)
        except LocalEngineError as error:
            raise InvalidConfigurationError(str(error)) from None

    def ledger(self) -> Ledger:
        """The checkout's."""
        return Ledger.of_checkout(self._root)

    def stack_name(self, stack: str) -> str:
        """The stack of `local env`, so that the driver and the plain CLI see the same one."""
        return local_stack_name(stack)

    @contextmanager
    def one_shot(self, workspace: Workspace, region: str) -> Iterator[Connection]:
        """An engine, a provider and a backend of its own; they end with the process, whatever happens."""
        cli = obtain_pulumi_cli(cache=cache_folder(), say=self._console.say)
        state = make_private_folder(workspace.folder / "state")
        options = LaunchOptions(log_file=workspace.folder / "engine.log", issuer_is_local=self._issuer_is_local)
        home = workspace.folder / "pulumi-home"
        write_plugins(home, cli, Path(sys.executable), language_host=False)
        with EngineProcess(options) as engine, ExitStack() as stack:
            access = CognitoAccess(region, engine.endpoint_url, engine.credentials)
            program_variables = _program_variables(engine.endpoint_url, region, engine.credentials)
            yield Connection(
                target=self.name,
                region=region,
                cli=cli,
                endpoint_url=engine.endpoint_url,
                pulumi_variables={
                    **program_variables,
                    **_own_backend(state.as_uri(), home),
                    **vault_variables(engine.endpoint_url),
                },
                program_variables=program_variables,
                cognito=access.client,
                patient=access.patient,
                owner=local_owner,
                backend=state.as_uri(),
                attach_provider=lambda: access.attach_provider(stack),
                configure=lambda stack, configuration: _hand_over(engine, stack, configuration),
                signer=lambda: _control(engine),
                endpoint_is_issuer=self._issuer_is_local,
                write_stack=partial(write_empty_stack, state),
                encryption=new_stack_encryption(),
                ends_with_process=True,
            )

    @contextmanager
    def kept(self, workspace: Workspace, region: str) -> Iterator[Connection]:
        """The background service, started where it isn't running: what is kept outlives this process."""
        from local import service
        from local.plain_environment import make_backend, passphrase_file, pulumi_home

        make_backend(self._root)
        cli = obtain_pulumi_cli(cache=cache_folder(), say=self._console.say)
        running = service.start(self._root, say=self._console.say)
        credentials = service.credentials(self._root)
        access = CognitoAccess(region, running.endpoint_url, credentials, authority_file=running.authority_file)
        program_variables = {
            **_program_variables(running.endpoint_url, region, credentials),
            **trusting_variables(running.authority_file, engine_folder(self._root), os.environ),
        }
        yield Connection(
            target=self.name,
            region=region,
            cli=cli,
            endpoint_url=running.endpoint_url,
            pulumi_variables={
                **program_variables,
                **_own_backend(self.backend(), pulumi_home(self._root, cli)),
                "PULUMI_CONFIG_PASSPHRASE_FILE": str(passphrase_file(self._root)),
                "PULUMI_DEBUG_PROVIDERS": f"aws:{running.provider_port}",
            },
            program_variables=program_variables,
            cognito=access.client,
            patient=access.patient,
            owner=local_owner,
            backend=self.backend(),
            refresh_first=True,
            configure=lambda stack, configuration: service.configure(self._root, running, stack, configuration),
            signer=lambda: service.control(self._root, running),
            endpoint_is_issuer=running.issuer_is_local,
            authority_file=running.authority_file,
        )
        del workspace

    @contextmanager
    def administrator(self, region: str) -> Iterator[AdministratorConnection]:
        """The background service."""
        nowhere = Workspace(self._root / ENVIRONMENTS / self.name, self.name, "")
        with self.kept(nowhere, region) as connection:
            yield connection

    def pools(self, region: str) -> PoolConnection:
        """The endpoint on this machine that AWS_ENDPOINT_URL names, else the background service."""
        return local_pools(self._root, os.environ, region, self._console.say)

    def backend(self) -> str:
        """The checkout's own, which `local env` uses too."""
        from local.plain_environment import backend_url

        return backend_url(self._root)

    def may_have_stack(self, name: str) -> bool:
        """The checkout's own backend is a folder."""
        from local.plain_environment import has_stack

        return has_stack(self._root, name)

    def forget(self, workspace: Workspace) -> bool:
        """Engine, provider and state went with their owner."""
        ledger = self.ledger()
        for entry in ledger.entries():
            if entry.name == workspace.name:
                ledger.remove(entry.key)
        return True


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
        self._check_credentials()

    def _check_credentials(self) -> None:
        import botocore.session  # slow, and not needed for the local target
        from botocore.exceptions import BotoCoreError

        try:
            credentials = botocore.session.Session().get_credentials()
        except BotoCoreError as error:
            raise UsageError(f"Reading the AWS credentials failed: {error}. Nothing was created.") from None
        if credentials is None:
            raise UsageError(
                "There are no AWS credentials for --target aws. Run `aws sso login` or `aws configure`, or set "
                "AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. Nothing was created. "
                "Without an account, use --target local."
            )

    def ledger(self) -> Ledger:
        """The user's, which no checkout takes with it."""
        return Ledger.of_user(self._variables)

    def backend(self) -> str:
        """The one that the variables name, or that of the last `pulumi login`."""
        return current_backend(self._variables)

    def stack_name(self, stack: str) -> str:
        """The same stack as `pulumi up --stack` deploys."""
        return stack

    @contextmanager
    def one_shot(self, workspace: Workspace, region: str) -> Iterator[Connection]:
        """The user's backend; the embedded provider, where one is needed, lives in this process."""
        with ExitStack() as stack:
            yield self._connection(workspace, region, stack)

    kept = one_shot

    @contextmanager
    def administrator(self, region: str) -> Iterator[AdministratorConnection]:
        """With the user's credentials."""
        self._check_credentials()
        access = self._access(region)
        yield AdministratorConnection(
            target=self.name,
            region=region,
            endpoint_url=self._endpoint_url,
            program_variables={"AWS_REGION": region, "AWS_DEFAULT_REGION": region},
            cognito=access.client,
            patient=access.patient,
            authority_file=self._authority_file,
        )

    def pools(self, region: str) -> PoolConnection:
        """AWS's own addresses, or the endpoint that AWS_ENDPOINT_URL names."""
        return aws_pools(self._variables, region)

    def forget(self, workspace: Workspace) -> bool:
        """Nothing goes by itself on AWS: say how to destroy it, and keep the folder as long as the ledger knows it."""
        if not any(entry.name == workspace.name for entry in self.ledger().entries()):
            return True
        self._console.warn(
            f"An earlier run was killed before it could destroy the environment {workspace.name} on AWS. Destroy it "
            "with: python automation/run.py reap"
        )
        return False

    def _connection(self, workspace: Workspace, region: str, stack: ExitStack) -> Connection:
        endpoint_url = self._endpoint_url
        access = self._access(region)
        cli = obtain_pulumi_cli(cache=cache_folder(), say=self._console.say)
        named = {
            "AWS_ENDPOINT_URL": endpoint_url,
            "PULUMI_BACKEND_URL": without_sidecars(self.backend()),
            "PULUMI_CONFIG_PASSPHRASE_FILE": self._variables.get("PULUMI_CONFIG_PASSPHRASE_FILE"),
        }
        return Connection(
            target=self.name,
            region=region,
            cli=cli,
            endpoint_url=endpoint_url,
            pulumi_variables={
                **QUIET_CLI,
                **_own_environment(),
                **(EMBEDDED_PROVIDER if endpoint_url else {}),
                "AWS_REGION": region,
                **{name: value for name, value in named.items() if value},
            },
            program_variables={"AWS_REGION": region, "AWS_DEFAULT_REGION": region},
            cognito=access.client,
            patient=access.patient,
            owner=cache(partial(_caller, access)),
            backend=self.backend(),
            passphrase_file=self._variables.get("PULUMI_CONFIG_PASSPHRASE_FILE"),
            attach_provider=lambda: {
                **self._with_dynamic_provider(cli, workspace),
                **(access.attach_provider(stack) if endpoint_url else {}),
            },
            authority_file=self._authority_file,
        )

    @property
    def _authority_file(self) -> str:
        return self._variables.get(FOR_AWS, "") if self._endpoint_url else ""

    def _access(self, region: str) -> CognitoAccess:
        return CognitoAccess(region, self._endpoint_url, authority_file=self._authority_file)

    def _with_dynamic_provider(self, cli: PulumiCli, workspace: Workspace) -> dict[str, str]:
        """A PATH with our launcher for dynamic resources, for a CLI that has none: its home is the user's."""
        if cli.has_dynamic_provider:
            return {}
        launcher = write_dynamic_provider(workspace.folder / "plugins", Path(sys.executable))
        return {"PATH": os.pathsep.join([self._variables.get("PATH", os.defpath), str(launcher.parent)])}

    def _check_backend(self) -> None:
        variables = self._variables
        backend = self.backend()
        if not backend and not variables.get("PULUMI_ACCESS_TOKEN"):
            raise UsageError(
                "No Pulumi backend is set up for --target aws. Run `pulumi login` (or `pulumi login --local`), or "
                "set PULUMI_BACKEND_URL, for example to s3://your-bucket. Nothing was created."
            )
        cloud = not backend or backend.startswith("http")
        has_passphrase = {"PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE"} & set(variables)
        if not cloud and not has_passphrase:
            raise UsageError(
                f"The Pulumi backend {backend} encrypts secrets with a passphrase, and none is set. Set "
                "PULUMI_CONFIG_PASSPHRASE_FILE to a file that contains one. Nothing was created."
            )


def _hand_over(engine: EngineProcess, stack: str, configuration: EngineConfiguration) -> None:
    if not configuration.is_empty:
        hand_over(_control(engine), {stack: configuration})


def _control(engine: EngineProcess) -> "EngineControl":
    from local.cognito.control.client import EngineControl

    return EngineControl(engine.endpoint_url, engine.credentials)


def _program_variables(endpoint_url: str, region: str, credentials: Credentials) -> dict[str, str]:
    # boto3 knows AWS_DEFAULT_REGION alone, the other SDKs AWS_REGION.
    regions = {"AWS_REGION": region, "AWS_DEFAULT_REGION": region}
    return {**credentials.variables, **regions, "AWS_ENDPOINT_URL": endpoint_url}


def _own_environment() -> dict[str, str]:
    """Where dynamic resources run: what the program imports, which runs in this process, is found there."""
    own = {"PULUMI_RUNTIME_VIRTUALENV": sys.prefix}
    if IS_CHECKOUT:  # whose packages aren't installed
        own["PYTHONPATH"] = os.pathsep.join(filter(None, [os.environ.get("PYTHONPATH"), str(CHECKOUT)]))
    return own


def _own_backend(url: str, pulumi_home: Path) -> dict[str, str]:
    """A backend and a home in which nothing of the user's is read or changed."""
    return {
        **GO_MEMORY,
        **QUIET_CLI,
        **_own_environment(),
        **EMBEDDED_PROVIDER,
        "PULUMI_BACKEND_URL": without_sidecars(url),
        "PULUMI_HOME": str(pulumi_home),
    }


def without_sidecars(backend: str) -> str:
    """The URL by which the CLI keeps a `file://` backend without its `.attrs` files; any other URL as it is.

    They aren't written atomically: a CLI that is killed leaves an empty one, and nobody can read the stack any more.
    """
    if not backend.startswith("file://") or "metadata=" in backend:
        return backend
    return f"{backend}{'&' if '?' in backend else '?'}metadata=skip"


def _caller(access: CognitoAccess) -> str:
    """Who the credentials belong to (sts:GetCallerIdentity, which needs no permission), fit for a tag's value."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        arn = str(access.patient("sts").get_caller_identity()["Arn"])
    except (BotoCoreError, ClientError) as error:
        raise DriverError(
            f"Looking up the account of the AWS credentials failed (sts:GetCallerIdentity): {reason(error)}"
        ) from error
    return NOT_IN_TAGS.sub("_", GENERATED_SESSION_NAME.sub("", arn))[:256]


def make_target(name: str, root: Path, console: Console, *, issuer_is_local: bool = False) -> Target:
    """The target of that name: `local`, whose one-shots' issuer may be the engine's own address, or `aws`."""
    if name == LocalTarget.name:
        return LocalTarget(root, console, issuer_is_local=issuer_is_local)
    return AwsTarget(console, os.environ)


def target_of(entry: Entry, root: Path, console: Console) -> Target:
    """The target that an environment was deployed to, with its own endpoint and backend, not the caller's.

    Raises UsageError where the caller's variables would lead elsewhere.
    """
    if entry.target == LocalTarget.name:
        return LocalTarget(root, console)
    variables = {name: value for name, value in os.environ.items() if name != "AWS_ENDPOINT_URL"}
    if entry.endpoint is None and os.environ.get("AWS_ENDPOINT_URL"):
        raise UsageError("It is on AWS itself, but AWS_ENDPOINT_URL is set. Unset it to reach AWS.")
    if entry.endpoint:
        variables["AWS_ENDPOINT_URL"] = entry.endpoint
    if entry.backend:
        variables["PULUMI_BACKEND_URL"] = entry.backend
    if entry.passphrase_file:
        variables["PULUMI_CONFIG_PASSPHRASE_FILE"] = entry.passphrase_file
    return AwsTarget(console, variables)
