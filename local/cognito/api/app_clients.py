"""App clients: made, changed, described, listed, deleted."""

from collections.abc import Mapping
from typing import Final

from local.cognito import ids
from local.cognito.api import paging
from local.cognito.call import Call, Handler
from local.cognito.configuration.client_settings import client_settings
from local.cognito.errors import invalid
from local.cognito.json_types import JsonObject, copied
from local.cognito.store.pools import AppClient


def create_user_pool_client(call: Call) -> JsonObject:
    """CreateUserPoolClient: with a secret of Cognito's or of the caller's, or without one."""
    pool, now = call.pool, call.moment
    with call.engine.store.lock:  # client ids are found without their pool
        client_id = _new_id(call, call["ClientName"])
        client = AppClient(
            pool.id, client_id, call["ClientName"], now, now, client_settings(call.parameters, pool.region)
        )
        secret = call.get("ClientSecret") or (ids.client_secret() if call.get("GenerateSecret") else "")
        if secret:
            client.secrets.append(new_secret(client_id, secret, now))
        call.add(client)
    return {"UserPoolClient": described(client)}


def update_user_pool_client(call: Call) -> JsonObject:
    """UpdateUserPoolClient: its secret stays, and so does its name where none is given."""
    client = call.client
    client.settings = client_settings(call.parameters, call.pool.region)
    client.name = call.get("ClientName", client.name)
    client.modified = call.moment
    call.save(client)
    return {"UserPoolClient": described(client)}


def describe_user_pool_client(call: Call) -> JsonObject:
    """DescribeUserPoolClient."""
    return {"UserPoolClient": described(call.client)}


def delete_user_pool_client(call: Call) -> JsonObject:
    """DeleteUserPoolClient: its users' sign-ins end with it."""
    client, pool = call.client, call.pool
    call.remove(*(family for family in list(pool.families.values()) if family.client_id == client.id))
    call.remove(*(session for session in list(pool.sessions.values()) if session.client_id == client.id))
    call.remove(client)
    return {}


def list_user_pool_clients(call: Call) -> JsonObject:
    """ListUserPoolClients: all, or those of a type."""
    wanted = call.get("ClientType")
    clients = [client for client in call.pool.clients.values() if wanted in (None, client_type(client))]
    return paging.answer(call, clients, "UserPoolClients", _listed)


def _listed(client: AppClient) -> JsonObject:
    """A client as UserPoolClientDescription."""
    return {"ClientId": client.id, "UserPoolId": client.pool_id, "ClientName": client.name}


def client_type(client: AppClient) -> str:
    """ClientTypeType: whether it registered itself."""
    return "REGULAR" if client.registration is None else "DCR"


def new_secret(client_id: str, value: str, now: float) -> JsonObject:
    """A client's secret as its record has it (ClientSecretDescriptorType)."""
    return {
        "ClientSecretId": f"{client_id}--{int(now * 1000)}",
        "ClientSecretValue": value,
        "ClientSecretCreateDate": now,
    }


def described(client: AppClient) -> JsonObject:
    """A client as UserPoolClientType: of several secrets the oldest is told."""
    return {
        "UserPoolId": client.pool_id,
        "ClientName": client.name,
        "ClientId": client.id,
        **({"ClientSecret": client.secret_values[0]} if client.is_confidential else {}),
        "LastModifiedDate": client.modified,
        "CreationDate": client.created,
        **({} if client.registration is None else {"ClientType": client_type(client)}),
        **copied(client.settings),
    }


def _new_id(call: Call, name: str) -> str:
    """A client's id: the one that its name asks for or is known to have, or one by chance."""
    prefix, _, asked_for = name.partition(":")
    if prefix != ids.CUSTOM_ID_TAG or not asked_for:
        known = call.engine.known_ids.clients.get(name)
        return known if known and known not in call.engine.store.pool_of_client else ids.client_id()
    if not asked_for.isascii() or not asked_for.replace("_", "").isalnum():
        raise invalid(f"{asked_for} can't be the ID of an app client: use letters, digits and underscores only.")
    if asked_for in call.engine.store.pool_of_client:
        raise invalid(f"There is an app client {asked_for} already.")
    return asked_for


OPERATIONS: Final[Mapping[str, Handler]] = {
    "CreateUserPoolClient": create_user_pool_client,
    "UpdateUserPoolClient": update_user_pool_client,
    "DescribeUserPoolClient": describe_user_pool_client,
    "DeleteUserPoolClient": delete_user_pool_client,
    "ListUserPoolClients": list_user_pool_clients,
}
