"""OpenID tokens of identities: for AssumeRoleWithWebIdentity (the basic flow), and for developers' own users."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from local.cognito.call import Call, Handler
from local.cognito.errors import CognitoError, invalid, not_authorized
from local.cognito.identity.developers import link_developer_user
from local.cognito.identity.finding import conflict, identity_in, identity_of, pool_of
from local.cognito.identity.linking import link, new_identity, signed_in_identity
from local.cognito.identity.logins import ISSUER, Login, verified_logins
from local.cognito.json_types import JsonObject
from local.cognito.store.identity_pools import Identity, IdentityPool
from local.cognito.tokens import jwt
from local.cognito.tokens.signing_keys import from_pem, to_pem

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

VALID_S: Final = 600
DEVELOPER_VALID_S: Final = 900
PRINCIPAL_TAGS: Final = "https://aws.amazon.com/tags"
"""The claim with session tags (STS, "Passing session tags in AWS STS")."""


def get_open_id_token(call: Call) -> JsonObject:
    """GetOpenIdToken: the basic flow, unless the pool's setting forbids it.

    A pool that has no setting allows it (aws-cli issue 7652); one with role mappings doesn't (aws-rum-web issue 172).
    """
    pool, _ = identity_of(call)
    if pool.settings.get("AllowClassicFlow") is False:
        raise invalid("Basic (classic) flow is not enabled, please use enhanced flow.")
    if pool.roles.get("RoleMappings"):
        raise invalid("Basic (classic) flow is not supported with RoleMappings, please use enhanced flow.")
    logins = verified_logins(call, pool, call.get("Logins", {}))
    pool, given = identity_of(call)
    identity = signed_in_identity(call, pool, given, logins)
    return {"IdentityId": identity.id, "Token": _token(call, pool, identity, _amr(logins), VALID_S)}


def get_open_id_token_for_developer_identity(call: Call) -> JsonObject:
    """GetOpenIdTokenForDeveloperIdentity: registers a user of the pool's developer provider where need be."""
    pool, given = pool_of(call), dict(call["Logins"])
    provider = pool.settings.get("DeveloperProviderName")
    if provider is None or provider not in given:
        raise invalid("Please provide the developer provider name of this identity pool in Logins.")
    user = given.pop(provider)
    others = verified_logins(call, pool, given)
    pool = pool_of(call)
    owner = pool.by_login.get((provider, user))
    if call.get("IdentityId") is not None:
        identity = identity_in(pool, call["IdentityId"])
        if owner is not None and owner is not identity:
            raise CognitoError(
                "DeveloperUserAlreadyRegisteredException",
                "The developer user identifier is registered with another identity already.",
            )
    else:
        identity = owner or new_identity(call, pool)
    if any(pool.by_login.get(login.pair, identity) is not identity for login in others):
        raise conflict("A login is linked to another identity already.")
    link_developer_user(call, pool, identity, provider, user)
    link(call, pool, identity, others)
    amr = ["authenticated", provider, f"{provider}:{pool.id}:{user}", *_amr(others)[1:]]
    valid_s = call.get("TokenDuration", DEVELOPER_VALID_S)
    tags = dict(call.get("PrincipalTags", {}))
    return {"IdentityId": identity.id, "Token": _token(call, pool, identity, amr, valid_s, tags)}


def verified_identity(call: Call, pool: IdentityPool, identity: Identity, token: str) -> dict[str, str]:
    """The session tags of an identity's own OpenID token. Raises CognitoError for one that isn't its, or is over."""
    try:
        claims = jwt.verify(token, _key(call, pool).public_key())
    except jwt.InvalidTokenError as error:
        raise not_authorized("Invalid login token. Couldn't verify signed token.") from error
    now = int(call.now)
    if now >= claims["exp"]:
        raise not_authorized(f"Invalid login token. Token expired: {now} >= {claims['exp']}")
    if claims["aud"] != pool.id or claims["iss"] != ISSUER or claims["sub"] != identity.id or not identity.enabled:
        raise not_authorized(f"Access to Identity '{identity.id}' is forbidden.")
    tags = claims.get(PRINCIPAL_TAGS, {}).get("principal_tags", {})
    return {name: values[0] for name, values in tags.items()}


def _token(  # noqa: PLR0913, PLR0917 - what the token is made of
    call: Call,
    pool: IdentityPool,
    identity: Identity,
    amr: Sequence[str],
    valid_s: int,
    tags: Mapping[str, str] | None = None,
) -> str:
    now = int(call.now)
    claims: JsonObject = {
        "sub": identity.id,
        "aud": pool.id,
        "amr": list(amr),
        "iss": ISSUER,
        **({PRINCIPAL_TAGS: {"principal_tags": {name: [value] for name, value in tags.items()}}} if tags else {}),
        "exp": now + valid_s,
        "iat": now,
    }
    return jwt.sign(claims, _key(call, pool), pool.id)


def _amr(logins: Sequence[Login]) -> list[str]:
    """Authentication methods: what role policies look at (`cognito-identity.amazonaws.com:amr`)."""
    if not logins:
        return ["unauthenticated"]
    found = ["authenticated"]
    for login in logins:
        found += [login.provider, f"{login.provider}:CognitoSignIn:{login.subject}"]
    return found


def _key(call: Call, pool: IdentityPool) -> "RSAPrivateKey":
    """What signs the pool's tokens; made when it is needed first."""
    if pool.signing_key:
        return from_pem(pool.signing_key.encode())
    key = call.engine.key_maker.take()
    pool.signing_key = to_pem(key).decode()
    call.save(pool)
    return key


OPERATIONS: Final[Mapping[str, Handler]] = {
    "GetOpenIdToken": get_open_id_token,
    "GetOpenIdTokenForDeveloperIdentity": get_open_id_token_for_developer_identity,
}
