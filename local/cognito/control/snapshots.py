"""Snapshots over the control interface."""

from collections.abc import Mapping
from typing import Final

from local.cognito.control.requests import ControlRequest, Handler
from local.cognito.json_types import JsonObject
from local.cognito.snapshots import Snapshots


def list_snapshots(request: ControlRequest) -> JsonObject:
    """GET snapshots: newest first."""
    return {"snapshots": [one.to_json() for one in Snapshots(request.engine).list()]}


def save_snapshot(request: ControlRequest) -> JsonObject:
    """PUT snapshots/NAME: write down all that there is; one of the same name is replaced."""
    return {"snapshot": Snapshots(request.engine).save(request.name).to_json()}


def restore_snapshot(request: ControlRequest) -> JsonObject:
    """POST snapshots/NAME: have what was written down in place of all that there is."""
    return {"snapshot": Snapshots(request.engine).restore(request.name).to_json()}


def delete_snapshot(request: ControlRequest) -> JsonObject:
    """DELETE snapshots/NAME."""
    Snapshots(request.engine).delete(request.name)
    return {}


HANDLERS: Final[Mapping[tuple[str, str], Handler]] = {
    ("GET", "snapshots"): list_snapshots,
    ("PUT", "snapshots/"): save_snapshot,
    ("POST", "snapshots/"): restore_snapshot,
    ("DELETE", "snapshots/"): delete_snapshot,
}
"""A slash at the end of a path: a name follows."""
