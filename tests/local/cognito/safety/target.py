"""An engine with something to steal and to spoil, as those see it who may not."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

from cognito_model.model import IDENTITY_POOLS, USER_POOLS, Service, service_model
from local.cognito.caller import BY_CLIENT_SECRET
from local.cognito.control.client import EngineControl
from local.cognito.launcher import EngineProcess, LaunchOptions
from local.credentials import Credentials

REGION = "us-east-1"
PASSWORD = "Correct-horse1"
INVITED = "invited@example.com"
PRIVATE_PATHS = (
    "/",
    "/inbox",
    "/inbox.json",
    "/inbox?to=invited@example.com",
    "/_console",
    "/_console/",
    "/_console/pools/{pool}",
    "/login?client_id={client}&response_type=code&redirect_uri=http://localhost:1/",
    "/oauth2/authorize?client_id={client}&response_type=code&redirect_uri=http://localhost:1/",
    "/oauth2/token",
    "/oauth2/userInfo",
    "/oauth2/revoke",
    "/oauth2/register",
    "/oauth2/idpresponse?code=x&state=y",
    "/saml2/idpresponse",
    "/saml2/logout",
    "/_idp/oidc/.well-known/openid-configuration",
    "/_idp/oidc/jwks",
    "/_idp/oidc/authorize?client_id=x",
    "/_idp/oidc/token",
    "/_idp/oidc/userinfo",
    "/_idp/oidc/logout",
    "/_idp/saml/metadata",
    "/_idp/saml/sso",
    "/_idp/saml/slo",
    "/_idp/Google/oidc/jwks",
    "/signup?client_id={client}",
    "/confirmUser?client_id={client}&user_name=ada&confirmation_code=1",
    "/forgotPassword?client_id={client}",
    "/logout?client_id={client}",
    "/challenge",
    "/error",
    "/_console/pools/{pool}/new-user",
    "/_console/pools/{pool}/find-user?name=ada",
    "/_user-import/x",
    "/{pool}",
    "/{pool}/users",
    "/nothing",
    "//inbox",
    "/%69nbox.json",
    "/.well-known/../inbox.json",
    "/.well-known/%2e%2e/inbox.json",
    "/.well-known%2f..%2finbox.json",
)
"""What no other user may have an answer from."""
CONTROL_PATHS = (
    "clock",
    "events",
    "snapshots",
    "snapshots/one",
    "functions",
    "ids",
    "identity-providers",
    "status",
    "reset",
)
SERVICES: tuple[Service, ...] = (USER_POOLS, IDENTITY_POOLS)


@dataclass(frozen=True)
class Target:
    """One engine."""

    engine: EngineProcess
    pool_id: str
    client_id: str

    @property
    def port(self) -> int:
        return self.engine.port

    @property
    def control(self) -> EngineControl:
        return EngineControl(self.engine.endpoint_url, self.engine.credentials)

    def path(self, template: str) -> str:
        return template.replace("{pool}", self.pool_id).replace("{client}", self.client_id)

    def state(self) -> dict[str, Any]:
        """What could have been changed: what there is, and which operations were called."""
        status = self.control.status()
        events = self.control.events(count=1000)["events"]
        return {
            "pools": status["user_pools"],
            "messages": status["messages"],
            "clock": status["clock"]["offset_s"],
            "snapshots": status["snapshots"],
            "called": [(event["operation"], event["error"]) for event in events],
        }

    def descriptors(self) -> int:
        return sum(1 for _ in Path(f"/proc/{self.engine.pid}/fd").iterdir())

    def resident_bytes(self) -> int:
        found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{self.engine.pid}/status").read_text())
        assert found is not None
        return int(found[1]) * 1024


@contextmanager
def running(**options: Any) -> Iterator[Target]:
    """An engine with a pool, a client, a user who was invited by e-mail."""
    with EngineProcess(LaunchOptions(credentials=Credentials.random(), **options)) as engine:
        engine.wait_until_ready()
        cognito = client(engine, engine.credentials)
        pool = cognito.create_user_pool(PoolName="safe", AutoVerifiedAttributes=["email"])["UserPool"]["Id"]
        app = cognito.create_user_pool_client(
            UserPoolId=pool,
            ClientName="app",
            ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        )["UserPoolClient"]["ClientId"]
        cognito.admin_create_user(
            UserPoolId=pool,
            Username="ada",
            UserAttributes=[{"Name": "email", "Value": INVITED}],
            DesiredDeliveryMediums=["EMAIL"],
        )
        yield Target(engine, pool, app)


def client(engine: EngineProcess, credentials: Credentials, service: Any = "cognito-idp") -> Any:
    """A client of boto3's."""
    return boto3.client(
        service,
        endpoint_url=engine.endpoint_url,
        region_name=REGION,
        aws_access_key_id=credentials.access_key,
        aws_secret_access_key=credentials.secret_key,
        config=Config(retries={"total_max_attempts": 1}),
    )


def operations(*, public: bool) -> list[tuple[Service, str]]:
    """Every operation of both services' models, those that need no signature or those that do."""
    return [
        (service, name)
        for service in SERVICES
        for name in service_model(service).operations
        if (service_model(service).is_public(name) or name in BY_CLIENT_SECRET) == public
    ]


def operation_request(service: Service, operation: str, body: Any = None, headers: str = "") -> bytes:
    """An operation's unsigned request, as it goes over the wire."""
    content = json.dumps({} if body is None else body).encode()
    head = (
        f"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Amz-Target: {service.target_prefix}.{operation}\r\n"
        f"Content-Type: application/x-amz-json-1.1\r\nContent-Length: {len(content)}\r\n{headers}\r\n"
    )
    return head.encode() + content


def page_request(path: str, method: str = "GET", headers: str = "") -> bytes:
    """A request for a page, as it goes over the wire."""
    return f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n{headers}\r\n".encode()
