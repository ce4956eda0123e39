"""Logins: the tokens of providers, verified ("Identity pools authentication flow").

This engine's own user pools are verified as Cognito verifies them. So are OpenID tokens of the identity pool itself.
Nobody else's are: their keys are elsewhere, and nothing leaves this machine.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from cognito_model.regions import partition_of
from local.cognito.call import Call
from local.cognito.errors import CognitoError, invalid, not_authorized
from local.cognito.json_types import JsonObject
from local.cognito.store.identity_pools import IdentityPool
from local.cognito.tokens import jwt

if TYPE_CHECKING:
    from local.cognito.store.pools import UserPool

OWN: Final = "cognito-identity.amazonaws.com"
"""The provider of GetOpenIdTokenForDeveloperIdentity's tokens."""
ISSUER: Final = f"https://{OWN}"
UNSUPPORTED: Final = "Token is not from a supported provider of this identity pool."
MISMATCH: Final = "Logins don't match. Please include at least one valid login for this identity or identity pool."


@dataclass(frozen=True, slots=True)
class Login:
    """Who somebody is to a provider, by a token that is genuine and valid."""

    provider: str
    """As in Logins."""
    subject: str
    claims: JsonObject = field(default_factory=dict, repr=False)
    client_id: str = ""
    """The app client of a user pool's token; empty for others."""

    @property
    def pair(self) -> tuple[str, str]:
        """Provider and subject."""
        return self.provider, self.subject

    @property
    def mapping_name(self) -> str:
        """How RoleMappings name where it comes from."""
        return f"{self.provider}:{self.client_id}" if self.client_id else self.provider


def verified_logins(call: Call, pool: IdentityPool, given: Mapping[str, str]) -> list[Login]:
    """The logins that a request has, OpenID tokens of the pool itself apart. Raises CognitoError.

    The store's lock is let go of meanwhile where a user pool is asked.
    """
    return [_verified(call, pool, provider, token) for provider, token in given.items() if provider != OWN]


def provider_names(call: Call, pool: "UserPool") -> tuple[str, ...]:
    """What a user pool is called in Logins: AWS's name for it, and its issuer where that is another one."""
    suffix = partition_of(pool.region).dns_suffix
    local = call.engine.issuer(pool).partition("://")[2]
    return tuple(dict.fromkeys((f"cognito-idp.{pool.region}.{suffix}/{pool.id}", local)))


def _verified(call: Call, pool: IdentityPool, provider: str, token: str) -> Login:
    if provider == pool.settings.get("DeveloperProviderName"):
        raise invalid("Please provide a valid public provider.")
    configured = [one for one in pool.settings.get("CognitoIdentityProviders", []) if one["ProviderName"] == provider]
    if not configured and not provider.startswith("cognito-idp."):
        _refuse_elsewhere(pool, provider)
    try:
        claims = jwt.claims_of(token)
        jwt.header_of(token)
    except jwt.InvalidTokenError as error:
        raise _bad("Not a valid OpenId Connect identity token.") from error
    for name in ("iss", "sub", "aud", "exp"):
        if name not in claims:
            raise _bad(f"Missing a required claim: {name}")
    user_pool = call.engine.pool_of_token(token)
    if str(claims["iss"]).partition("://")[2] != provider and (
        user_pool is None or provider not in provider_names(call, user_pool)
    ):
        raise _bad("Issuer doesn't match providerName")
    if user_pool is None:
        raise _bad("Couldn't verify signed token.")
    is_checked = _is_checked(configured, claims["aud"])
    with call.unlocked(), user_pool.lock:  # a pool's lock comes before the store's
        _check_token(call, user_pool, token, is_checked=is_checked is True)
    if is_checked is None:
        raise not_authorized(UNSUPPORTED)
    return Login(provider, str(claims["sub"]), claims, str(claims["aud"]))


def _is_checked(configured: Iterable[JsonObject], client_id: object) -> bool | None:
    """ServerSideTokenCheck of a configured app client; None where it isn't configured."""
    return next((bool(one.get("ServerSideTokenCheck")) for one in configured if one["ClientId"] == client_id), None)


def _check_token(call: Call, pool: "UserPool", token: str, *, is_checked: bool) -> None:
    """Raise CognitoError for an ID token that isn't genuine and valid; its pool's lock is held."""
    from local.cognito.tokens.access import is_revoked
    from local.cognito.tokens.pool_keys import signing_key

    key, kid = signing_key(call.engine, pool, "id")
    try:
        if jwt.header_of(token).get("kid") != kid:
            raise _bad("Couldn't verify signed token.")
        claims = jwt.verify(token, key.public_key())
    except jwt.InvalidTokenError as error:
        raise _bad("Couldn't verify signed token.") from error
    if claims.get("token_use") != "id":
        raise _bad("Not a valid OpenId Connect identity token.")
    if claims["iss"] != call.engine.issuer(pool):
        raise _bad("Issuer doesn't match providerName")
    now = int(call.now)
    if now >= claims["exp"]:
        raise _bad(f"Token expired: {now} >= {claims['exp']}")
    if is_checked:
        user = pool.users.by_sub(claims["sub"])
        if user is None or not user.enabled or claims["aud"] not in pool.clients or is_revoked(pool, user, claims):
            raise _bad("Token is revoked: the user has signed out, is disabled or doesn't exist any more.")


def _refuse_elsewhere(pool: IdentityPool, provider: str) -> None:
    """Raise CognitoError: for a provider that the pool doesn't trust, or whose tokens can't be verified here."""
    addresses = [arn.partition(":oidc-provider/")[2] for arn in pool.settings.get("OpenIdConnectProviderARNs", [])]
    known = {
        *pool.settings.get("SupportedLoginProviders", {}),
        *addresses,
        *pool.settings.get("SamlProviderARNs", []),
    }
    if provider not in known:
        raise not_authorized(UNSUPPORTED)
    raise CognitoError(
        "ExternalServiceException",
        f"Tokens of {provider} can't be verified on the local target, which sends nothing to other machines. Sign in "
        "at a user pool, or use developer authenticated identities.",
    )


def _bad(why: str) -> CognitoError:
    return not_authorized(f"Invalid login token. {why}")
