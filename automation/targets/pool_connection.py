"""The way to a target's user pools, whoever deployed them: without Pulumi, and without anybody's rights."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from automation.errors import UsageError
from cognito_model.scopes import LOOPBACK_HOSTS
from local.credentials import Credentials
from local.paths import engine_folder
from local.program import ENGINE
from local.trust import FOR_AWS, trusting_variables

if TYPE_CHECKING:
    import requests
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

    from automation.tokens.challenges.inbox import LocalInbox
    from automation.tokens.made_tokens import Signer
    from local.provider.clients import Clients

ATTEMPTS = 4
"""How often a call is tried where nothing else is said (botocore's standard mode)."""
CLEAN_UP_ATTEMPTS = 6
"""botocore's standard mode waits up to 1, 2, 4, … s between them: half a minute of throttling at worst."""
NOBODY = Credentials("nobody", "nobody")
"""For calls that nobody signs; with them, nothing of the person's AWS configuration is read."""


@dataclass(frozen=True, kw_only=True)
class PoolConnection:
    """What reaches the user pools of a target."""

    target: str
    region: str
    endpoint_url: str | None
    """Where the target's APIs and hosted pages answer; None for AWS's own addresses."""
    program_variables: Mapping[str, str] = field(repr=False)
    """For programs that call the target's APIs themselves."""
    cognito: "ClientFactory"
    """Gives a client of `cognito-idp`."""
    signer: "Callable[[], Signer | None]" = lambda: None
    """Who signs for the target's pools besides Cognito: a local engine's control interface. Raises EngineError."""
    pool_of_domain: Callable[[str], str | None] | None = None
    """The pool that a domain belongs to; None where nobody here may ask."""
    authority_file: str = ""
    """Whose certificates `endpoint_url` has, where that isn't one of the system's authorities."""

    @contextmanager
    def http(self) -> "Iterator[requests.Session]":
        """An HTTP session for the target's endpoints."""
        with http_session(self.authority_file, is_own_address=self.endpoint_url is not None) as session:
            yield session

    def inbox(self, http: "requests.Session") -> "LocalInbox | None":
        """Where codes that Cognito sends arrive; None where only their owner can read them."""
        if self.endpoint_url is None:
            return None
        from automation.tokens.challenges.inbox import LocalInbox

        return LocalInbox(self.endpoint_url, http)


@contextmanager
def http_session(authority_file: str, *, is_own_address: bool) -> "Iterator[requests.Session]":
    """The one place where an HTTP session is opened, and where it is said what goes by a proxy.

    A proxy or ~/.netrc has no business on a target's own address.
    """
    from automation.targets.bounded_http import BoundedSession  # slow, and not needed by every command

    with BoundedSession() as session:
        session.trust_env = not is_own_address
        session.verify = authority_file or True
        yield session


class ClientFactory(Protocol):
    """Gives clients of `cognito-idp`."""

    def __call__(self, *, attempts: int = ATTEMPTS, region: str = "") -> "CognitoIdentityProviderClient":
        """A client that tries each call so often, in the connection's region or another one."""


class CognitoAccess:
    """Clients of `cognito-idp` for the driver and for the embedded provider in its process, which share them."""

    def __init__(
        self,
        region: str,
        endpoint_url: str | None,
        credentials: Credentials | None = None,
        *,
        authority_file: str = "",
    ) -> None:
        """With `credentials`, nothing of the user's AWS configuration is read."""
        self._region = region
        self._endpoint_url = endpoint_url
        self._credentials = credentials
        self._authority_file = authority_file

    @cached_property
    def _clients(self) -> "Clients":
        from local.provider.botocore_import import import_botocore

        import_botocore()  # which not every command needs
        from local.provider.clients import Clients

        return Clients()

    def client(self, *, attempts: int = ATTEMPTS, region: str = "") -> "CognitoIdentityProviderClient":
        """A client with botocore's own retries, the very one that boto3 would make; in another region where named."""
        from local.provider.clients import Settings

        where = region or self._region
        settings = Settings(
            where, self._endpoint_url, self._credentials, authority_file=self._authority_file, attempts=attempts
        )
        client: CognitoIdentityProviderClient = self._clients.client(settings, where)
        return client

    def patient(self, service: str) -> Any:
        """A client of any service for clean-ups, which try longer."""
        from local.provider.clients import Settings

        settings = Settings(
            self._region,
            self._endpoint_url,
            self._credentials,
            authority_file=self._authority_file,
            attempts=CLEAN_UP_ATTEMPTS,
        )
        return self._clients.client(settings, self._region, service)

    def attach_provider(self, stack: ExitStack) -> dict[str, str]:
        """Start the embedded provider in this process, until `stack` closes; the variables that attach an engine."""
        from local.provider.server import ProviderServer  # imports Pulumi

        server = ProviderServer(
            endpoint_url=str(self._endpoint_url),
            default_region=self._region,
            credentials=self._credentials,
            clients=lambda: self._clients,
            authority_file=self._authority_file,
        )
        port = server.start()
        stack.callback(server.stop)
        return {"PULUMI_DEBUG_PROVIDERS": f"aws:{port}"}


def aws_pools(variables: Mapping[str, str], region: str) -> PoolConnection:
    """AWS's own addresses, or the endpoint that AWS_ENDPOINT_URL names."""
    endpoint_url = variables.get("AWS_ENDPOINT_URL") or None
    return _unsigned("aws", region, endpoint_url, variables.get(FOR_AWS, "") if endpoint_url else "")


def local_pools(root: Path, variables: Mapping[str, str], region: str, say: Callable[[str], None]) -> PoolConnection:
    """The endpoint on this machine that AWS_ENDPOINT_URL names, else the checkout's background service.

    Raises UsageError where no local engine has ever been there, LocalEngineError where it can't be started.
    """
    from local import service

    named = variables.get("AWS_ENDPOINT_URL") or ""
    running = service.status(root)
    if _is_here(named) and (running is None or running.endpoint_url != named.rstrip("/")):
        return _unsigned("local", region, named.rstrip("/"), variables.get(FOR_AWS, ""))
    if not service.ServiceFiles(root / ENGINE).engine_state.exists():
        raise UsageError(
            "The local engine has never been started here, so it has no user pools. Deploy one with `up`, start the "
            "engine with `local start`, or use --target aws."
        )
    running = service.start(root, say=say)
    trusting = trusting_variables(running.authority_file, engine_folder(root), variables)
    found = _unsigned("local", region, running.endpoint_url, running.authority_file, trusting)
    access = CognitoAccess(
        region, running.endpoint_url, service.credentials(root), authority_file=running.authority_file
    )

    def pool_of_domain(domain: str) -> str | None:
        return access.client().describe_user_pool_domain(Domain=domain)["DomainDescription"].get("UserPoolId")

    return replace(found, signer=lambda: service.control(root, running), pool_of_domain=pool_of_domain)


def _unsigned(
    target: str, region: str, endpoint_url: str | None, authority_file: str, more: Mapping[str, str] | None = None
) -> PoolConnection:
    access = CognitoAccess(region, endpoint_url, NOBODY, authority_file=authority_file)
    endpoint = {"AWS_ENDPOINT_URL": endpoint_url} if endpoint_url else {}
    return PoolConnection(
        target=target,
        region=region,
        endpoint_url=endpoint_url,
        program_variables={"AWS_REGION": region, "AWS_DEFAULT_REGION": region, **endpoint, **(more or {})},
        cognito=access.client,
        authority_file=authority_file,
    )


def _is_here(address: str) -> bool:
    try:
        return urlsplit(address).hostname in LOOPBACK_HOSTS
    except ValueError:
        return False
