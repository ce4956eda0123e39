"""What a request names: its pool, app client, group, user; and how Cognito says that there is none."""

from local.former import state
from local.former.errors import CognitoError
from local.former.operations.types import Parameters


def pool_of(parameters: Parameters) -> state.Pool:
    """The user pool that `UserPoolId` names. Raises CognitoError."""
    pool_id = parameters.get("UserPoolId")
    pool = state.pool(pool_id)
    if pool is None:
        raise not_found(f"User pool {pool_id} does not exist.")
    return pool


def client_of(pool: state.Pool, parameters: Parameters) -> state.Client:
    """The pool's app client that `ClientId` names. Raises CognitoError."""
    client_id = parameters.get("ClientId")
    client = state.client(pool, client_id)
    if client is None:
        raise not_found(f"User pool client {client_id} does not exist.")
    return client


def not_found(message: str) -> CognitoError:
    """The error for what doesn't exist."""
    return CognitoError("ResourceNotFoundException", message)


def invalid(message: str) -> CognitoError:
    """The error for what can't be asked for."""
    return CognitoError("InvalidParameterException", message)
