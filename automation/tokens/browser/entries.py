"""What browser libraries keep of a sign-in in web storage.

aws-amplify 6.22.1 (`TokenStore`, `signInWithRedirectStore`), amazon-cognito-identity-js 6.3.21
(`CognitoUser.cacheTokens`), oidc-client-ts 3.5.0 (`User.toStorageString`, `UserManager._userStoreKey`).
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from automation.errors import UsageError
from automation.tokens.token_set import TokenSet

COGNITO: Final = "CognitoIdentityServiceProvider"
"""What names of aws-amplify and amazon-cognito-identity-js begin with."""
AMPLIFY_FLOWS: Final = {
    "admin": "USER_SRP_AUTH",
    "srp": "USER_SRP_AUTH",
    "password": "USER_PASSWORD_AUTH",
    "user-auth": "USER_AUTH",
    "custom": "CUSTOM_WITHOUT_SRP",
}
"""Amplify's own names of the flows; it has none for an administrator's, and uses SRP where nothing is said."""
PROTOCOL_CLAIMS: Final = frozenset({"nbf", "jti", "auth_time", "nonce", "acr", "amr", "azp", "at_hash"})
"""Claims of an ID token that oidc-client-ts leaves out of a user's profile (`filterProtocolClaims`)."""


@dataclass(frozen=True, slots=True)
class BrowserSignIn:
    """A user's sign-in at an application."""

    client_id: str
    login: str
    """What the person calls themselves there."""
    flow: str
    authority: str
    """The issuer, as the application's settings spell it."""
    tokens: TokenSet
    claims: Mapping[str, Any] = field(repr=False)
    """By token: `access_token`, and `id_token` where there is one."""


@dataclass(frozen=True, slots=True)
class Library:
    """A browser library, and the entries that it keeps."""

    entries: Callable[[BrowserSignIn], dict[str, str]]
    """Names and values in web storage. Secret. Raises UsageError where the tokens lack what it needs."""
    signs_in_by_pages: bool = False
    """Whether it knows no other way than the hosted UI."""
    takes_secret: bool = False
    """Whether it can be given a client's secret."""
    is_session_storage: bool = False
    """Whether it keeps them in a tab's session storage where nothing else is set."""


def _identity_js(sign_in: BrowserSignIn) -> dict[str, str]:
    username = str(sign_in.claims["access_token"]["username"])
    client = f"{COGNITO}.{sign_in.client_id}"
    tokens = {
        "accessToken": sign_in.tokens.access_token,
        "idToken": _id_token(sign_in),
        "refreshToken": sign_in.tokens.refresh_token,
        "clockDrift": "0",
    }
    return {
        f"{client}.LastAuthUser": username,
        **{f"{client}.{username}.{name}": value for name, value in tokens.items() if value},
    }


def _amplify(sign_in: BrowserSignIn) -> dict[str, str]:
    username = str(sign_in.claims["access_token"]["username"])
    client = f"{COGNITO}.{sign_in.client_id}"
    if sign_in.flow == "code":  # as `signInWithRedirect` leaves it: signing out leads to the hosted UI too
        more = {
            f"{client}.{username}.oauthMetadata": _json({"oauthSignIn": True}),
            f"{client}.oauthSignIn": "true,false",
        }
    else:
        details = {"loginId": sign_in.login, "authFlowType": AMPLIFY_FLOWS[sign_in.flow]}
        more = {f"{client}.{username}.signInDetails": _json(details)}
    return {**_identity_js(sign_in), **more}


def _oidc_client(sign_in: BrowserSignIn) -> dict[str, str]:
    tokens, access = sign_in.tokens, sign_in.claims["access_token"]
    user = {
        "id_token": _id_token(sign_in),
        "session_state": None,
        "access_token": tokens.access_token,
        **({"refresh_token": tokens.refresh_token} if tokens.refresh_token else {}),
        "token_type": tokens.token_type,
        "scope": access.get("scope", ""),
        "profile": {name: value for name, value in sign_in.claims["id_token"].items() if name not in PROTOCOL_CLAIMS},
        "expires_at": access["exp"],
    }
    return {f"oidc.user:{sign_in.authority}:{sign_in.client_id}": _json(user)}


def _id_token(sign_in: BrowserSignIn) -> str:
    if sign_in.tokens.id_token is None:
        raise UsageError(
            "The sign-in issued no ID token, which these libraries need. Request the scope openid, which the app "
            "client must allow."
        )
    return sign_in.tokens.id_token


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


LIBRARIES: Final[Mapping[str, Library]] = {
    "amplify": Library(_amplify),
    "amazon-cognito-identity-js": Library(_identity_js),
    "oidc-client-ts": Library(_oidc_client, signs_in_by_pages=True, takes_secret=True, is_session_storage=True),
}
"""By the value of --library."""
