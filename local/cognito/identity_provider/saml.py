"""SAML 2.0, as identity provider: metadata, single sign-on, single log-out."""

import base64
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from cryptography.exceptions import InvalidSignature

from local.cognito.federation.errors import FederationError
from local.cognito.federation.saml_xml import PROTOCOL, SERVICE_PROVIDER, decode, deflate, inflate, parse, text_at
from local.cognito.identity_provider import saml_documents, sign_in
from local.cognito.identity_provider.clients import SAML_RESPONSE, is_engines, trusting_saml
from local.cognito.identity_provider.configuration import TestProvider
from local.cognito.identity_provider.keys import ProviderKey
from local.cognito.identity_provider.paths import SAML, Place, base_path
from local.cognito.identity_provider.tickets import Tickets
from local.cognito.pages.errors import PageError
from local.cognito.pages.replies import Reply, redirect
from local.cognito.pages.visit import Visit
from local.cognito.tokens.pool_keys import signing_key

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

    from local.cognito.engine import Engine
    from local.cognito.store.pools import IdentityProvider, UserPool

SIGN_IN_S: Final = 900.0
LOG_OUT_RESPONSE: Final = "/saml2/logout"


@dataclass(frozen=True, slots=True)
class Asked:
    """A service provider's request that has been checked."""

    provider: str
    pool_id: str
    return_to: str
    browser: str = field(repr=False)
    request_id: str = ""
    """Empty where the sign-in begins here."""
    relay_state: str = field(default="", repr=False)


class SamlProvider:
    """The endpoints."""

    def __init__(self, engine: "Engine", key: ProviderKey) -> None:
        self._engine = engine
        self._key = key
        self._asked: Tickets[Asked] = Tickets(engine.clock.now, SIGN_IN_S)

    def address(self, provider: TestProvider, endpoint: str) -> str:
        """The address of an endpoint."""
        return f"{self._engine.settings.endpoint_url}{base_path(provider.name, SAML)}{endpoint}"

    def metadata(self, provider: TestProvider) -> bytes:
        """The provider's metadata; its entity id is its address."""
        return saml_documents.metadata(
            self.address(provider, "/metadata"),
            self._key.certificate,
            self.address(provider, "/sso"),
            self.address(provider, "/slo"),
        )

    def sign_in(self, visit: Visit, place: Place, provider: TestProvider) -> Reply:
        """GET and POST: a request, by either binding, or whom the page's form names. Raises PageError."""
        if "session" in visit.form:
            visit.check_csrf()
            return self._choose(visit, place, provider)
        try:
            asked = self._checked(visit, provider)
        except FederationError as error:
            raise PageError("invalid_request", str(error)) from error
        return sign_in.page(visit, _shown(place, provider, asked, self._asked.give(asked)))

    def log_out(self, visit: Visit, provider: TestProvider) -> Reply:
        """A LogoutRequest by redirect: there is no session to end; the answer goes to the engine. Raises PageError."""
        try:
            message_id = self._log_out_id(visit, provider)
        except FederationError as error:
            raise PageError("invalid_request", str(error)) from error
        target = f"{self._engine.settings.endpoint_url}{LOG_OUT_RESPONSE}"
        issuer, now = self.address(provider, "/metadata"), self._engine.clock.now()
        message = saml_documents.logout_response(issuer, target, message_id, now)
        answered = {"SAMLResponse": deflate(message), "RelayState": visit.query.get("RelayState", "")}
        return redirect(f"{target}?{urlencode(answered)}")

    def _log_out_id(self, visit: Visit, provider: TestProvider) -> str:
        """The ID of a LogoutRequest. Raises FederationError."""
        root = parse(inflate(visit.query.get("SAMLRequest", "")))
        if root.tag != f"{{{PROTOCOL}}}LogoutRequest":
            raise FederationError("The message isn't a LogoutRequest.")
        self._trusting(provider, text_at(root, "saml:Issuer"))
        return str(root.get("ID") or "")

    def _choose(self, visit: Visit, place: Place, provider: TestProvider) -> Reply:
        key = visit.form.get("session", "")
        asked = sign_in.begun(visit, provider, self._asked)
        username = sign_in.chosen(visit)
        if not username:
            return sign_in.page(visit, _shown(place, provider, asked, key), sign_in.WRONG_NAME)
        self._asked.take(key)
        response = saml_documents.Response(
            issuer=self.address(provider, "/metadata"),
            audience=f"{SERVICE_PROVIDER}{asked.pool_id}",
            destination=asked.return_to,
            in_response_to=asked.request_id,
            user=provider.user(username),
            now=self._engine.clock.now(),
            session_index=secrets.token_hex(16),
            encryption_key=self._encryption_key(provider, asked),
        )
        document = saml_documents.signed_response(response, self._key)
        fields = {"SAMLResponse": base64.b64encode(document).decode(), "RelayState": asked.relay_state}
        return sign_in.submitting_page(asked.return_to, fields)

    def _checked(self, visit: Visit, provider: TestProvider) -> Asked:
        """The request of a page's address or form. Raises FederationError."""
        given = visit.form if visit.method == "POST" else visit.query
        if "sp" in given:  # it begins here
            pool, _ = self._trusting(provider, given["sp"])
            return_to = f"{self._engine.settings.endpoint_url}{SAML_RESPONSE}"
            return Asked(provider.name, pool.id, return_to, visit.csrf, relay_state=given.get("RelayState", ""))
        message = given.get("SAMLRequest", "")
        root = parse(decode(message) if visit.method == "POST" else inflate(message))
        if root.tag != f"{{{PROTOCOL}}}AuthnRequest" or not root.get("ID"):
            raise FederationError("The message isn't an AuthnRequest.")
        pool, trusted = self._trusting(provider, text_at(root, "saml:Issuer"))
        if trusted.details.get("RequestSigningAlgorithm"):
            self._check_signature(visit, pool)
        return_to = str(root.get("AssertionConsumerServiceURL") or "")
        if not is_engines(self._engine, return_to, SAML_RESPONSE):
            raise FederationError(f"{return_to or 'No address'} is not the user pool's address for SAML responses.")
        if root.get("Destination", self.address(provider, "/sso")) != self.address(provider, "/sso"):
            raise FederationError("The request is for another provider.")
        relay_state = given.get("RelayState", "")
        return Asked(provider.name, pool.id, return_to, visit.csrf, str(root.get("ID")), relay_state)

    def _trusting(self, provider: TestProvider, entity_id: str) -> "tuple[UserPool, IdentityProvider]":
        """The user pool of an entity id, and its provider that is this one. Raises FederationError."""
        pool = self._engine.store.pools.get(entity_id.removeprefix(SERVICE_PROVIDER))
        trusted = None if pool is None else trusting_saml(self._engine, provider, pool.id)
        if pool is None or trusted is None or not entity_id.startswith(SERVICE_PROVIDER):
            raise FederationError(f"The test identity provider has no service provider {entity_id or '(none)'}.")
        return pool, trusted

    def _check_signature(self, visit: Visit, pool: "UserPool") -> None:
        """That a request by redirect is signed by the pool's key. Raises FederationError."""
        from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
        from cryptography.hazmat.primitives.hashes import SHA256

        names = ("SAMLRequest", "RelayState", "SigAlg")
        signed = urlencode([(name, visit.query[name]) for name in names if name in visit.query])
        with pool.lock:
            key = signing_key(self._engine, pool, "saml")[0].public_key()
        try:
            key.verify(decode(visit.query.get("Signature", "")), signed.encode(), PKCS1v15(), SHA256())
        except InvalidSignature as error:
            raise FederationError("The request isn't signed, or not by the user pool.") from error

    def _encryption_key(self, provider: TestProvider, asked: Asked) -> "RSAPublicKey | None":
        trusted = trusting_saml(self._engine, provider, asked.pool_id)
        pool = self._engine.store.pools.get(asked.pool_id)
        if trusted is None or pool is None or trusted.details.get("EncryptedResponses", "").lower() != "true":
            return None
        with pool.lock:
            return signing_key(self._engine, pool, "saml_encryption")[0].public_key()


def _shown(place: Place, provider: TestProvider, asked: Asked, key: str) -> sign_in.Asked:
    return sign_in.Asked(provider, f"{place.base}/sso", key, f"{SERVICE_PROVIDER}{asked.pool_id}")
