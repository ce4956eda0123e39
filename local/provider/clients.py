"""AWS clients for a provider's configuration, made once and shared: loading a service model takes most of the time."""

import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import botocore.config
import botocore.session
from botocore import xform_name
from botocore.exceptions import BotoCoreError, ClientError
from botocore.model import ServiceModel

from local.credentials import Credentials
from local.provider.errors import ApiError
from local.provider.operation import SERVICE, ApiCall

_CONNECT_TIMEOUT_S = 5
_READ_TIMEOUT_S = 60
_ATTEMPTS = 4
_CONNECTIONS = 32
_LOCAL_HOSTS = frozenset({"127.0.0.1", "::1", "localhost"})
# botocore's session variables: (name in the configuration file, environment variable, default, conversion).
_NO_USER_FILES: Mapping[str, tuple[None, None, str | None, None]] = {
    "profile": (None, None, None, None),
    "config_file": (None, None, os.devnull, None),
    "credentials_file": (None, None, os.devnull, None),
}


@dataclass(frozen=True)
class Settings:
    """A provider's configuration, as far as it says where requests go and who sends them."""

    region: str
    endpoint_url: str | None = None
    """For every service that `endpoints` doesn't name."""
    credentials: Credentials | None = None
    """None: botocore's usual chain, with `profile`. Given, the person's own AWS files are never read."""
    profile: str | None = None
    endpoints: tuple[tuple[str, str], ...] = ()
    """(service, URL) pairs."""
    default_tags: tuple[tuple[str, str], ...] = ()
    attempts: int = _ATTEMPTS
    authority_file: str = ""
    """Whose certificates `endpoint_url` has; empty for botocore's usual choice."""

    def endpoint(self, service: str) -> str | None:
        """The endpoint of a service; None where botocore knows it."""
        return dict(self.endpoints).get(service, self.endpoint_url)


class Clients:
    """A cache of clients; safe to use from several threads, as botocore's clients are and their creation is not."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sessions: dict[tuple[str | None, bool], botocore.session.Session] = {}
        self._clients: dict[tuple[object, ...], Any] = {}

    def client(self, settings: Settings, region: str, service: str = SERVICE) -> Any:
        """The client for a service and region. Raises ApiError where botocore can't make one (an unknown profile)."""
        endpoint = settings.endpoint(service)
        key = (
            service,
            region,
            endpoint,
            settings.credentials,
            settings.profile,
            settings.attempts,
            settings.authority_file,
        )
        with self._lock:
            if key not in self._clients:
                try:
                    self._clients[key] = self._new(settings, region, service, endpoint)
                except (BotoCoreError, ValueError) as error:
                    raise ApiError("configuring the AWS provider", type(error).__name__, str(error)) from error
            return self._clients[key]

    def _new(self, settings: Settings, region: str, service: str, endpoint: str | None) -> Any:
        own = settings.credentials
        return self._session(settings).create_client(
            service,
            region_name=region,
            endpoint_url=endpoint,
            verify=settings.authority_file or None,
            aws_access_key_id=own.access_key if own else None,
            aws_secret_access_key=own.secret_key if own else None,
            aws_session_token=own.token if own else None,
            config=botocore.config.Config(
                connect_timeout=_CONNECT_TIMEOUT_S,
                read_timeout=_READ_TIMEOUT_S,
                max_pool_connections=_CONNECTIONS,
                # A person's HTTP_PROXY is no way to an endpoint on this machine. (None: from the environment.)
                proxies={} if _is_local(endpoint) else None,
                retries={"mode": "standard", "total_max_attempts": settings.attempts},
            ),
        )

    def _session(self, settings: Settings) -> botocore.session.Session:
        key = (settings.profile, settings.credentials is not None)
        if key not in self._sessions:
            own = settings.credentials is not None
            session = botocore.session.Session(session_vars=dict(_NO_USER_FILES) if own else None)
            if settings.profile and not own:
                session.set_config_variable("profile", settings.profile)
            self._sessions[key] = session
        return self._sessions[key]


def _is_local(endpoint: str | None) -> bool:
    return urlsplit(endpoint or "").hostname in _LOCAL_HOSTS


class Api:
    """Cognito's operations in one region."""

    def __init__(self, client: Any) -> None:
        self._client = client

    @property
    def model(self) -> ServiceModel:
        """The description of the service that botocore has."""
        model = self._client.meta.service_model
        assert isinstance(model, ServiceModel)
        return model

    def call(self, call: ApiCall) -> dict[str, Any]:
        """The operation's response without botocore's metadata. Raises ApiError."""
        try:
            response = self._send(call)
        except (ClientError, BotoCoreError) as error:
            # Without the cause: botocore's request context would take parameters into a traceback.
            raise ApiError.from_botocore(call.operation, error) from None
        return {name: value for name, value in response.items() if name != "ResponseMetadata"}

    def _send(self, call: ApiCall) -> dict[str, Any]:
        """What botocore answers. Raises its ClientError, BotoCoreError."""
        response: dict[str, Any] = getattr(self._client, xform_name(call.operation))(**call.parameters)
        return response
