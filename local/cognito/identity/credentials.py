"""Temporary credentials of an identity (the enhanced flow). They are valid nowhere: there is no AWS here."""

import base64
import json
import string
from collections.abc import Mapping, Sequence
from typing import Final

from local.cognito import ids
from local.cognito.call import Call, Handler
from local.cognito.identity.finding import identity_of
from local.cognito.identity.linking import forbidden, signed_in_identity
from local.cognito.identity.logins import OWN, Login, verified_logins
from local.cognito.identity.open_id_tokens import verified_identity
from local.cognito.identity.principal_tags import tags_of
from local.cognito.identity.roles import role_of
from local.cognito.json_types import JsonObject
from local.cognito.store.identity_pools import Identity, IdentityPool

VALID_S: Final = 3600
ACCESS_KEY_ALPHABET: Final = string.ascii_uppercase + "234567"
ACCESS_KEY_LENGTH: Final = 16
SECRET_KEY_LENGTH: Final = 40


def get_credentials_for_identity(call: Call) -> JsonObject:
    """GetCredentialsForIdentity."""
    pool, identity = identity_of(call)
    given, custom_role = call.get("Logins", {}), call.get("CustomRoleArn")
    if OWN in given:  # a developer's user
        tags = verified_identity(call, pool, identity, given[OWN])
        role = role_of(pool, [Login(OWN, identity.id)], custom_role)
        return _answer(call, pool, identity, role, tags)
    logins = verified_logins(call, pool, given)
    pool, identity = identity_of(call)
    if not given and identity.is_authenticated:
        raise forbidden(identity)
    identity = signed_in_identity(call, pool, identity, logins)
    return _answer(call, pool, identity, role_of(pool, logins, custom_role), _tags(pool, logins))


def _answer(call: Call, pool: IdentityPool, identity: Identity, role: str, tags: Mapping[str, str]) -> JsonObject:
    """The session token says in base64 what AWS's would stand for: there is no other place to see it."""
    expires = int(call.now) + VALID_S
    stands_for = {
        "identity_pool_id": pool.id,
        "identity_id": identity.id,
        "role_arn": role,
        "principal_tags": dict(tags),
        "expires": expires,
        "nonce": ids.opaque_token(16),
    }
    return {
        "IdentityId": identity.id,
        "Credentials": {
            "AccessKeyId": f"ASIA{ids.random_text(ACCESS_KEY_ALPHABET, ACCESS_KEY_LENGTH)}",
            "SecretKey": ids.random_text(ids.LETTERS_AND_DIGITS, SECRET_KEY_LENGTH),
            "SessionToken": base64.b64encode(json.dumps(stands_for).encode()).decode(),
            "Expiration": expires,
        },
    }


def _tags(pool: IdentityPool, logins: Sequence[Login]) -> dict[str, str]:
    found: dict[str, str] = {}
    for login in logins:
        found |= tags_of(pool, login)
    return found


OPERATIONS: Final[Mapping[str, Handler]] = {"GetCredentialsForIdentity": get_credentials_for_identity}
