"""A gateway that serves from a thread of this process."""

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

import uvloop

from local.cognito.process import HOST, listen
from local.cognito.server import allow_many_connections, serve
from local.gateway import http_api, load_balancer
from local.gateway.app import PUBLIC_KEYS, GatewayApp
from local.gateway.back_end import BackEnd, Endpoints
from local.gateway.http_api import HttpApi
from local.gateway.identity_provider import IdentityProvider
from local.gateway.issuer_keys import IssuerKeys
from local.gateway.jwt_authorizer import JwtAuthorizer
from local.gateway.load_balancer import LoadBalancer
from local.gateway.routes import Routes
from local.gateway.sessions import LOGIN_TIMEOUT_S, Sessions, SignIns
from local.gateway.settings import GatewaySettings, HttpApiSettings, LoadBalancerSettings
from local.gateway.user_claims import UserClaimsSigner

if TYPE_CHECKING:
    from local.cognito.http import App

END_TIMEOUT_S: Final = 5.0
NAME: Final = "localhost"
"""How browsers call it: Cognito takes callback URLs of http for that name alone."""


class GatewayThread:
    """Serves on a port of its own. Use it as a context manager."""

    def __init__(
        self,
        settings: GatewaySettings,
        say: Callable[[str], None] = lambda _: None,
        now: Callable[[], float] = time.time,
    ) -> None:
        """Listen at once; `say` is told what is refused, a line each. Raises OSError, GatewayError."""
        kind = settings.kind
        self.signer: UserClaimsSigner | None = None
        if isinstance(kind, LoadBalancerSettings):
            self.signer = UserClaimsSigner(kind.load_balancer_arn, settings.pool.issuer, kind.client_id)
        else:
            Routes(kind.routes)  # wrong ones are told before anything listens
        self._settings, self._say, self._now = settings, say, now
        self._listener = listen(settings.port)
        self.port: int = self._listener.getsockname()[1]
        self._loop = uvloop.new_event_loop()
        self._stop = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="gateway", daemon=True)

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://{NAME}:{self.port}"

    @property
    def public_keys_url(self) -> str:
        """Below it public keys are found by their id."""
        return f"http://{HOST}:{self.port}{PUBLIC_KEYS}"

    def __enter__(self) -> Self:
        """Serve."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """End; requests under way get a second."""
        with contextlib.suppress(RuntimeError):  # its loop is closed
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(END_TIMEOUT_S)

    def _run(self) -> None:
        allow_many_connections()
        try:
            self._loop.run_until_complete(self._serve())
        finally:
            self._loop.close()

    async def _serve(self) -> None:
        pool, to, kind = self._settings.pool, self._settings.to, self._settings.kind
        endpoints = Endpoints(pool.authority_file)
        behind: App
        if isinstance(kind, HttpApiSettings):
            back_end = BackEnd(to.scheme, to.host, to.port, http_api.LIMITS)
            behind = self._http_api(kind, back_end, endpoints)
        else:
            back_end = BackEnd(to.scheme, to.host, to.port, load_balancer.LIMITS)
            behind = self._load_balancer(kind, back_end, endpoints)
        try:
            await serve(GatewayApp(behind, self._say, self.signer), self._listener, self._stop)
        finally:
            await back_end.close()
            await endpoints.close()

    def _http_api(self, settings: HttpApiSettings, back_end: BackEnd, endpoints: Endpoints) -> HttpApi:
        pool = self._settings.pool
        return HttpApi(
            Routes(settings.routes),
            JwtAuthorizer(pool.issuer, settings.audience),
            IssuerKeys(pool.jwks_uri, endpoints),
            back_end,
            settings.claim_headers,
            self._now,
        )

    def _load_balancer(self, settings: LoadBalancerSettings, back_end: BackEnd, endpoints: Endpoints) -> LoadBalancer:
        pool = self._settings.pool
        provider = IdentityProvider(
            pool.authorize_endpoint,
            pool.token_endpoint,
            pool.userinfo_endpoint,
            settings.client_id,
            settings.client_secret,
            settings.scope,
            endpoints,
        )
        assert self.signer is not None
        return LoadBalancer(
            provider,
            self.signer,
            back_end,
            settings.on_unauthenticated,
            Sessions(settings.session_s),
            SignIns(LOGIN_TIMEOUT_S),
            asyncio.Lock(),
            now=self._now,
        )
