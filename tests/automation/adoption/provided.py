"""A program's resources as the embedded provider makes them: as much of Pulumi's engine as one component needs.

The component runs under Pulumi's mocks; what it registers is created, imported, updated and deleted by the provider,
against the engine of this process. A deployment takes tenths of a second, and no process.
"""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

import pulumi
from pulumi.runtime.mocks import MockCallArgs, MockResourceArgs, Mocks

from components import CognitoAuth, adoption
from components.program import COMPONENT_NAME
from tests.components.support import known, plain, pulumi_test
from tests.local.provider.harness import Engine, Held

State = dict[str, Held]
"""A stack's resources, by name."""


@dataclass
class Provided(Mocks):
    """Pulumi's side of one stack."""

    provider: Engine
    state: State = field(default_factory=dict)
    changes: dict[str, dict[str, str]] = field(default_factory=dict)
    """What differed in the last run from what was there, by resource: each property's path and the kind of change."""
    recipe: Mapping[str, Any] | None = None
    """The stack's adoption."""
    applies: bool = True
    """Whether what differs is changed, or only said."""
    _seen: set[str] = field(default_factory=set)

    def new_resource(self, args: MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        """Create, import or update it."""
        if not args.typ.startswith("aws:"):
            return None, dict(args.inputs)
        self._seen.add(args.name)
        held = self.state.get(args.name)
        if held is None and args.resource_id:
            held = self.provider.import_(args.typ, args.name, args.resource_id)
            assert held is not None, f"{args.typ} {args.resource_id} isn't there"
        self.state[args.name] = held = self._made(args.typ, args.name, self._inputs(args, held), held)
        return held.id, held.outputs

    def call(self, args: MockCallArgs) -> Any:
        """The component calls no function."""
        raise NotImplementedError(args.token)

    def run(self, auth: Mapping[str, Any]) -> None:
        """Run the program of a configuration."""
        self.changes, self._seen = {}, set()
        options = None
        if self.recipe is not None:
            options = pulumi.ResourceOptions(transformations=[adoption.transformation(self.recipe)])

        @pulumi_test
        async def constructing() -> None:
            args: Any = deepcopy(dict(auth))
            await known(CognitoAuth(COMPONENT_NAME, args, options).clients)

        constructing()
        for name in [name for name in reversed(self.state) if name not in self._seen]:
            self.changes[name] = {"": "DELETE"}
            if self.applies:
                self.provider.delete(self.state.pop(name))

    @property
    def pool_id(self) -> str:
        """The user pool's."""
        return self.state[f"{COMPONENT_NAME}-user-pool"].id

    def _inputs(self, args: MockResourceArgs, held: Held | None) -> dict[str, Any]:
        """The program's, without what is to be ignored: that stays as it was."""
        inputs: dict[str, Any] = plain(args.inputs)
        ignored = (self.recipe or {}).get("ignore_changes", {}).get(args.name, ())
        for name in ignored if held else ():
            inputs.pop(name, None)
            if held is not None and name in held.inputs:
                inputs[name] = held.inputs[name]
        return inputs

    def _made(self, kind: str, name: str, inputs: dict[str, Any], held: Held | None) -> Held:
        if held is None:
            self.changes[name] = {"": "CREATE"}
            return self.provider.create(kind, name, inputs)
        changes = self.provider.changes(held, inputs)
        if changes:
            self.changes[name] = changes
        if not changes or not self.applies or any(_cant_be_changed(*change) for change in changes.items()):
            return Held(kind, name, held.id, self.provider.check(kind, name, inputs, held.inputs), held.outputs)
        return self.provider.update(held, inputs)


def _cant_be_changed(path: str, change: str) -> bool:
    """Whether it takes another resource, or is an attribute of users, which never changes."""
    return change.endswith("REPLACE") or path.startswith("schemas")
