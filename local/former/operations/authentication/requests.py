"""Who is asked for by a request: its pool, app client and user. Wording and order of errors are Cognito's."""

from collections.abc import Mapping
from typing import Any

from local.former import state
from local.former.errors import CognitoError
from local.former.operations.authentication import ministack
from local.former.operations.types import Parameters
from local.former.state import Client, Pool, User


def pool_and_client(parameters: Parameters) -> tuple[Pool, Client]:
    """The request's pool and app client. Raises CognitoError."""
    client_id = parameters.get("ClientId")
    if "UserPoolId" in parameters:
        pool = state.pool(parameters["UserPoolId"])
        if pool is None:
            raise CognitoError("ResourceNotFoundException", f"User pool {parameters['UserPoolId']} does not exist.")
    else:
        pool = ministack.pool_of_client(client_id)
    client = None if pool is None else state.client(pool, client_id)
    if pool is None or client is None:
        raise CognitoError("ResourceNotFoundException", f"User pool client {client_id} does not exist.")
    return pool, client


def pool_and_user(parameters: Parameters) -> tuple[Pool, User]:
    """The pool and user that an operation of an administrator names. Raises CognitoError."""
    pool = state.pool(parameters.get("UserPoolId"))
    if pool is None:
        raise CognitoError("ResourceNotFoundException", f"User pool {parameters.get('UserPoolId')} does not exist.")
    user = state.user(pool, parameters.get("Username"))
    if user is None:
        raise CognitoError("UserNotFoundException", "User does not exist.")
    return pool, user


def signing_in_user(pool: Pool, username: Any) -> User | None:
    """Who signs in under a name: a user name or an alias; unlike elsewhere, the sub isn't one."""
    if not username:
        raise CognitoError("InvalidParameterException", "Missing required parameter USERNAME")
    user = state.user(pool, username)
    if user is None or user["Username"] == username or ministack.attributes(user).get("sub") != username:
        return user
    return None


def required(values: Mapping[str, str], name: str) -> str:
    """A value that a request must have. Raises CognitoError."""
    if not values.get(name):
        raise CognitoError("InvalidParameterException", f"Missing required parameter {name}")
    return values[name]
