"""What it takes to get a resource from its state to its inputs, and what it will look like. No request is made."""

from collections.abc import Iterator
from dataclasses import dataclass

from local.provider.checking import is_automatic_name
from local.provider.comparison import Change, changes, equal
from local.provider.instance import Instance
from local.provider.values import UNKNOWN, Properties, is_unknown


@dataclass(frozen=True)
class Differences:
    """What a diff found."""

    changes: dict[str, Change]
    """By property path."""
    replaces: list[str]
    """The paths whose change needs a replacement."""
    delete_before_replace: bool


def diff(instance: Instance, state: Properties, inputs: Properties) -> Differences:
    """What it takes to get from the state to the inputs."""
    found = dict(changes_between(instance, state, inputs))
    replacing = instance.resource.replaced_by(instance.model(inputs)) | {"region"}
    replaces = [path for path in found if top(path) in replacing]
    return Differences(found, replaces, bool(replaces) and _is_in_the_way(instance, state, inputs))


def changes_between(instance: Instance, state: Properties, inputs: Properties) -> Iterator[tuple[str, Change]]:
    """The differing paths of the inputs, then those that the provider's own configuration brings about."""
    resource = instance.resource
    wanted = {name: inputs[name] for name in resource.inputs if name in inputs}
    actual = {name: state[name] for name in resource.inputs if name in state}
    actual |= resource.implied(inputs, state)
    yield from changes(wanted, actual, resource.computed)
    region = inputs.get("region", instance.settings.region)
    if region != state.get("region", region):
        yield "region", Change.UPDATE
    if "tags" in resource.inputs and not is_unknown(inputs.get("tags")):
        all_tags = instance.with_all_tags(inputs)["tags"]
        if equal(inputs.get("tags"), state.get("tags")) and not equal(all_tags, state.get("tagsAll")):
            yield "tagsAll", Change.UPDATE


def top(path: str) -> str:
    """The top-level property of a path."""
    return path.partition(".")[0].partition("[")[0]


def foreseen_creation(instance: Instance, inputs: Properties) -> Properties:
    """The properties of a resource that is to be created, as far as they are known."""
    resource = instance.resource
    unset = {name for name in resource.inputs if name in resource.computed and name not in inputs}
    unknown = dict.fromkeys(sorted(unset | {*resource.outputs}), UNKNOWN)
    return {"region": instance.region(inputs), **unknown, **inputs}


def foreseen_update(instance: Instance, state: Properties, inputs: Properties) -> Properties:
    """The properties of a resource that is to be updated, as far as they are known."""
    kept = {*instance.resource.outputs, *instance.resource.computed}
    return {"region": instance.region(inputs), **{k: v for k, v in state.items() if k in kept}, **inputs}


def _is_in_the_way(instance: Instance, state: Properties, inputs: Properties) -> bool:
    """Whether the old resource goes before the new one comes: the official provider's rule for explicit names."""
    resource, name = instance.resource, inputs.get("name")
    explicit = resource.autonamed and name == state.get("name") and not is_automatic_name(instance.name, name)
    return resource.delete_before_replace or explicit
