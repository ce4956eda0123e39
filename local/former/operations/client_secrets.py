"""An app client's secrets: up to two at a time, so that the old one works until nobody uses it any more."""

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Iterator, Mapping
from typing import Any, Final

from local.former import state
from local.former.errors import CognitoError
from local.former.operations.lookup import client_of, invalid, not_found, pool_of
from local.former.operations.types import Handler, Parameters, Result

MOST: Final = 2
HASHED: Final[Mapping[str, tuple[str, str]]] = {
    "SignUp": ("", "Username"),
    "ConfirmSignUp": ("", "Username"),
    "ResendConfirmationCode": ("", "Username"),
    "ForgotPassword": ("", "Username"),
    "ConfirmForgotPassword": ("", "Username"),
    "InitiateAuth": ("AuthParameters", "USERNAME"),
    "AdminInitiateAuth": ("AuthParameters", "USERNAME"),
    "RespondToAuthChallenge": ("ChallengeResponses", "USERNAME"),
    "AdminRespondToAuthChallenge": ("ChallengeResponses", "USERNAME"),
}
"""Where an operation has its secret hash and whose it is: the member around them, and the user name."""


def add_user_pool_client_secret(parameters: Parameters) -> Result:
    """AddUserPoolClientSecret: for a confidential client; the value is told only where Cognito has made it."""
    client = client_of(pool_of(parameters), parameters)
    if not client.get("ClientSecret"):
        raise invalid(f"User pool client {client['ClientId']} has no client secret: it is a public client.")
    existing = state.client_secrets(client)
    if len(existing) >= MOST:
        raise CognitoError("LimitExceededException", f"A user pool client has {MOST} client secrets at most.")
    now = time.time()
    given = parameters.get("ClientSecret")
    if given in (secret["ClientSecretValue"] for secret in existing):
        raise invalid("The client secret is in use already.")
    added = {
        "ClientSecretId": f"{client['ClientId']}--{int(now * 1000)}",
        "ClientSecretValue": given or secrets.token_hex(26),
        "ClientSecretCreateDate": now,
    }
    client[state.CLIENT_SECRETS] = [*existing, added]
    return {"ClientSecretDescriptor": _without_value(added) if given else added}


def list_user_pool_client_secrets(parameters: Parameters) -> Result:
    """ListUserPoolClientSecrets: never their values."""
    client = client_of(pool_of(parameters), parameters)
    return {"ClientSecrets": [_without_value(secret) for secret in state.client_secrets(client)]}


def delete_user_pool_client_secret(parameters: Parameters) -> Result:
    """DeleteUserPoolClientSecret: not the last one."""
    client = client_of(pool_of(parameters), parameters)
    existing = state.client_secrets(client)
    left = [secret for secret in existing if secret["ClientSecretId"] != parameters["ClientSecretId"]]
    if len(left) == len(existing):
        raise not_found(f"Client secret {parameters['ClientSecretId']} does not exist.")
    if not left:
        raise invalid("The last client secret of a user pool client cannot be deleted.")
    client[state.CLIENT_SECRETS] = left
    client["ClientSecret"] = left[0]["ClientSecretValue"]
    return {}


def with_hash_of_first_secret(operation: str, parameters: Parameters) -> Parameters:
    """The request, with a hash made with the second secret as the one that the first would have given.

    Ministack checks a hash against one secret. The hash of a refresh is made with a name that the request doesn't have
    to tell: any user of the pool may be meant, and ministack finds out whether it is the token's.
    """
    around, name = HASHED.get(operation, ("", ""))
    inside = parameters.get(around, {}) if around else parameters
    supplied = inside.get("SECRET_HASH" if around else "SecretHash")
    pool = state.pool(parameters.get("UserPoolId")) or state.pool_of_client(parameters.get("ClientId"))
    client = state.client(pool, parameters.get("ClientId")) if pool and name and isinstance(supplied, str) else None
    if pool is None or client is None or len(state.valid_secrets(client)) < MOST:
        return parameters
    first, *others = state.valid_secrets(client)
    for username in _possible_names(pool, inside.get(name), parameters.get("AuthFlow")):
        message = (username + client["ClientId"]).encode()
        if any(hmac.compare_digest(_hash(secret, message), str(supplied).encode()) for secret in others):
            hashed = {"SECRET_HASH" if around else "SecretHash": _hash(first, message).decode()}
            return {**parameters, **({around: {**inside, **hashed}} if around else hashed)}
    return parameters


def _possible_names(pool: state.Pool, username: Any, flow: Any) -> Iterator[str]:
    if isinstance(username, str):
        yield username
    if flow in ("REFRESH_TOKEN_AUTH", "REFRESH_TOKEN"):
        for user in pool["_users"].values():
            yield user["Username"]
            yield from (attribute["Value"] for attribute in user["Attributes"] if attribute["Name"] == "sub")


def _hash(secret: str, message: bytes) -> bytes:
    return base64.b64encode(hmac.new(secret.encode(), message, hashlib.sha256).digest())


def _without_value(secret: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in secret.items() if name != "ClientSecretValue"}


ADDED: Final[Mapping[str, Handler]] = {
    "AddUserPoolClientSecret": add_user_pool_client_secret,
    "ListUserPoolClientSecrets": list_user_pool_client_secrets,
    "DeleteUserPoolClientSecret": delete_user_pool_client_secret,
}
