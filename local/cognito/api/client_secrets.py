"""An app client's secrets: up to two at a time, so that the old one works until nobody uses it any more."""

from collections.abc import Mapping
from typing import Final

from local.cognito import ids
from local.cognito.api.app_clients import new_secret
from local.cognito.call import Call, Handler
from local.cognito.errors import CognitoError, invalid, not_found
from local.cognito.json_types import JsonObject

MAX_COUNT: Final = 2


def add_user_pool_client_secret(call: Call) -> JsonObject:
    """AddUserPoolClientSecret: for a confidential client; the value is told only where Cognito has made it."""
    client = call.client
    if not client.is_confidential:
        raise invalid(f"User pool client {client.id} has no client secret: it is a public client.")
    if len(client.secrets) >= MAX_COUNT:
        raise CognitoError("LimitExceededException", f"A user pool client has {MAX_COUNT} client secrets at most.")
    given = call.get("ClientSecret")
    if given in client.secret_values:
        raise invalid("The client secret is in use already.")
    added = new_secret(client.id, given or ids.client_secret(), call.moment)
    while any(secret["ClientSecretId"] == added["ClientSecretId"] for secret in client.secrets):
        added = new_secret(client.id, added["ClientSecretValue"], added["ClientSecretCreateDate"] + 0.001)
    client.secrets.append(added)
    call.save(client)
    return {"ClientSecretDescriptor": _without_value(added) if given else dict(added)}


def list_user_pool_client_secrets(call: Call) -> JsonObject:
    """ListUserPoolClientSecrets: never their values."""
    return {"ClientSecrets": [_without_value(secret) for secret in call.client.secrets]}


def delete_user_pool_client_secret(call: Call) -> JsonObject:
    """DeleteUserPoolClientSecret: not the last one."""
    client = call.client
    left = [secret for secret in client.secrets if secret["ClientSecretId"] != call["ClientSecretId"]]
    if len(left) == len(client.secrets):
        raise not_found(f"Client secret {call['ClientSecretId']} does not exist.")
    if not left:
        raise invalid("The last client secret of a user pool client cannot be deleted.")
    client.secrets = left
    call.save(client)
    return {}


def _without_value(secret: JsonObject) -> JsonObject:
    return {name: value for name, value in secret.items() if name != "ClientSecretValue"}


OPERATIONS: Final[Mapping[str, Handler]] = {
    "AddUserPoolClientSecret": add_user_pool_client_secret,
    "ListUserPoolClientSecrets": list_user_pool_client_secrets,
    "DeleteUserPoolClientSecret": delete_user_pool_client_secret,
}
