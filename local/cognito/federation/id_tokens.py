"""A provider's ID token: signature by its published keys, and the claims that it has to have.

OpenID Connect Core 1.0 section 3.1.3.7. Algorithms are asymmetric ones only: a client secret signs nothing here.
"""

from typing import TYPE_CHECKING, Any, Final

from local.cognito.federation import loopback
from local.cognito.federation.errors import FederationError
from local.cognito.json_types import JsonObject

if TYPE_CHECKING:
    from joserfc.jwk import KeySet

ALGORITHMS: Final = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
SKEW_S: Final = 60
MAX_AGE_S: Final = 3600
MAX_CHARACTERS: Final = 20_000


def verified_claims(  # noqa: PLR0913, PLR0917 - what a token is checked against
    token: object, issuer: str, keys_address: str, client_id: str, nonce: str, now: float
) -> JsonObject:
    """The claims of an ID token. Raises FederationError for one that isn't genuine, and meant for this sign-in."""
    from joserfc import jwt
    from joserfc.errors import JoseError

    if not isinstance(token, str) or len(token) > MAX_CHARACTERS:
        raise FederationError("The provider sent no ID token.")
    try:
        claims = jwt.decode(token, _keys(keys_address), algorithms=ALGORITHMS).claims
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise FederationError("The signature of the provider's ID token is invalid.") from error
    _check(claims, issuer, client_id, nonce, now)
    return claims


def _check(claims: JsonObject, issuer: str, client_id: str, nonce: str, now: float) -> None:
    if claims.get("iss") != issuer:
        raise FederationError("The provider's ID token names another issuer.")
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    if client_id not in audiences or (len(audiences) > 1 and claims.get("azp") != client_id):
        raise FederationError("The provider's ID token is for another client.")
    if _number(claims, "exp") + SKEW_S <= now:
        raise FederationError("The provider's ID token has expired.")
    if _number(claims, "iat") - SKEW_S > now or _number(claims, "iat") + MAX_AGE_S < now:
        raise FederationError("The provider's ID token wasn't issued just now.")
    if not nonce or claims.get("nonce") != nonce:
        raise FederationError("The provider's ID token belongs to another sign-in: its nonce is wrong.")
    if not isinstance(claims.get("sub"), str) or not claims["sub"]:
        raise FederationError("The provider's ID token has no subject.")


def _number(claims: JsonObject, name: str) -> float:
    found: Any = claims.get(name)
    if isinstance(found, bool) or not isinstance(found, int | float):
        raise FederationError(f"The provider's ID token has no {name}.")
    return float(found)


def _keys(address: str) -> "KeySet":
    from joserfc.jwk import KeySet

    try:
        return KeySet.import_key_set(loopback.get_json(address))  # type: ignore[arg-type] # checked by what is called
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise FederationError("The provider's keys can't be read.") from error
