"""A user pool's resource servers, and the scopes that they define."""

from collections.abc import Mapping
from typing import Final

from local.cognito.api import paging
from local.cognito.call import Call, Handler
from local.cognito.errors import invalid, not_found
from local.cognito.json_types import JsonObject, copied
from local.cognito.store.pools import ResourceServer


def create_resource_server(call: Call) -> JsonObject:
    """CreateResourceServer."""
    pool, identifier = call.pool, call["Identifier"]
    if identifier in pool.resource_servers:
        raise invalid(f"{identifier} already exists in user pool {pool.id}.")
    server = ResourceServer(pool.id, identifier, call["Name"], copied(call.get("Scopes", [])))
    call.add(server)
    return {"ResourceServer": described(server)}


def update_resource_server(call: Call) -> JsonObject:
    """UpdateResourceServer: "If you don't provide a value for an attribute, it is set to the default value"."""
    server = _server(call)
    server.name = call["Name"]
    server.scopes = copied(call.get("Scopes", []))
    call.save(server)
    return {"ResourceServer": described(server)}


def describe_resource_server(call: Call) -> JsonObject:
    """DescribeResourceServer."""
    return {"ResourceServer": described(_server(call))}


def delete_resource_server(call: Call) -> JsonObject:
    """DeleteResourceServer."""
    call.remove(_server(call))
    return {}


def list_resource_servers(call: Call) -> JsonObject:
    """ListResourceServers."""
    return paging.answer(call, list(call.pool.resource_servers.values()), "ResourceServers", described)


def described(server: ResourceServer) -> JsonObject:
    """A resource server as ResourceServerType."""
    return {
        "UserPoolId": server.pool_id,
        "Identifier": server.identifier,
        "Name": server.name,
        **({"Scopes": copied(server.scopes)} if server.scopes else {}),
    }


def _server(call: Call) -> ResourceServer:
    found = call.pool.resource_servers.get(call["Identifier"])
    if found is None:
        raise not_found("Resource server does not exist.")
    return found


OPERATIONS: Final[Mapping[str, Handler]] = {
    "CreateResourceServer": create_resource_server,
    "UpdateResourceServer": update_resource_server,
    "DescribeResourceServer": describe_resource_server,
    "DeleteResourceServer": delete_resource_server,
    "ListResourceServers": list_resource_servers,
}
