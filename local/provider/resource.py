"""What the provider has to know about one resource type. `resources.py` is the table of them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from botocore.model import ServiceModel, StructureShape

from local.provider.translation import Naming, from_api, has_member, to_api
from local.provider.values import Properties

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


@dataclass(frozen=True)
class Update:
    """What an update is about: the properties as they were and as they are to be, and which of them change."""

    old: Properties
    new: Properties
    """Filled up with what Cognito chose (`comparison.merged`)."""
    changed: frozenset[str]
    """The top-level names of the properties that differ."""


@dataclass(frozen=True)
class Around:
    """What a resource's outputs depend on besides Cognito's answer."""

    resource_id: str
    region: str
    inputs: Properties
    """What the program asks for; empty on an import."""
    default_tags: Mapping[str, str]


Steps = Callable[["Resource", ServiceModel, Properties], list[ApiCall]]
UpdateSteps = Callable[["Resource", ServiceModel, Update, list[ApiCall]], list[ApiCall]]


def no_steps(_resource: "Resource", _model: ServiceModel, _properties: Properties) -> list[ApiCall]:
    """Nothing to do after the create operation."""
    return []


def only_the_update(_resource: "Resource", _model: ServiceModel, _update: Update, main: list[ApiCall]) -> list[ApiCall]:
    """Nothing to do besides the update operation."""
    return main


@dataclass(frozen=True, kw_only=True)
class Resource:
    """A resource type: its properties, the operations of its life, and what is special about it."""

    kind: str
    """Pulumi's type token."""
    label: str
    """What people call it: `user pool`."""
    service: str = SERVICE
    """The AWS service, by botocore's name, whose operations these are."""
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    """The properties that only Cognito sets."""
    required: frozenset[str] = frozenset()
    secrets: frozenset[str] = frozenset()
    autonamed: bool = False
    """Whether `name` gets a random suffix after the resource's own name where the program gives none."""
    defaults: Mapping[str, Any] = field(default_factory=dict)
    """Property path to the official provider's default; a nested one counts where its structure is given."""
    computed: frozenset[str] = frozenset()
    """The inputs (paths) that keep what Cognito chose when the program says nothing."""
    identity: frozenset[str] = frozenset()
    """The inputs that can't change, even if the update operation has a member for them."""
    write_only: frozenset[str] = frozenset()
    """The inputs that Cognito doesn't give back."""
    free_form: frozenset[str] = frozenset()
    """The inputs whose form isn't the one of the API's member; their own steps translate them."""
    separately: frozenset[str] = frozenset()
    """The inputs that operations other than the update operation change."""
    json_texts: frozenset[str] = frozenset()
    """The inputs that are JSON texts; Cognito has them as structures."""
    naming: Naming = field(default_factory=Naming)
    rules: Callable[[Properties], Iterator[tuple[str, str]]] = lambda _inputs: iter(())
    """What is wrong with the inputs beyond their forms: a property's path and a sentence's second half, each."""

    create: Operation
    """What creates it; of what is only ever taken over, what changes it."""
    reads: tuple[Operation, ...]
    update: Operation | None = None
    delete: Operation | None = None
    """None: nothing is deleted, only forgotten."""
    id_from: str | Callable[[Properties], str]
    """The member of the create answer that is the id, or a property, `{domain}`, several with `{userPoolId}/{name}`."""
    adopt: Callable[[Call, Properties], str] | None = None
    """Finds the id of what is taken over instead of being created. Raises ProviderError where there isn't one."""
    import_names: tuple[str, ...] = ()
    """The properties that an import's id consists of, `id` for the resource's own; none: the id is all it takes."""
    import_separator: str = "/"
    import_pattern: str = ""
    """The form of an import's id where splitting isn't enough: a regular expression with the properties as groups."""
    exists: Callable[[Mapping[str, Any], Properties], bool] = lambda answer, _properties: bool(answer)
    """Whether the first read's answer means that the resource with these properties is there."""
    ready: Callable[[Mapping[str, Any]], bool] | None = None
    """Whether it is in working order; None where it is at once."""
    gone_slowly: bool = False
    """Whether a deletion has to be waited for."""
    patience_s: Callable[[Properties], float] = lambda _properties: 60.0
    """How long to wait for `ready`, or for a deletion, in seconds."""
    create_answers_all: bool = False
    """Whether the create and update answers hold what a read would."""
    delete_before_replace: bool = False

    create_steps: Steps = no_steps
    update_steps: UpdateSteps = only_the_update
    prepare: Callable[[Properties], Properties] = lambda properties: properties
    """A last change to the properties before they are translated into a request."""
    complete: Callable[[Properties, Mapping[str, Any], Around], Properties] = lambda properties, _answer, _around: (
        properties
    )
    """Adds the outputs that are no plain members of the answer."""
    find_out: Callable[[Call, Properties, str], Properties] = lambda _call, _known, _region: {}
    """The properties that the reads don't tell, by further calls in this region."""
    implied: Callable[[Properties, Properties], Properties] = lambda _inputs, _state: {}
    """What the state says about inputs that it doesn't have: an import can't know them all."""
    needs_replacement: Callable[[Properties, Properties], frozenset[str]] = lambda _wanted, _actual: frozenset()
    """The properties whose change can't be an update, beyond `identity` and what the update operation lacks."""

    @property
    def properties(self) -> tuple[str, ...]:
        """All property names."""
        return (*self.inputs, *self.outputs)

    def request(self, model: ServiceModel, operation: Operation, properties: Properties) -> ApiCall:
        """The call for these properties; keys that they lack are left out."""
        shape = input_shape(model, operation.name)
        own = {name: properties[name] for name in self.inputs if name in properties and name not in operation.omit}
        parameters = to_api(self.prepare(own), shape, self.naming) | identifying(operation, properties)
        return ApiCall(operation.name, parameters)

    def answer(self, model: ServiceModel, operation: Operation, response: Mapping[str, Any]) -> Properties:
        """The properties that an operation's response holds."""
        if model.operation_model(operation.name).output_shape is None:
            return {}
        shape = output_shape(model, operation)
        structure = response.get(operation.result) if operation.result else response
        names = (name for name in self.properties if name not in operation.omit)
        return from_api(structure or {}, shape, self.naming, names)

    def updatable(self, model: ServiceModel) -> frozenset[str]:
        """The inputs that the update operation itself changes."""
        if self.update is None:
            return frozenset()
        shape = input_shape(model, self.update.name)
        fixed = self.identity | self.separately
        return frozenset(name for name in self.inputs if name not in fixed and has_member(name, shape, self.naming))

    def replaced_by(self, model: ServiceModel) -> frozenset[str]:
        """The inputs whose change needs a new resource."""
        return frozenset(self.inputs) - self.updatable(model) - self.separately


def identifying(operation: Operation, properties: Mapping[str, Any]) -> dict[str, Any]:
    """The API members that say which resource an operation is about, and those that never differ."""
    keys = {member: properties[name] for member, name in operation.keys.items() if name in properties}
    return {**operation.fixed, **keys}


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
