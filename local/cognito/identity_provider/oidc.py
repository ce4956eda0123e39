"""OpenID Connect: discovery, authorization code flow with PKCE, token and userinfo endpoint, keys, log-out.

OpenID Connect Core 1.0, Discovery 1.0, RFC 6749, RFC 7636, RFC 6750.
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlencode

from local.cognito.identity_provider import sign_in
from local.cognito.identity_provider.clients import client_of, may_return_to
from local.cognito.identity_provider.configuration import ProviderClient, ProviderUser, TestProvider
from local.cognito.identity_provider.keys import KID, ProviderKey
from local.cognito.identity_provider.paths import OIDC, Place, base_path
from local.cognito.identity_provider.tickets import Tickets
from local.cognito.json_types import JsonObject
from local.cognito.pages.errors import PageError, RedirectError
from local.cognito.pages.replies import Reply, redirect
from local.cognito.pages.visit import Visit
from local.cognito.tokens import jwt

if TYPE_CHECKING:
    from local.cognito.engine import Engine

SIGN_IN_S: Final = 900.0
CODE_S: Final = 60.0
TOKEN_S: Final = 3600
S256: Final = "S256"


class OidcError(Exception):
    """What the token and the userinfo endpoint refuse with (RFC 6749 section 5.2, RFC 6750 section 3.1)."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(error)
        self.content = {"error": error, "error_description": description}
        self.status = status


@dataclass(frozen=True, slots=True)
class Authorization:
    """An authorization request that has been checked."""

    provider: str
    client: ProviderClient
    redirect_uri: str
    scope: str
    browser: str = field(repr=False)
    state: str = field(default="", repr=False)
    nonce: str = field(default="", repr=False)
    code_challenge: str = field(default="", repr=False)
    user: ProviderUser | None = None
    """Who has signed in, once somebody has."""

    def answer(self, **parameters: str) -> str:
        """Where the answer goes."""
        given = {**parameters, **({"state": self.state} if self.state else {})}
        return f"{self.redirect_uri}{'&' if '?' in self.redirect_uri else '?'}{urlencode(given)}"


class OidcProvider:
    """The endpoints."""

    def __init__(self, engine: "Engine", key: ProviderKey) -> None:
        self._engine = engine
        self._key = key
        now = engine.clock.now
        self._asked: Tickets[Authorization] = Tickets(now, SIGN_IN_S)
        self._codes: Tickets[Authorization] = Tickets(now, CODE_S)
        self._tokens: Tickets[Authorization] = Tickets(now, TOKEN_S)

    def issuer(self, provider: TestProvider) -> str:
        """A provider's issuer."""
        return f"{self._engine.settings.endpoint_url}{base_path(provider.name, OIDC)}"

    def discovery(self, provider: TestProvider) -> JsonObject:
        """OpenID Connect Discovery section 3."""
        issuer = self.issuer(provider)
        return {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/authorize",
            "token_endpoint": f"{issuer}/token",
            "userinfo_endpoint": f"{issuer}/userinfo",
            "jwks_uri": f"{issuer}/jwks",
            "end_session_endpoint": f"{issuer}/logout",
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
            "code_challenge_methods_supported": [S256],
            "scopes_supported": ["openid", "profile", "email", "phone"],
            "claims_supported": ["sub", "email", "email_verified", "name", "given_name", "family_name"],
        }

    def jwks(self) -> JsonObject:
        """RFC 7517 section 5."""
        return {"keys": [jwt.jwk(self._key.key.public_key(), KID)]}

    def authorize(self, visit: Visit, place: Place, provider: TestProvider) -> Reply:
        """GET: the page; POST: who was chosen. Raises PageError, RedirectError."""
        if visit.method == "POST":
            return self._choose(visit, place, provider)
        asked = self._checked(visit, provider)
        if "none" in visit.query.get("prompt", "").split():
            raise RedirectError(asked.answer(error="login_required"))
        hint = visit.query.get("login_hint", "")[: sign_in.MAX_LETTERS]
        return sign_in.page(visit, self._shown(place, provider, asked, self._asked.give(asked), hint))

    def _choose(self, visit: Visit, place: Place, provider: TestProvider) -> Reply:
        key = visit.form.get("session", "")
        asked = sign_in.begun(visit, provider, self._asked)
        username = sign_in.chosen(visit)
        if not username:
            return sign_in.page(visit, self._shown(place, provider, asked, key, ""), sign_in.WRONG_NAME)
        self._asked.take(key)
        granted = Authorization(
            asked.provider,
            asked.client,
            asked.redirect_uri,
            asked.scope,
            asked.browser,
            asked.state,
            asked.nonce,
            asked.code_challenge,
            provider.user(username),
        )
        return redirect(asked.answer(code=self._codes.give(granted)))

    def _shown(self, place: Place, provider: TestProvider, asked: Authorization, key: str, hint: str) -> sign_in.Asked:
        return sign_in.Asked(provider, f"{place.base}/authorize", key, asked.client.client_id, hint)

    def _checked(self, visit: Visit, provider: TestProvider) -> Authorization:
        query = visit.query
        client = client_of(self._engine, provider, query.get("client_id", ""))
        if client is None:
            raise PageError("invalid_client", f"The test identity provider has no client {query.get('client_id', '')}.")
        redirect_uri = query.get("redirect_uri", "")
        if not may_return_to(self._engine, client, redirect_uri):
            raise PageError("invalid_request", f"{redirect_uri or 'No address'} is not a redirect URI of the client.")
        asked = Authorization(
            provider.name,
            client,
            redirect_uri,
            query.get("scope", ""),
            visit.csrf,
            query.get("state", ""),
            query.get("nonce", ""),
            query.get("code_challenge", ""),
        )
        if query.get("response_type") != "code":
            raise RedirectError(asked.answer(error="unsupported_response_type"))
        method = query.get("code_challenge_method", "plain" if asked.code_challenge else S256)
        if method != S256 or not (asked.code_challenge or client.client_secret):
            why = "PKCE with S256 is required of clients without a secret, and supported of others"
            raise RedirectError(asked.answer(error="invalid_request", error_description=why))
        return asked

    def token(self, visit: Visit, provider: TestProvider, authorization: str) -> JsonObject:
        """The token endpoint. Raises OidcError."""
        form = visit.form
        client = self._authenticated(provider, form.get("client_id", ""), form.get("client_secret"), authorization)
        if form.get("grant_type") != "authorization_code":
            raise OidcError("unsupported_grant_type", "Only the grant type authorization_code is supported.")
        granted = self._codes.take(form.get("code", ""))
        if (
            granted is None
            or granted.user is None
            or granted.provider != provider.name
            or granted.client.client_id != client.client_id
            or granted.redirect_uri != form.get("redirect_uri")
            or not _is_verifier(granted.code_challenge, form.get("code_verifier", ""))
        ):
            raise OidcError("invalid_grant", "The code is invalid or belongs to another request.")
        access_token = self._tokens.give(granted)
        found: JsonObject = {
            "access_token": access_token,
            "token_type": "Bearer",
            "expires_in": TOKEN_S,
            "scope": granted.scope,
        }
        if "openid" in granted.scope.split():
            found["id_token"] = self._id_token(provider, granted, access_token)
        return found

    def user_info(self, authorization: str) -> JsonObject:
        """The userinfo endpoint. Raises OidcError."""
        scheme, _, token = authorization.partition(" ")
        granted = self._tokens.find(token.strip()) if scheme.lower() == "bearer" else None
        if granted is None or granted.user is None:
            raise OidcError("invalid_token", "The access token is not valid.", 401)
        claims = dict(granted.user.claims)
        # Facebook and Login with Amazon call it otherwise.
        return {"id": claims["sub"], "user_id": claims["sub"], **claims}

    def log_out(self, visit: Visit) -> Reply:
        """RP-initiated logout: there is no session to end; on to a client's page where it is the engine's own."""
        target = visit.query.get("post_logout_redirect_uri", "")
        if target.startswith(f"{self._engine.settings.endpoint_url}/"):
            return redirect(target)
        raise PageError("logged_out", "You are signed out at the test identity provider.", 200)

    def _id_token(self, provider: TestProvider, granted: Authorization, access_token: str) -> str:
        assert granted.user is not None
        now = int(self._engine.clock.now())
        claims = {
            **granted.user.claims,
            "iss": self.issuer(provider),
            "aud": granted.client.client_id,
            "iat": now,
            "auth_time": now,
            "exp": now + TOKEN_S,
            **({"nonce": granted.nonce} if granted.nonce else {}),
            "at_hash": jwt.half_hash(access_token),
        }
        return jwt.sign(claims, self._key.key, KID)

    def _authenticated(
        self, provider: TestProvider, client_id: str, secret: str | None, authorization: str
    ) -> ProviderClient:
        """The client that authenticates itself (RFC 6749 section 2.3.1), in the header or in the form, not in both."""
        if authorization:
            if secret is not None:
                raise OidcError("invalid_request", "A client must authenticate in one way only.")
            client_id, secret = _basic(authorization)
        client = client_of(self._engine, provider, client_id)
        given = secret or ""
        if client is None or not hmac.compare_digest(given.encode(), client.client_secret.encode()):
            raise OidcError("invalid_client", "The client is unknown or its secret is wrong.", 401)
        return client


def _basic(authorization: str) -> tuple[str, str]:
    scheme, _, encoded = authorization.partition(" ")
    try:
        name, separator, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except ValueError:
        separator = ""
    if scheme.lower() != "basic" or not separator:
        raise OidcError("invalid_client", "The Authorization header isn't valid Basic authentication.", 401)
    return unquote(name), unquote(secret)


def _is_verifier(challenge: str, verifier: str) -> bool:
    """Whether a verifier is a challenge's (RFC 7636 section 4.6); none is wanted where there was no challenge."""
    if not challenge:
        return not verifier
    digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=")
    return hmac.compare_digest(digest, challenge.encode())
