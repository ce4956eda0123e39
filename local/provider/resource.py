"""What the provider has to know about one resource type; `resources/` has a module for each."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from botocore.model import ServiceModel

from local.provider.errors import ProviderError
from local.provider.operation import SERVICE, ApiCall, Call, Operation, input_shape, output_shape
from local.provider.translation import Naming, from_api, has_member, property_name, to_api
from local.provider.values import Properties


@dataclass(frozen=True)
class Import:
    """The form of an import's id.

    `names`: the properties that it consists of, `id` for the resource's own; none: the id is all it takes. `pattern`:
    where splitting isn't enough, a regular expression with the properties as groups.
    """

    names: tuple[str, ...] = ()
    separator: str = "/"
    pattern: str = ""

    def parsed(self, given: str) -> Properties | None:
        """The properties that an id says; None where it hasn't this form."""
        if self.pattern:
            found = re.fullmatch(self.pattern, given)
            return {name: value for name, value in found.groupdict().items() if value} if found else None
        parts = given.split(self.separator, len(self.names) - 1)
        return dict(zip(self.names, parts, strict=True)) if len(parts) == len(self.names) and all(parts) else None


@dataclass(frozen=True)
class Identity:
    """What tells one resource of a type from the others.

    `inputs`: those that can't change, even if the update operation has a member for them. `member`: that of the create
    answer which is the id; `template`: the id made of properties, `{userPoolId}/{name}`, where Cognito gives none.
    """

    inputs: frozenset[str] = frozenset()
    member: str = ""
    template: str = ""
    imported: Import = Import()


@dataclass(frozen=True)
class Update:
    """What an update is about: the properties as they were and as they are to be, and which of them change."""

    old: Properties
    new: Properties
    """Filled up with what Cognito chose (`comparison.merged`)."""
    changed: frozenset[str]
    """The top-level names of the properties that differ."""


@dataclass(frozen=True)
class OutputContext:
    """What a resource's outputs depend on besides Cognito's answer."""

    resource_id: str
    region: str
    inputs: Properties
    """What the program asks for; empty on an import."""
    default_tags: Mapping[str, str]


class Resource:
    """A resource type: its properties, the operations of its life, and, as methods, what is special about it.

    A type is a subclass: class attributes say what is so for each of its resources. There is nothing in an instance.
    """

    kind: ClassVar[str]
    """Pulumi's type token."""
    label: ClassVar[str]
    """What people call it: `user pool`."""
    service: ClassVar[str] = SERVICE
    """The AWS service, by botocore's name, whose operations these are."""

    inputs: ClassVar[tuple[str, ...]]
    outputs: ClassVar[tuple[str, ...]] = ()
    """The properties that only Cognito sets."""
    required: ClassVar[frozenset[str]] = frozenset()
    secrets: ClassVar[frozenset[str]] = frozenset()
    autonamed: ClassVar[bool] = False
    """Whether `name` gets a random suffix after the resource's own name where the program gives none."""
    defaults: ClassVar[Mapping[str, Any]] = {}
    """Property path to the official provider's default; a nested one counts where its structure is given."""
    computed: ClassVar[frozenset[str]] = frozenset()
    """The inputs (paths) that keep what Cognito chose when the program says nothing."""
    write_only: ClassVar[frozenset[str]] = frozenset()
    """The inputs that Cognito doesn't give back."""
    free_form: ClassVar[frozenset[str]] = frozenset()
    """The inputs whose form isn't the one of the API's member; their own steps translate them."""
    separately: ClassVar[frozenset[str]] = frozenset()
    """The inputs that operations other than the update operation change."""
    replacing: ClassVar[frozenset[str]] = frozenset()
    """The inputs whose change takes a new resource though the update operation has a member for them."""
    json_texts: ClassVar[frozenset[str]] = frozenset()
    """The inputs that are JSON texts; Cognito has them as structures."""
    naming: ClassVar[Naming] = Naming()

    identity: ClassVar[Identity]
    create: ClassVar[Operation]
    """What creates it; of what is only ever taken over, what changes it."""
    reads: ClassVar[tuple[Operation, ...]]
    update: ClassVar[Operation | None] = None
    delete: ClassVar[Operation | None] = None
    """None: nothing is deleted, only forgotten."""
    taken_over: ClassVar[bool] = False
    """Whether it is found (`found_id`) instead of being created."""
    create_answers_all: ClassVar[bool] = False
    """Whether the create and update answers hold what a read would."""
    asynchronous: ClassVar[bool] = False
    """Whether it takes time until one that is created works (`is_ready`), and until one that is deleted is gone."""
    delete_before_replace: ClassVar[bool] = False

    def mistakes(self, inputs: Properties) -> Iterator[tuple[str, str]]:
        """What is wrong with the inputs beyond their forms: a property's path and a sentence's second half, each."""
        del inputs
        return iter(())

    def new_id(self, answer: Mapping[str, Any], inputs: Properties) -> str:
        """The id of what was created: from the part of the create answer that describes it, or from the inputs."""
        if self.identity.template:
            return self.identity.template.format_map(inputs)
        return str(answer[self.identity.member])

    def found_id(self, call: Call, inputs: Properties) -> str:
        """The id of what is taken over. Raises ProviderError where there isn't exactly one."""
        del call, inputs
        raise ProviderError(f"a {self.label} can't be imported")

    def exists(self, answer: Mapping[str, Any], properties: Properties) -> bool:
        """Whether the first read's answer means that the resource with these properties is there."""
        del properties
        return bool(answer)

    def is_ready(self, answer: Mapping[str, Any]) -> bool:
        """Whether it is in working order, by the first read's answer."""
        return bool(answer)

    def patience_s(self, properties: Properties) -> float:
        """How long to wait until it is ready, or gone, in seconds."""
        del properties
        return 60.0

    def prepared(self, properties: Properties) -> Properties:
        """A last change to the properties before they are translated into a request."""
        return properties

    def after_create(self, model: ServiceModel, properties: Properties) -> list[ApiCall]:
        """What else there is to do once the create operation is through."""
        del model, properties
        return []

    def update_calls(self, model: ServiceModel, update: Update, main: list[ApiCall]) -> list[ApiCall]:
        """All calls of an update; `main` is that of the update operation, or nothing where no input of its changes."""
        del model, update
        return main

    def completed(self, properties: Properties, around: OutputContext) -> Properties:
        """The properties that Cognito answered, with the outputs that are no plain members of the answer."""
        del around
        return properties

    def further_reads(self, call: Call, known: Properties, region: str) -> Properties:
        """The properties that the reads don't tell, by further calls in this region."""
        del call, known, region
        return {}

    def implied(self, inputs: Properties, state: Properties) -> Properties:
        """What the state says about inputs that it doesn't have: an import can't know them all."""
        del inputs, state
        return {}

    @property
    def properties(self) -> tuple[str, ...]:
        """All property names."""
        return (*self.inputs, *self.outputs)

    def request(self, model: ServiceModel, operation: Operation, properties: Properties) -> ApiCall:
        """The call for these properties; keys that they lack are left out."""
        shape = input_shape(model, operation.name)
        own = {name: properties[name] for name in self.inputs if name in properties and name not in operation.omit}
        parameters = to_api(self.prepared(own), shape, self.naming) | operation.identifying(properties)
        return ApiCall(operation.name, parameters)

    def answer(self, model: ServiceModel, operation: Operation, response: Mapping[str, Any]) -> Properties:
        """The properties that an operation's response holds."""
        if model.operation_model(operation.name).output_shape is None:
            return {}
        shape = output_shape(model, operation)
        names = (name for name in self.properties if name not in operation.omit)
        return from_api(operation.answered(response), shape, self.naming, names)

    def updatable(self, model: ServiceModel) -> frozenset[str]:
        """The inputs that the update operation itself changes."""
        if self.update is None:
            return frozenset()
        shape = input_shape(model, self.update.name)
        fixed = self.identity.inputs | self.separately | self.replacing
        return frozenset(name for name in self.inputs if name not in fixed and has_member(name, shape, self.naming))

    def replaced_by(self, model: ServiceModel) -> frozenset[str]:
        """The inputs whose change needs a new resource."""
        return frozenset(self.inputs) - self.updatable(model) - self.separately

    def import_form(self) -> str:
        """How an import's id is written: by the names of its properties."""
        imported, member = self.identity.imported, self.identity.member
        return imported.separator.join(property_name(member) if name == "id" else name for name in imported.names)
