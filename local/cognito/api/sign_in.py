"""Signing in."""

from collections.abc import Mapping
from typing import Final

from local.cognito import passwords
from local.cognito.call import Call, Handler
from local.cognito.errors import not_authorized
from local.cognito.json_types import JsonObject
from local.cognito.tokens.issuing import Grant, begin_sign_in


def admin_initiate_auth(call: Call) -> JsonObject:
    """AdminInitiateAuth."""
    pool, client = call.pool, call.client
    given = call["AuthParameters"]
    user = pool.users.find(given["USERNAME"])
    if user is None or not passwords.is_password(user, given["PASSWORD"]):
        raise not_authorized("Incorrect username or password.")
    return {"ChallengeParameters": {}, "AuthenticationResult": begin_sign_in(call, pool, client, user, Grant())}


OPERATIONS: Final[Mapping[str, Handler]] = {
    "AdminInitiateAuth": admin_initiate_auth,
    "InitiateAuth": admin_initiate_auth,
}
