"""The table has exactly the properties of the official provider's own resource classes, down to the nested ones."""

import inspect
import types
import typing
from collections.abc import Iterator
from functools import cache
from typing import Any

import botocore.session
import pulumi_aws.cognito
import pytest
from botocore.model import ListShape, ServiceModel, Shape, StructureShape

from local.provider.resource import Resource, input_shape
from local.provider.resources import RESOURCES
from local.provider.translation import Naming, member_shape, nested_names

# Inputs that no operation takes in the form in which they are given: steps of their own translate them.
FREE_FORM = {"attributes", "validationData"}


@cache
def model() -> ServiceModel:
    return botocore.session.get_session().get_service_model("cognito-idp")


def official(resource: Resource) -> type:
    cls = getattr(pulumi_aws.cognito, resource.kind.rpartition(":")[2])
    assert isinstance(cls, type)
    return cls


def properties(cls: type) -> dict[str, property]:
    return {
        value.fget._pulumi_name: value  # type: ignore[union-attr]  # the SDK's getters carry Pulumi's own name
        for value in vars(cls).values()
        if isinstance(value, property)
    }


def nested_class(getter: property) -> type | None:
    """The Args class within an `Input[Optional[...]]` annotation."""
    names = set(_forward_references(inspect.signature(getter.fget).return_annotation))  # type: ignore[arg-type]
    found = [getattr(pulumi_aws.cognito, name) for name in names if name.endswith("Args")]
    return found[0] if found else None


def _forward_references(annotation: Any) -> Iterator[str]:
    if isinstance(annotation, typing.ForwardRef):
        yield annotation.__forward_arg__
    elif isinstance(annotation, str):
        yield annotation
    for argument in typing.get_args(annotation):
        if not isinstance(argument, types.EllipsisType):
            yield from _forward_references(argument)


@pytest.mark.parametrize("resource", RESOURCES.values(), ids=lambda resource: resource.label)
def test_the_table_has_the_official_inputs_and_outputs(resource: Resource) -> None:
    module = inspect.getmodule(official(resource))
    name = official(resource).__name__
    inputs = set(properties(getattr(module, f"{name}Args")))
    state = set(properties(getattr(module, f"_{name}State")))
    assert set(resource.inputs) == inputs - {"region"}
    assert set(resource.outputs) == state - inputs - {"region"}


@pytest.mark.parametrize("resource", RESOURCES.values(), ids=lambda resource: resource.label)
def test_every_input_has_a_place_in_the_api(resource: Resource) -> None:
    elsewhere = {"AdminSetUserPassword", "AdminEnableUser", "SetUserPoolMfaConfig"}
    for name in resource.inputs:
        if name in FREE_FORM or name in ("password", "enabled"):
            continue
        operations = {resource.create.name, *(elsewhere if resource.separately else ())}
        assert any(member_shape(name, input_shape(model(), operation), resource.naming) for operation in operations), (
            name
        )


@pytest.mark.parametrize("resource", RESOURCES.values(), ids=lambda resource: resource.label)
def test_nested_properties_are_the_official_ones(resource: Resource) -> None:
    module = inspect.getmodule(official(resource))
    args = properties(getattr(module, f"{official(resource).__name__}Args"))
    for name, getter in args.items():
        cls = nested_class(getter)
        if cls is None:
            continue
        shapes = [input_shape(model(), resource.create.name), input_shape(model(), "SetUserPoolMfaConfig")]
        shape = next(filter(None, (member_shape(name, shape, resource.naming) for shape in shapes)))
        compare_nested(cls, shape, name, resource.naming)


def compare_nested(cls: type, shape: Shape, path: str, naming: Naming) -> None:
    shape = shape.member if isinstance(shape, ListShape) else shape
    assert isinstance(shape, StructureShape)
    ours = nested_names(path, shape, naming)
    theirs = properties(cls)
    assert set(ours) == set(theirs), path
    for name, getter in theirs.items():
        inner = nested_class(getter)
        if inner is not None:
            compare_nested(inner, ours[name], f"{path}.{name}", naming)


def test_what_the_update_operation_lacks_needs_a_replacement() -> None:
    replaced = {resource.label: set(resource.replaced_by(model())) for resource in RESOURCES.values()}
    assert replaced == {
        "user pool": {"aliasAttributes", "usernameAttributes", "usernameConfiguration"},
        "user pool domain": {"domain", "userPoolId"},
        "user pool client": {"generateSecret", "userPoolId"},
        "resource server": {"identifier", "userPoolId"},
        "user group": {"name", "userPoolId"},
        "user": {"userPoolId", "username"},
        "user in group": {"groupName", "userPoolId", "username"},
    }


@pytest.mark.parametrize("resource", RESOURCES.values(), ids=lambda resource: resource.label)
def test_the_official_secrets_are_secret(resource: Resource) -> None:
    source = inspect.getsource(official(resource)._internal_init)  # type: ignore[attr-defined]
    for name in resource.outputs + resource.inputs:
        assert (name in resource.secrets) == (f'"{name}"' in source.partition("additional_secret_outputs")[2]), name
