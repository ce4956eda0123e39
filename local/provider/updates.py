"""What the updates of several resource types have in common."""

from collections.abc import Iterable, Mapping
from typing import Any

from botocore.model import ListShape, ServiceModel, Shape

from local.provider.operation import ApiCall, input_shape
from local.provider.resource import OutputContext, Resource, Update
from local.provider.translation import find_member, member_shape
from local.provider.values import Properties

_NOTHING: Mapping[str, Any] = {"string": "", "integer": 0, "long": 0, "boolean": False}


def only_what_changes(resource: Resource, model: ServiceModel, update: Update, main: list[ApiCall]) -> list[ApiCall]:
    """For operations that leave alone what they aren't told; what the program no longer mentions is emptied."""
    if not main or resource.update is None:
        return main
    keys = {name: update.new[name] for name in resource.identity.inputs}
    changed = {name: update.new[name] for name in update.changed if update.new.get(name) is not None}
    call = resource.request(model, resource.update, {**changed, **keys})
    return [with_nothing(call, resource, model, update.changed - changed.keys())]


def with_nothing(call: ApiCall, resource: Resource, model: ServiceModel, names: Iterable[str]) -> ApiCall:
    """The call with an empty value for those of the properties that it doesn't carry."""
    shape = input_shape(model, call.operation)
    empty = {}
    for name in names:
        member, inner = find_member(name, shape, resource.naming), member_shape(name, shape, resource.naming)
        if member and inner and member[0] not in call.parameters:
            empty[member[0]] = _nothing(inner)
    return ApiCall(call.operation, call.parameters | empty)


def without(call: ApiCall, members: Iterable[str]) -> ApiCall:
    """The call without those parameters."""
    unsaid = frozenset(members)
    return ApiCall(call.operation, {name: value for name, value in call.parameters.items() if name not in unsaid})


def tag_calls(update: Update) -> Iterable[ApiCall]:
    """The tagging operations of the resource's own service, which the official provider prefers to the update's."""
    if not update.changed & {"tags", "tagsAll"}:
        return
    old, new = update.old.get("tagsAll", {}), update.new.get("tagsAll", {})
    arn = update.old["arn"]
    removed = sorted(old.keys() - new.keys())
    if removed:
        yield ApiCall("UntagResource", {"ResourceArn": arn, "TagKeys": removed})
    changed = {key: str(value) for key, value in new.items() if old.get(key) != value}
    if changed:
        yield ApiCall("TagResource", {"ResourceArn": arn, "Tags": changed})


def tags(properties: Properties, around: OutputContext) -> Properties:
    """`tagsAll`, and `tags` without those that only the provider's default tags brought."""
    all_tags = dict(properties.get("tags", {}))
    own = around.inputs.get("tags")
    own_tags: Mapping[str, Any] = own if isinstance(own, Mapping) else {}
    kept = {key: tag for key, tag in all_tags.items() if key in own_tags or around.default_tags.get(key) != tag}
    return {"tagsAll": all_tags, "tags": kept}


def _nothing(shape: Shape) -> Any:
    return [] if isinstance(shape, ListShape) else _NOTHING.get(shape.type_name, {})
