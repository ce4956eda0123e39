"""A pool's public documents: its keys and its description (OpenID Connect Discovery 1.0 section 3).

Where Cognito serves them from two hosts, here everything is at the engine's address. As Cognito's, the description
doesn't name `code_challenge_methods_supported`, though S256 is what it takes.
"""

from typing import TYPE_CHECKING, Final

from local.cognito.json_types import JsonObject
from local.cognito.oauth.paths import REVOKE, TOKEN, USER_INFO
from local.cognito.tokens.pool_keys import jwks

if TYPE_CHECKING:
    from local.cognito.engine import Engine
    from local.cognito.store.pools import UserPool

KEYS: Final = ".well-known/jwks.json"
CONFIGURATION: Final = ".well-known/openid-configuration"
STANDARD_SCOPES: Final = ("openid", "email", "phone", "profile")
DCR_ON: Final = "Enabled"


def keys(engine: "Engine", pool: "UserPool") -> JsonObject:
    """The pool's JWKS."""
    with engine.calling(pool):
        return dict(jwks(engine, pool))


def configuration(engine: "Engine", pool: "UserPool") -> JsonObject:
    """The pool's discovery document; its issuer is the one of its tokens."""
    base = engine.settings.endpoint_url
    document: JsonObject = {
        "authorization_endpoint": f"{base}/oauth2/authorize",
        "end_session_endpoint": f"{base}/logout",
        "id_token_signing_alg_values_supported": ["RS256"],
        "issuer": engine.issuer(pool),
        "jwks_uri": f"{base}/{pool.id}/{KEYS}",
        "response_types_supported": ["code", "token"],
        "revocation_endpoint": f"{base}{REVOKE}",
        "scopes_supported": list(STANDARD_SCOPES),
        "subject_types_supported": ["public"],
        "token_endpoint": f"{base}{TOKEN}",
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "userinfo_endpoint": f"{base}{USER_INFO}",
    }
    if registers_clients(pool) and pool.domains:  # "Dynamic client registration"
        document["registration_endpoint"] = f"{base}/{pool.id}/oauth2/register"
    if pool.cimd_policies:  # OAuth Client ID Metadata Document (draft), Authorization Server Metadata
        document["client_id_metadata_document_supported"] = True
    return document


def registers_clients(pool: "UserPool") -> bool:
    """Whether applications may register themselves: DcrConfiguration, which counts as enabled unless it says no."""
    configured = pool.settings.get("DcrConfiguration")
    return configured is not None and configured.get("EnableStatus", DCR_ON) == DCR_ON
