"""What an application that registers itself asks for, checked against its pool.

RFC 7591 section 2; DcrConfigurationType of the API reference.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cognito_model.redirect_uris import MAX_REDIRECT_URIS, is_redirect_uri
from cognito_model.scopes import REGISTRATION_SCOPE
from local.cognito.json_types import JsonObject
from local.cognito.oauth.answers import OAuthError
from local.cognito.oauth.discovery import STANDARD_SCOPES
from local.cognito.store.pools import UserPool

FLOWS: Final[Mapping[str, str]] = {"authorization_code": "code", "client_credentials": "client_credentials"}
"""Grant types, and the flows (OAuthFlowType) that they are; `refresh_token` comes with `authorization_code`."""
REFRESH: Final = "refresh_token"
AUTHENTICATED: Final = ("AuthenticatedGrantTypes", ("code", "client_credentials"))
OPEN: Final = ("OpenDcrGrantTypes", ("code",))
"""The member that says what may be asked for, and what counts where it isn't set."""
PUBLIC: Final = "none"
AUTHENTICATION_METHODS: Final = ("client_secret_basic", "client_secret_post", PUBLIC)
"""The first one counts where none is given."""
MAX_NAME: Final = 128
NOT_IN_A_NAME: Final = re.compile(r"[^\w\s+=,.@-]")
"""ClientNameType."""
DEFAULT_NAME: Final = "Registered application"
KEPT: Final = ("client_uri", "logo_uri", "tos_uri", "policy_uri", "software_id", "software_version")
MAX_KEPT: Final = 2048


@dataclass(frozen=True, slots=True)
class Registration:
    """A client that may be made."""

    metadata: JsonObject
    """As it is answered: RFC 7591's members, completed."""

    @property
    def is_confidential(self) -> bool:
        """Whether it gets a secret."""
        return bool(self.metadata["token_endpoint_auth_method"] != PUBLIC)

    def parameters(self, pool: UserPool) -> JsonObject:
        """CreateUserPoolClient's."""
        asked = self.metadata
        name = NOT_IN_A_NAME.sub("-", asked["client_name"])[:MAX_NAME]
        return {
            "UserPoolId": pool.id,
            "ClientName": name,
            "GenerateSecret": self.is_confidential,
            "AllowedOAuthFlowsUserPoolClient": True,
            "AllowedOAuthFlows": [FLOWS[grant] for grant in asked["grant_types"] if grant in FLOWS],
            "AllowedOAuthScopes": asked["scope"].split(),
            "SupportedIdentityProviders": ["COGNITO", *pool.identity_providers],
            **({"CallbackURLs": asked["redirect_uris"]} if asked["redirect_uris"] else {}),
        }


def read(pool: UserPool, asked: JsonObject, *, is_open: bool) -> Registration:
    """What is asked for, completed. Raises OAuthError for what the pool doesn't allow."""
    grants = _grants(pool, asked, is_open=is_open)
    method = asked.get("token_endpoint_auth_method") or AUTHENTICATION_METHODS[0]
    if method not in AUTHENTICATION_METHODS:
        raise _wrong(f"token_endpoint_auth_method must be one of {', '.join(AUTHENTICATION_METHODS)}.")
    if method == PUBLIC and "client_credentials" in grants:
        raise _wrong("A client without a secret can't have the grant client_credentials.")
    if _texts(asked, "response_types", ["code"]) not in (["code"], []):
        raise _wrong('response_types must be ["code"].')
    name = DEFAULT_NAME if asked.get("client_name") in (None, "") else asked["client_name"]
    if not isinstance(name, str):
        raise _wrong("client_name must be a string.")
    kept = {key: asked[key] for key in KEPT if isinstance(asked.get(key), str) and len(asked[key]) <= MAX_KEPT}
    return Registration(
        {
            "client_name": name,
            "redirect_uris": _redirect_uris(asked, grants),
            "grant_types": grants,
            "response_types": ["code"] if "authorization_code" in grants else [],
            "token_endpoint_auth_method": method,
            "scope": " ".join(_scopes(pool, asked, grants)),
            **kept,
        }
    )


def _grants(pool: UserPool, asked: JsonObject, *, is_open: bool) -> list[str]:
    member, default = OPEN if is_open else AUTHENTICATED
    configured = pool.settings["DcrConfiguration"].get(member)
    permitted = list(default if configured is None else configured)
    if not permitted:
        raise OAuthError("access_denied", f"The user pool's {member} doesn't permit registration.", 403)
    grants = list(dict.fromkeys(_texts(asked, "grant_types", ["authorization_code"])))
    for grant in grants:
        needed = FLOWS.get("authorization_code" if grant == REFRESH else grant)
        if needed not in permitted:
            raise _wrong(f"The grant type {grant[:100]} is not permitted in this user pool.")
    if "client_credentials" in grants and len(grants) > 1:
        raise _wrong("client_credentials can't be combined with other grant types.")
    if not set(grants) & set(FLOWS):
        raise _wrong("grant_types needs authorization_code or client_credentials.")
    return grants


def _redirect_uris(asked: JsonObject, grants: list[str]) -> list[str]:
    uris = _texts(asked, "redirect_uris", [])
    if "authorization_code" in grants and not uris:
        raise OAuthError("invalid_redirect_uri", "redirect_uris needs at least one URI for authorization_code.")
    if len(uris) > MAX_REDIRECT_URIS:
        raise OAuthError("invalid_redirect_uri", f"redirect_uris can have at most {MAX_REDIRECT_URIS} URIs.")
    for uri in uris:
        if not is_redirect_uri(uri):
            raise OAuthError(
                "invalid_redirect_uri",
                f"{uri[:200]} isn't an https URI, http on localhost, or a URI with an application's own scheme.",
            )
    return uris


def _scopes(pool: UserPool, asked: JsonObject, grants: list[str]) -> list[str]:
    """Those asked for, or all that a client of these grants may have."""
    listed = [
        name for name in pool.settings["DcrConfiguration"].get("AllowedScopes") or [] if name != REGISTRATION_SCOPE
    ]
    is_machine = "client_credentials" in grants
    permitted = (
        [name for name in listed if "/" in name] if is_machine else list(dict.fromkeys([*STANDARD_SCOPES, *listed]))
    )
    wanted = asked.get("scope")
    if wanted is None:
        return permitted
    if not isinstance(wanted, str):
        raise _wrong("scope must be a string of scopes separated by spaces.")
    for name in wanted.split():
        if name not in permitted:
            raise _wrong(f"The scope {name[:100]} is not permitted for registered clients of this user pool.")
    return list(dict.fromkeys(wanted.split()))


def _texts(asked: JsonObject, name: str, default: list[str]) -> list[str]:
    found = asked.get(name)
    if found is None:
        return default
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise _wrong(f"{name} must be a list of strings.")
    return found


def _wrong(description: str) -> OAuthError:
    return OAuthError("invalid_client_metadata", description)
