"""What an engine is and holds, and how it is emptied."""

from collections.abc import Mapping
from importlib import metadata
from typing import Final

from local.cognito.control import clock
from local.cognito.control.requests import ControlRequest, Handler
from local.cognito.json_types import JsonObject
from local.cognito.snapshots import Snapshots
from local.cognito.store.durability import FILE_NAME
from local.program import VERSION


def show_status(request: ControlRequest) -> JsonObject:
    """GET status."""
    engine = request.engine
    settings, store = engine.settings, engine.store
    pools = list(store.pools.values())
    return {
        "version": VERSION,
        "service_model": metadata.version("botocore"),
        "endpoint_url": settings.endpoint_url,
        "issuer_is_local": settings.issuer_is_local,
        "quotas": settings.quotas,
        "allow_other_users": settings.allow_other_users,
        "clock": clock.to_json(engine.clock),
        "user_pools": [
            {
                "id": pool.id,
                "name": pool.name,
                "region": pool.region,
                "users": len(pool.users),
                "clients": len(pool.clients),
            }
            for pool in pools
        ],
        "users": sum(len(pool.users) for pool in pools),
        "identity_pools": len(store.identity_pools),
        "messages": len(store.messages),
        "state_file": str(settings.state_folder / FILE_NAME) if settings.state_folder else None,
        "unreadable_state": str(engine.unreadable_state) if engine.unreadable_state else None,
        "incomplete_state": str(engine.incomplete_state) if engine.incomplete_state else None,
        "unknown_members": list(engine.unknown_members),
        "snapshots": [one.to_json() for one in Snapshots(engine).list()],
    }


def reset(request: ControlRequest) -> JsonObject:
    """POST reset: nothing is there any more, and the clock shows the machine's time. Snapshots and settings stay."""
    store = request.engine.store
    with store.locked():
        store.replace([])
    request.engine.clock.offset_s = 0.0
    return {}


HANDLERS: Final[Mapping[tuple[str, str], Handler]] = {("GET", "status"): show_status, ("POST", "reset"): reset}
