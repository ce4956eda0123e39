"""AWS operations as the steps of a resource's life, and the shapes that botocore's models describe them by."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from botocore.model import ServiceModel, StructureShape

SERVICE = "cognito-idp"
IDENTITY_SERVICE = "cognito-identity"


@dataclass(frozen=True)
class ApiCall:
    """One AWS operation with its parameters. Parameters may hold passwords: they never go into a text."""

    operation: str
    parameters: dict[str, Any] = field(repr=False)
    service: str = ""
    """The service that has the operation, where it isn't the resource's own."""


Call = Callable[[ApiCall], dict[str, Any]]
"""Makes a call and gives its response. Raises ApiError, CancelledError."""


@dataclass(frozen=True)
class Operation:
    """One step of a resource's life: the AWS operation, the members that identify the resource, where the answer is.

    `keys`: API member to property name; `id` is the resource's id. `result`: the answer's member with the structure.
    `omit`: properties that this operation has a member for and that nevertheless go, or come, another way.
    `fixed`: API members that are the same for every resource of the type.
    """

    name: str
    keys: Mapping[str, str] = field(default_factory=dict)
    result: str = ""
    omit: frozenset[str] = frozenset()
    fixed: Mapping[str, Any] = field(default_factory=dict)

    def identifying(self, properties: Mapping[str, Any]) -> dict[str, Any]:
        """The API members that say which resource the operation is about, and those that never differ."""
        keys = {member: properties[name] for member, name in self.keys.items() if name in properties}
        return {**self.fixed, **keys}

    def answered(self, response: Mapping[str, Any]) -> Mapping[str, Any]:
        """The part of a response that describes the resource."""
        return (response.get(self.result) or {}) if self.result else response


def input_shape(model: ServiceModel, operation: str) -> StructureShape:
    """The shape of an operation's parameters."""
    shape = model.operation_model(operation).input_shape
    assert isinstance(shape, StructureShape)
    return shape


def output_shape(model: ServiceModel, operation: Operation) -> StructureShape:
    """The shape of the part of an operation's response that describes the resource."""
    shape = model.operation_model(operation.name).output_shape
    assert isinstance(shape, StructureShape)
    described = shape.members[operation.result] if operation.result else shape
    assert isinstance(described, StructureShape)
    return described
