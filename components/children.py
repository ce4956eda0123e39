"""What every child of the component needs to know."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pulumi

from components.checking.keys import POOL_SETTINGS, Block, Blocks, Kind, Lifetime


@dataclass(frozen=True)
class Children:
    """How the component's children are named and owned: `<component>-<role>`, with the component as parent."""

    name: str
    """The component's own name."""
    parent: pulumi.Resource

    def named(self, role: str) -> str:
        """A child's name. On a rename Pulumi carries an alias over only where it begins with the parent's name."""
        return f"{self.name}-{role}"

    def options(self, *after: pulumi.Resource | None, **options: Any) -> pulumi.ResourceOptions:
        """Options for a child that is made once others are there."""
        depends_on = [resource for resource in after if resource is not None]
        return pulumi.ResourceOptions(parent=self.parent, depends_on=depends_on, **options)


def mapped(value: Any, function: Callable[[Any], Any]) -> Any:
    """A pure function of a value, or of the value that an Output will have; a list may have Outputs inside."""
    if isinstance(value, str):
        return function(value)
    if value is None or (isinstance(value, list) and not any(isinstance(item, pulumi.Output) for item in value)):
        return function(value or [])
    return pulumi.Output.from_input(value).apply(function)


def inputs(block: Block, args: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs of a block's resource that are keys of the block, with the component's own defaults.

    Not among them: lifetimes, which are two inputs each, and what becomes a resource of its own.
    """
    found: dict[str, Any] = {}
    for key in block.keys.values():
        value = args.get(key.name, key.default)
        for place in key.place if value is not None and not _is_apart(key.kind) else ():
            if place and "." not in place and (own := _without_what_is_elsewhere(value, key.kind)) is not None:
                found[place] = own
    return found


def inputs_of(resource: str, block: Block, args: Mapping[str, Any]) -> dict[str, Any]:
    """What the keys of a block, and of the objects in it, give to a resource that isn't the block's own."""
    found: dict[str, Any] = {}
    for key in block.keys.values():
        value, path = args.get(key.name), key.path_in(resource)
        if value is None:
            continue
        if path:
            *parents, last = path.split(".")
            place = found
            for parent in parents:
                place = place.setdefault(parent, {})
            place[last] = value
        elif isinstance(key.kind, Block) and not key.kind.resource:
            found |= inputs_of(resource, key.kind, value)
    return found


def _without_what_is_elsewhere(value: Any, kind: Kind) -> Any:
    """An object without the keys that are another resource's; None where nothing but those is in it."""
    if not isinstance(kind, Block):
        return value
    elsewhere = {key.name for key in kind.keys.values() if key.path_in(POOL_SETTINGS)} & value.keys()
    own = {name: inner for name, inner in value.items() if name not in elsewhere}
    return own if own or not elsewhere else None


def _is_apart(kind: Kind) -> bool:
    inner = kind.item if isinstance(kind, Blocks) else kind
    return isinstance(inner, Lifetime) or (isinstance(inner, Block) and bool(inner.resource))
