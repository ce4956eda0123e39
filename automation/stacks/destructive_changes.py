"""Finds destructive changes in a preview, so that they are reported before they happen."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from automation.errors import UsageError

USER_POOL = "aws:cognito/userPool:UserPool"
REPLACE, DELETE, UPDATE = "replace", "delete", "update"

FIXED = {
    "aliasAttributes": "alias attributes are fixed when a user pool is created",
    "schemas": "attributes can't be removed or changed, and required ones can't be added",
    "usernameAttributes": "what users sign in with is fixed when a user pool is created",
    "usernameConfiguration": "the case sensitivity of user names is fixed when a user pool is created",
}
"""Why Cognito needs a new pool for a change of these (the developer guide, "Updating user pool configuration")."""
CONSEQUENCES = {
    "aws:cognito/userPoolClient:UserPoolClient": "its ID and secret change, and its applications must be updated",
    "aws:cognito/userPoolDomain:UserPoolDomain": "the hosted UI's address changes and is unreachable in the meantime",
    "aws:cognito/resourceServer:ResourceServer": "its scopes don't exist for a moment",
}


@dataclass(frozen=True)
class PlannedChange:
    """What a preview says will happen to one resource."""

    kind: str
    """The resource's type token."""
    name: str
    operation: str
    """`replace`, `delete` or `update`."""
    resource_id: str
    properties: tuple[str, ...] = ()
    """Those that change; of a replacement, those that cause it."""
    old_inputs: Mapping[str, Any] | None = None
    new_inputs: Mapping[str, Any] | None = None


def refuse_loss_of_users(changes: Iterable[PlannedChange], has_users: Callable[[str], bool]) -> None:
    """Raise UsageError where a change would lose a pool that has users; `has_users` is asked with the pool's id."""
    for change in changes:
        removed = ", ".join(_removed_attributes(change))
        if change.kind != USER_POOL:
            continue
        if removed and change.operation == UPDATE:
            raise UsageError(
                f"Cognito can't remove attributes from the user pool {change.resource_id}: {removed}. Put them back "
                "into `schemas`; an unused attribute does no harm. Nothing was changed."
            )
        required = ", ".join(_newly_required_attributes(change))
        if required and change.operation == UPDATE:
            raise UsageError(
                f"The user pool {change.resource_id} can't require further attributes: {required}. Required "
                "attributes are fixed when a user pool is created. Remove `required: true`, or deploy a new stack. "
                "Nothing was changed."
            )
        if change.operation in (REPLACE, DELETE) and has_users(change.resource_id):
            raise UsageError(
                f"Nothing was changed: this would {change.operation} the user pool {change.resource_id} and delete "
                f"its users{_reasons(change)}. Undo the change, or deploy a new stack and move the users. If the "
                "users can be deleted: `up --replace-pool`."
            )


def warnings(changes: Iterable[PlannedChange]) -> list[str]:
    """A sentence for each replacement that affects programs or users outside the stack."""
    return [
        f"{change.name} ({change.kind}) will be replaced{_reasons(change)}: {CONSEQUENCES[change.kind]}."
        for change in changes
        if change.operation == REPLACE and change.kind in CONSEQUENCES
    ]


def _reasons(change: PlannedChange) -> str:
    if not change.properties:
        return ""
    reasons = [f"{name} ({FIXED[name]})" if name in FIXED else name for name in change.properties]
    return f", because of {', '.join(reasons)}"


def _removed_attributes(change: PlannedChange) -> Iterator[str]:
    if change.old_inputs is None or change.new_inputs is None:
        return
    kept = {attribute.get("name") for attribute in change.new_inputs.get("schemas") or ()}
    for attribute in change.old_inputs.get("schemas") or ():
        if attribute.get("name") not in kept:
            yield str(attribute.get("name"))


def _newly_required_attributes(change: PlannedChange) -> Iterator[str]:
    if change.old_inputs is None or change.new_inputs is None:
        return
    before = set(_required_attributes(change.old_inputs))
    yield from (name for name in _required_attributes(change.new_inputs) if name not in before)


def _required_attributes(inputs: Mapping[str, Any]) -> Iterator[str]:
    for attribute in inputs.get("schemas") or ():
        if attribute.get("required"):
            yield str(attribute.get("name"))
