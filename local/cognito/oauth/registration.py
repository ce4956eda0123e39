"""POST /oauth2/register: applications register themselves ("Dynamic client registration"; RFC 7591).

With an access token that has the scope `aws.cognito/dcr/register`, or, where OpenDcrEnabled says so, without one. On
AWS the domain says in which pool; here it is the token, the address (`/POOL_ID/oauth2/register`, as the discovery
document has it), or the host, where it is a domain's.
"""

from typing import TYPE_CHECKING, Final

from cognito_model.scopes import REGISTRATION_SCOPE
from cognito_model.tiers import LITE
from local.cognito.errors import CognitoError
from local.cognito.json_types import JsonObject
from local.cognito.oauth import client_registrations, json_objects
from local.cognito.oauth.answers import Answer, OAuthError, OAuthRequest, refuse_method
from local.cognito.oauth.clients import pool_of_host
from local.cognito.oauth.discovery import registers_clients
from local.cognito.tokens import access

if TYPE_CHECKING:
    from local.cognito.engine import Engine
    from local.cognito.store.pools import UserPool

CREATED: Final = 201
WITHOUT_REGISTRATION: Final = LITE


def answer(engine: "Engine", request: OAuthRequest) -> Answer:
    """Register a client. Raises OAuthError."""
    if request.method != "POST":
        refuse_method("POST")
    token = _bearer_token(request)
    pool = _pool(engine, request, token)
    if pool.tier == WITHOUT_REGISTRATION or not registers_clients(pool):
        raise OAuthError("access_denied", f"The user pool {pool.id} doesn't register clients.", 403)
    if token:
        _check_token(engine, pool, token)
    elif not pool.settings["DcrConfiguration"].get("OpenDcrEnabled", False):
        raise _without_right("An access token with the scope aws.cognito/dcr/register is required.")
    wanted = client_registrations.read(pool, _object(request), is_open=not token)
    return Answer(_register(engine, pool, wanted), CREATED)


def _register(engine: "Engine", pool: "UserPool", wanted: client_registrations.Registration) -> JsonObject:
    """Make the app client; RFC 7591 section 3.2.1."""
    with engine.calling(pool) as call:
        try:
            made = engine.call("CreateUserPoolClient", wanted.parameters(pool), region=pool.region)["UserPoolClient"]
        except CognitoError as error:
            raise OAuthError("invalid_client_metadata", error.message) from error
        client = pool.clients[made["ClientId"]]
        client.registration = wanted.metadata
        call.save(client)
    secret = {"client_secret": made["ClientSecret"], "client_secret_expires_at": 0} if wanted.is_confidential else {}
    return {"client_id": client.id, "client_id_issued_at": int(client.created), **secret, **wanted.metadata}


def _bearer_token(request: OAuthRequest) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _pool(engine: "Engine", request: OAuthRequest, token: str) -> "UserPool":
    if request.pool_id:
        found = engine.store.pools.get(request.pool_id)
    elif token:
        found = engine.pool_of_token(token)
        if found is None:
            raise _without_right("The access token isn't one of a user pool of this engine.")
    else:
        found = pool_of_host(engine, request.headers.get("host", "")) or _only_one(engine)
    if found is None:
        raise OAuthError(
            "invalid_request",
            "All user pools share the engine's address. Register at the registration_endpoint of the pool's "
            "discovery document, which names the pool.",
        )
    return found


def _only_one(engine: "Engine") -> "UserPool | None":
    """The one pool that registers clients without a token, where there is one."""
    found = [
        pool
        for pool in list(engine.store.pools.values())
        if registers_clients(pool) and pool.settings["DcrConfiguration"].get("OpenDcrEnabled", False)
    ]
    return found[0] if len(found) == 1 else None


def _check_token(engine: "Engine", pool: "UserPool", token: str) -> None:
    with engine.calling(pool) as call:
        try:
            claims = access.verified_claims(call, pool, token)
            if "username" in claims:  # a user's, which may be over before its time
                access.owner_of(call, token)
        except CognitoError as error:
            raise _without_right(error.message) from error
    if REGISTRATION_SCOPE not in str(claims.get("scope", "")).split():
        raise OAuthError("insufficient_scope", f"The access token lacks the scope {REGISTRATION_SCOPE}.", 403)


def _without_right(description: str) -> OAuthError:
    return OAuthError("invalid_token", description, 401, {"WWW-Authenticate": 'Bearer error="invalid_token"'})


def _object(request: OAuthRequest) -> JsonObject:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise OAuthError("invalid_client_metadata", "Client metadata must be sent as application/json.")
    try:
        return json_objects.parse(request.body)
    except ValueError as error:
        raise OAuthError("invalid_client_metadata", f"The client metadata {error}.") from error
