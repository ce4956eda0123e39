"""OpenID Connect, as relying party: authorization code flow with state, nonce and PKCE.

OpenID Connect Core 1.0 section 3.1, Discovery 1.0 section 4, RFC 7636; "How OIDC IdPs work" of the developer guide.
"""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlencode

from local.cognito.federation import loopback
from local.cognito.federation.errors import FederationError, refused_answer
from local.cognito.federation.id_tokens import verified_claims
from local.cognito.federation.identity import ProviderIdentity
from local.cognito.federation.pending import Pending
from local.cognito.federation.places import OIDC_ADDRESSES, check_local, stand_in
from local.cognito.json_types import JsonObject

if TYPE_CHECKING:
    from local.cognito.engine import Engine
    from local.cognito.store.pools import IdentityProvider

OK: Final = 200
BASIC, POST = "client_secret_basic", "client_secret_post"
DISCOVERY: Final = "/.well-known/openid-configuration"


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where a provider is."""

    issuer: str
    authorize: str
    token: str
    user_info: str
    """Empty where there is none."""
    keys: str
    knows_pkce: bool = False
    auth_methods: tuple[str, ...] = (POST,)


@dataclass(frozen=True, slots=True)
class Secrets:
    """What goes with a request and comes back, or doesn't."""

    nonce: str = field(repr=False)
    verifier: str = field(repr=False)


def endpoints(engine: "Engine", provider: "IdentityProvider") -> Endpoints:
    """Where a provider is: by its details, or by discovery for what they don't tell. Raises FederationError."""
    instead = stand_in(engine, provider)
    issuer = instead or provider.details.get("oidc_issuer") or ""
    given = {} if instead else {new: provider.details.get(old, "") for old, new in OIDC_ADDRESSES.items()}
    found: JsonObject = {name: address for name, address in given.items() if address}
    if not all(given.values()) or not given:
        check_local(provider, issuer)
        discovered = loopback.get_json(f"{issuer.rstrip('/')}{DISCOVERY}")
        if discovered.get("issuer") != issuer:
            raise FederationError(f"{provider.name}: the discovery document names another issuer than {issuer}.")
        found = {**discovered, **found}
    return Endpoints(
        issuer,
        check_local(provider, str(found.get("authorization_endpoint", ""))),
        check_local(provider, str(found.get("token_endpoint", ""))),
        str(found.get("userinfo_endpoint", "")),
        check_local(provider, str(found.get("jwks_uri", ""))),
        "S256" in (found.get("code_challenge_methods_supported") or ()),
        tuple(found.get("token_endpoint_auth_methods_supported") or (BASIC,)),
    )


def new_secrets(where: Endpoints) -> Secrets:
    """A nonce, and a verifier for a provider that knows PKCE."""
    return Secrets(secrets.token_urlsafe(32), secrets.token_urlsafe(48) if where.knows_pkce else "")


def authorize_url(provider: "IdentityProvider", where: Endpoints, pending: Pending, state: str, hint: str) -> str:
    """Where the browser goes."""
    parameters = {
        "client_id": provider.details.get("client_id", ""),
        "redirect_uri": pending.return_to,
        "scope": provider.details.get("authorize_scopes", "openid"),
        "response_type": "code",
        "state": state,
        "nonce": pending.nonce,
    }
    if pending.verifier:
        digest = hashlib.sha256(pending.verifier.encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        parameters |= {"code_challenge": challenge, "code_challenge_method": "S256"}
    if hint:
        parameters["login_hint"] = hint
    return f"{where.authorize}{'&' if '?' in where.authorize else '?'}{urlencode(parameters)}"


def signed_in(
    engine: "Engine", provider: "IdentityProvider", pending: Pending, answer: Mapping[str, str]
) -> ProviderIdentity:
    """Who has signed in, by the provider's answer. Raises FederationError, ProviderRefusedError."""
    if "error" in answer:
        raise refused_answer(answer)
    if not answer.get("code"):
        raise FederationError(f"{provider.name}: the response has no code.")
    where = endpoints(engine, provider)
    if answer.get("iss", where.issuer) != where.issuer:  # RFC 9207: mix-up of providers
        raise FederationError(f"{provider.name}: the response comes from another issuer.")
    response = _exchange(provider, where, pending, answer["code"])
    claims: JsonObject = {}
    if "id_token" in response or "openid" in provider.details.get("authorize_scopes", "").split():
        client_id = provider.details.get("client_id", "")
        token = response.get("id_token")
        claims = verified_claims(token, where.issuer, where.keys, client_id, pending.nonce, engine.clock.now())
    user_info = _user_info(provider, where, str(response.get("access_token") or ""))
    if claims and where.user_info and user_info.get("sub") != claims["sub"]:
        raise FederationError(f"{provider.name}: userinfo is about another user.")  # Core section 5.3.2
    shown = {name: value for name, value in response.items() if name not in {"id_token", "access_token"}}
    return ProviderIdentity({**user_info, **claims}, {"tokenResponse": shown, "idToken": claims, "userInfo": user_info})


def _exchange(provider: "IdentityProvider", where: Endpoints, pending: Pending, code: str) -> JsonObject:
    """The token response."""
    client_id, secret = provider.details.get("client_id", ""), provider.details.get("client_secret", "")
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": pending.return_to}
    headers = {}
    if secret and POST not in where.auth_methods and BASIC in where.auth_methods:
        pair = f"{quote(client_id, safe='')}:{quote(secret, safe='')}"
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    else:
        form |= {"client_id": client_id, **({"client_secret": secret} if secret else {})}
    if pending.verifier:
        form["code_verifier"] = pending.verifier
    status, response = loopback.post_form(where.token, form, headers)
    if status != OK:
        raise refused_answer(response)
    return response


def _user_info(provider: "IdentityProvider", where: Endpoints, access_token: str) -> JsonObject:
    """The claims of the userinfo endpoint, asked as the details say (attributes_request_method)."""
    if not where.user_info or not access_token:
        return {}
    check_local(provider, where.user_info)
    headers = {"Authorization": f"Bearer {access_token}"}
    if provider.details.get("attributes_request_method") == "POST":
        status, found = loopback.post_form(where.user_info, {}, headers)
        if status != OK:
            raise refused_answer(found)
        return found
    return loopback.get_json(where.user_info, headers)
