"""The test identity provider as an ASGI application."""

import json
import logging
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from local.cognito.http import BodyTooLargeError, Header, Receive, Scope, Send, answer, header, read_body
from local.cognito.identity_provider.configuration import TestProvider
from local.cognito.identity_provider.keys import ProviderKey
from local.cognito.identity_provider.oidc import OidcError, OidcProvider
from local.cognito.identity_provider.paths import OIDC, Place, is_page, place_of
from local.cognito.pages.errors import PageError, RedirectError
from local.cognito.pages.rendering import error_page
from local.cognito.pages.replies import HTML, Reply, redirect
from local.cognito.pages.visit import CSRF_COOKIE, Visit

if TYPE_CHECKING:
    from local.cognito.engine import Engine
    from local.cognito.identity_provider.saml import SamlProvider
    from local.cognito.workers import Workers

MAX_FORM_BYTES: Final = 100_000
JSON: Final = b"application/json"
XML: Final = b"application/samlmetadata+xml"
NO_STORE: Final[tuple[Header, ...]] = ((b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff"))
LOGGER: Final = logging.getLogger(__name__)

Answer = tuple[int, bytes, bytes, list[Header]]
"""Status, content type, body, headers."""


class IdentityProviderApp:
    """Answers the provider's requests."""

    def __init__(self, engine: "Engine", workers: "Workers") -> None:
        self._engine = engine
        self._workers = workers
        self._key: ProviderKey | None = None
        self._oidc: OidcProvider | None = None
        self._saml: SamlProvider | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, by the ASGI specification."""
        try:
            body = await read_body(scope, receive, MAX_FORM_BYTES)
            if is_page(scope["path"]):
                found = await self._workers.run(partial(self._answer, scope, body))
            else:  # at once: a thread that waits for this one mustn't keep it from being answered
                found = self._answer(scope, body)
        except BodyTooLargeError:
            found = 413, JSON, b'{"error":"invalid_request"}', [(b"connection", b"close")]
        status, content_type, content, headers = found
        await answer(send, status, content, content_type, headers)

    def _answer(self, scope: Scope, body: bytes) -> Answer:
        is_https = scope.get("scheme") == "https"
        try:
            return self._found(scope, body)
        except OidcError as error:
            headers = [(b"www-authenticate", b"Bearer")] if error.status == 401 else []  # noqa: PLR2004 - HTTP's
            return error.status, JSON, json.dumps(error.content).encode(), [*NO_STORE, *headers]
        except RedirectError as error:
            return _page(redirect(error.location), is_https=is_https)
        except PageError as error:
            return _page(error_page(error), is_https=is_https)
        except Exception:
            LOGGER.exception("The test identity provider failed at %s", scope["path"])
            failed = PageError("server_error", "The page failed. The local engine's log has the details.", 500)
            return _page(error_page(failed), is_https=is_https)

    def _found(self, scope: Scope, body: bytes) -> Answer:
        place = place_of(scope["path"])
        provider = self._engine.test_providers.get(place.provider) if place else None
        if place is None or provider is None:
            raise PageError("not_found", "The test identity provider has no such page, or isn't configured.", 404)
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        if method not in {"GET", "POST"}:
            raise PageError("invalid_request", "The page only accepts GET and POST.", 405)
        visit = Visit.of(self._engine, scope, body)
        if place.protocol == OIDC:
            return self._of_oidc(scope, visit, place, provider)
        return self._of_saml(scope, visit, place, provider)

    def _of_oidc(self, scope: Scope, visit: Visit, place: Place, provider: TestProvider) -> Answer:
        oidc = self._oidc_provider()
        authorization = header(scope, b"authorization").decode("latin-1")
        documents: dict[str, Callable[[], object]] = {
            "/.well-known/openid-configuration": lambda: oidc.discovery(provider),
            "/jwks": oidc.jwks,
            "/userinfo": lambda: oidc.user_info(authorization),
        }
        if place.endpoint in documents:
            return _json(documents[place.endpoint]())
        if place.endpoint == "/token":
            if visit.method != "POST":
                raise OidcError("invalid_request", "The token endpoint only accepts POST.", 405)
            return _json(oidc.token(visit, provider, authorization))
        if place.endpoint == "/logout":
            return _page(oidc.log_out(visit), visit, scope)
        if visit.method == "POST" and "response_type" not in visit.form:
            visit.check_csrf()
        return _page(oidc.authorize(visit, place, provider), visit, scope)

    def _of_saml(self, scope: Scope, visit: Visit, place: Place, provider: TestProvider) -> Answer:
        saml = self._saml_provider()
        if place.endpoint == "/metadata":
            return 200, XML, saml.metadata(provider), [*NO_STORE]
        if place.endpoint == "/slo":
            return _page(saml.log_out(visit, provider), visit, scope)
        return _page(saml.sign_in(visit, place, provider), visit, scope)

    def _provider_key(self) -> ProviderKey:
        with self._engine.store.lock:
            if self._key is None:
                self._key = ProviderKey(self._engine)
            return self._key

    def _oidc_provider(self) -> OidcProvider:
        key = self._provider_key()
        with self._engine.store.lock:
            if self._oidc is None:
                self._oidc = OidcProvider(self._engine, key)
            return self._oidc

    def _saml_provider(self) -> "SamlProvider":
        from local.cognito.identity_provider.saml import SamlProvider

        key = self._provider_key()
        with self._engine.store.lock:
            if self._saml is None:
                self._saml = SamlProvider(self._engine, key)
            return self._saml


def _json(content: object) -> Answer:
    return 200, JSON, json.dumps(content).encode(), [*NO_STORE]


def _page(reply: Reply, visit: Visit | None = None, scope: Scope | None = None, *, is_https: bool = False) -> Answer:
    if visit is not None and visit.cookies.get(CSRF_COOKIE) != visit.csrf:
        reply.cookies[CSRF_COOKIE] = visit.csrf
    secure = is_https or (scope is not None and scope.get("scheme") == "https")
    return reply.status, HTML, reply.body, reply.sent_headers(is_https=secure)
