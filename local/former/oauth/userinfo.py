"""GET and POST /oauth2/userInfo ("The user attributes endpoint"; OpenID Connect Core section 5.3)."""

from typing import Any, Final

from local.former import state
from local.former.oauth.answers import Answer, Request
from local.former.operations.authentication import ministack

BAD_REQUEST: Final = "Bad OAuth2 request at UserInfo Endpoint"
PROFILE: Final = frozenset(
    {
        "name",
        "family_name",
        "given_name",
        "middle_name",
        "nickname",
        "preferred_username",
        "profile",
        "picture",
        "website",
        "gender",
        "birthdate",
        "zoneinfo",
        "locale",
        "updated_at",
    }
)
OF_SCOPE: Final = {
    "profile": PROFILE,
    "email": {"email", "email_verified"},
    "phone": {"phone_number", "phone_number_verified"},
}
"""The scopes that narrow the answer, and what each shows."""


def answer(request: Request) -> Answer:
    """The attributes of the user whose access token the request carries, as far as its scopes reach."""
    if request.method not in {"GET", "POST"}:
        return Answer({"error": "invalid_request"}, 405, {"Allow": "GET, POST"})
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        return _refused("invalid_request", BAD_REQUEST, 400)
    token = token.strip()
    error = ministack.userinfo_token_error(token)
    if error:
        return _refused("invalid_token", error, 401)
    claims = ministack.token_claims(token)
    pool = ministack.enter_pool(str(claims["iss"]).rsplit("/", 1)[-1])
    user = None if pool is None else state.user(pool, claims["username"])
    assert pool is not None
    assert user is not None
    client = state.client(pool, claims["client_id"]) or {}
    readable = set(client.get("ReadAttributes") or [])
    attributes = ministack.attributes(user)
    shown = {name: value for name, value in attributes.items() if not readable or name in readable | {"sub"}}
    return Answer(_of_scopes(shown, str(claims.get("scope", "")).split()) | {"username": user["Username"]})


def _of_scopes(attributes: dict[str, str], scopes: list[str]) -> dict[str, Any]:
    """With `openid` alone there are all attributes, with more scopes theirs; custom ones are part of the profile."""
    wanted = {name for scope in scopes for name in OF_SCOPE.get(scope, ())}
    if not wanted:
        return dict(attributes)
    with_custom = "profile" in scopes
    return {
        name: value
        for name, value in attributes.items()
        if name == "sub" or name in wanted or (with_custom and name.startswith("custom:"))
    }


def _refused(error: str, description: str, status: int) -> Answer:
    header = f'Bearer error="{error}", error_description="{description}"'
    return Answer({"error": error, "error_description": description}, status, {"WWW-Authenticate": header})
