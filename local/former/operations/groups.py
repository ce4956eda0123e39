"""A user pool's groups."""

import time
from collections.abc import Mapping
from typing import Any, Final

from local.former.operations.lookup import not_found, pool_of
from local.former.operations.paging import page
from local.former.operations.types import Amendment, Handler, Parameters, Result

SETTINGS: Final = ("Description", "RoleArn", "Precedence")


def create_group(parameters: Parameters, ministack: Handler) -> Result:
    """CreateGroup: "The default Precedence value is null", and null takes precedence over nothing."""
    ministack(parameters)
    group = _group(parameters)
    for name in SETTINGS:
        if name not in parameters:
            group.pop(name, None)
    return _described(group)


def update_group(parameters: Parameters) -> Result:
    """UpdateGroup: changes any of the settings; those that aren't given stay."""
    group = _group(parameters)
    group |= {name: parameters[name] for name in SETTINGS if name in parameters}
    group["LastModifiedDate"] = time.time()
    return _described(group)


def admin_list_groups_for_user(parameters: Parameters, ministack: Handler) -> Result:
    """AdminListGroupsForUser, page by page."""
    groups = ministack(parameters)["Groups"]
    return page(groups, parameters, "Groups")


def _group(parameters: Parameters) -> dict[str, Any]:
    group: dict[str, Any] | None = pool_of(parameters)["_groups"].get(parameters["GroupName"])
    if group is None:
        raise not_found("Group not found.")
    return group


def _described(group: Mapping[str, Any]) -> Result:
    return {"Group": {name: value for name, value in group.items() if not name.startswith("_")}}


ADDED: Final[Mapping[str, Handler]] = {"UpdateGroup": update_group}
AMENDED: Final[Mapping[str, Amendment]] = {
    "CreateGroup": create_group,
    "AdminListGroupsForUser": admin_list_groups_for_user,
}
