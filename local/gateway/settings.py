"""What a gateway is told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from cognito_model.api_gateway import HEADER_NAME, is_reserved
from local.gateway.errors import GatewayError
from local.gateway.headers import OIDC, spelling
from local.gateway.routes import Route

HTTP_API, ALB = "http-api", "alb"
MODES: Final = (HTTP_API, ALB)


@dataclass(frozen=True, slots=True)
class BackEndAddress:
    """Scheme, host and port of what is behind the gateway."""

    scheme: str
    host: str
    port: int


@dataclass(frozen=True, slots=True)
class PoolEndpoints:
    """The user pool, as far as a gateway asks it."""

    issuer: str
    jwks_uri: str
    authority_file: str = ""
    """Whose certificates its endpoints have, where that isn't one of the system's authorities."""
    authorize_endpoint: str = ""
    token_endpoint: str = ""
    userinfo_endpoint: str = ""


@dataclass(frozen=True, slots=True)
class HttpApiSettings:
    """An HTTP API with a JWT authorizer."""

    audience: tuple[str, ...]
    routes: tuple[Route, ...]
    claim_headers: Mapping[str, str] = field(default_factory=dict)
    """Claims by the name of the header that the back end gets them in."""

    def __post_init__(self) -> None:
        """Raises GatewayError for a header that no mapping may set."""
        for name in self.claim_headers:
            if not HEADER_NAME.fullmatch(name) or is_reserved(name) or spelling(name.encode()).startswith(OIDC):
                raise GatewayError(
                    f"{name[:80]!r} isn't a header that API Gateway can map a claim to. Use one such as x-user."
                )


@dataclass(frozen=True, slots=True)
class LoadBalancerSettings:
    """A load balancer that signs users in."""

    client_id: str
    client_secret: str = field(repr=False)
    on_unauthenticated: str
    scope: str
    session_s: float
    load_balancer_arn: str


@dataclass(frozen=True, slots=True)
class GatewaySettings:
    """A gateway as a whole."""

    to: BackEndAddress
    pool: PoolEndpoints
    kind: HttpApiSettings | LoadBalancerSettings
    port: int = 0
    """Where to listen; any free port where it is 0."""
