"""Scopes that Cognito itself knows, and the attributes that each shows ("Scopes, M2M, and resource servers")."""

from collections.abc import Iterable, Mapping
from typing import Final

from cognito_model.attributes import VERIFIED_FLAGS
from cognito_model.scopes import ADMIN_SCOPE

OPENID: Final = "openid"
PROFILE_ATTRIBUTES: Final = frozenset(
    {
        *("name", "family_name", "given_name", "middle_name", "nickname", "preferred_username", "profile", "picture"),
        *("website", "gender", "birthdate", "zoneinfo", "locale", "updated_at"),
    }
)
"""OpenID Connect Core section 5.4; with them come the custom attributes."""
ATTRIBUTES: Final[Mapping[str, frozenset[str]]] = {
    "profile": PROFILE_ATTRIBUTES,
    "email": frozenset({"email", VERIFIED_FLAGS["email"]}),
    "phone": frozenset({"phone_number", VERIFIED_FLAGS["phone_number"]}),
}
"""The scopes that narrow ID tokens and the answer of userInfo, and what each shows."""


def gives_id_token(scope: str) -> bool:
    """Whether a sign-in with these scopes gives an ID token: one through the API, or with `openid`."""
    return scope == ADMIN_SCOPE or OPENID in scope.split()


def shown(scope: str, attributes: Iterable[str]) -> list[str]:
    """The attributes that scopes show: all with `openid` alone, with more of OpenID Connect's scopes theirs."""
    scopes = scope.split()
    wanted = {name for one in scopes for name in ATTRIBUTES.get(one, ())}
    if not wanted:
        return list(attributes)
    with_custom = "profile" in scopes
    return [name for name in attributes if name in wanted or (with_custom and name.startswith("custom:"))]
