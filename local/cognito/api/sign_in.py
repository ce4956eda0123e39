"""Signing in."""

import uuid
from collections.abc import Mapping
from typing import Final

from local.cognito import ids, passwords
from local.cognito.call import Call, Handler
from local.cognito.errors import not_authorized
from local.cognito.json_types import JsonObject
from local.cognito.store.sign_ins import RefreshFamily
from local.cognito.tokens import jwt
from local.cognito.tokens.pool_keys import signing_key


def admin_initiate_auth(call: Call) -> JsonObject:
    """AdminInitiateAuth."""
    pool, client = call.pool, call.client
    given = call["AuthParameters"]
    user = pool.users.find(given["USERNAME"])
    if user is None or not passwords.is_password(user, given["PASSWORD"]):
        raise not_authorized("Incorrect username or password.")
    now = int(call.now)
    origin = str(uuid.uuid4())
    token = ids.opaque_token(200)
    family = RefreshFamily(
        pool.id, origin, client.id, user.sub, ids.digest(token), now, now + 30 * 86400, "aws.cognito.signin.user.admin"
    )
    call.add(family)
    common = {
        "sub": user.sub,
        "iss": call.engine.issuer(pool),
        "origin_jti": origin,
        "event_id": str(uuid.uuid4()),
        "auth_time": now,
        "exp": now + 3600,
        "iat": now,
    }
    access = {
        **common,
        "client_id": client.id,
        "token_use": "access",
        "scope": "aws.cognito.signin.user.admin",
        "jti": str(uuid.uuid4()),
        "username": user.username,
    }
    id_claims = {
        **common,
        "aud": client.id,
        "token_use": "id",
        "jti": str(uuid.uuid4()),
        "cognito:username": user.username,
        **user.attributes,
    }
    return {
        "ChallengeParameters": {},
        "AuthenticationResult": {
            "AccessToken": jwt.sign(access, *signing_key(call.engine, pool, "access")),
            "IdToken": jwt.sign(id_claims, *signing_key(call.engine, pool, "id")),
            "RefreshToken": token,
            "ExpiresIn": 3600,
            "TokenType": "Bearer",
        },
    }


OPERATIONS: Final[Mapping[str, Handler]] = {"AdminInitiateAuth": admin_initiate_auth}
