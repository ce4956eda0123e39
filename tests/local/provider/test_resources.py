"""The table has exactly the properties of the official provider's own resource classes, down to the nested ones."""

import inspect
import pkgutil
import re
import types
import typing
from collections.abc import Iterator
from functools import cache
from typing import Any

import botocore.session
import pulumi
import pulumi_aws.cognito
import pytest
from botocore.model import ListShape, ServiceModel, Shape, StructureShape

from local.provider.functions import FUNCTIONS
from local.provider.operation import input_shape
from local.provider.resource import Resource
from local.provider.resources import RESOURCES
from local.provider.translation import Naming, member_shape, nested_names

ELSEWHERE = ("AdminSetUserPassword", "AdminEnableUser", "SetUserPoolMfaConfig", "CreateIdentityPool")
"""The operations of steps of their own."""
NOWHERE = {"enabled", "namePattern", "namePrefix", "password"}
"""Inputs that say which operation is called, or on what."""


@cache
def model(service: str) -> ServiceModel:
    return botocore.session.get_session().get_service_model(service)


def shapes(resource: Resource) -> list[StructureShape]:
    """The parameters of the operations that create, or finish, such a resource."""
    described = model(resource.service)
    names = (resource.create.name, *(name for name in ELSEWHERE if name in described.operation_names))
    return [input_shape(described, name) for name in names]


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


def test_the_table_has_every_resource_and_function_of_the_official_module() -> None:
    assert getattr(pulumi_aws.cognito, "UserPool")  # noqa: B009 - loads the module, as mypy doesn't know
    members = vars(pulumi_aws.cognito)
    resources = {
        name for name, value in members.items() if isinstance(value, type) and issubclass(value, pulumi.CustomResource)
    }
    assert {kind.rpartition(":")[2] for kind in RESOURCES} == resources
    functions = {module.name for module in pkgutil.iter_modules(pulumi_aws.cognito.__path__)}
    named = {_snake(token.rpartition(":")[2]) for token in FUNCTIONS if token.startswith("aws:cognito/")}
    assert named == {name for name in functions if name.startswith("get_")}


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


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
    for name in set(resource.inputs) - resource.free_form - NOWHERE:
        assert any(member_shape(name, shape, resource.naming) for shape in shapes(resource)), name


@pytest.mark.parametrize("resource", RESOURCES.values(), ids=lambda resource: resource.label)
def test_nested_properties_are_the_official_ones(resource: Resource) -> None:
    module = inspect.getmodule(official(resource))
    args = properties(getattr(module, f"{official(resource).__name__}Args"))
    for name, getter in args.items():
        cls = nested_class(getter)
        if cls is None or name in resource.free_form:
            continue
        shape = next(filter(None, (member_shape(name, shape, resource.naming) for shape in shapes(resource))))
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


def test_these_changes_need_a_replacement() -> None:
    replaced = {resource.label: set(resource.replaced_by(model(resource.service))) for resource in RESOURCES.values()}
    assert replaced == {
        "user pool": {"aliasAttributes", "usernameAttributes", "usernameConfiguration"},
        "user pool domain": {"domain", "userPoolId"},
        "user pool client": {"generateSecret", "userPoolId"},
        "managed user pool client": {"userPoolId"},
        "resource server": {"identifier", "userPoolId"},
        "user group": {"name", "userPoolId"},
        "user": {"userPoolId", "username"},
        "user in group": {"groupName", "userPoolId", "username"},
        "identity provider": {"providerName", "providerType", "userPoolId"},
        "user pool UI customization": {"clientId", "userPoolId"},
        "managed login branding": {"assets", "clientId", "userPoolId"},
        "risk configuration": {"clientId", "userPoolId"},
        "log delivery configuration": {"userPoolId"},
        "identity pool": {"developerProviderName", "identityPoolName"},
        "identity pool role attachment": {"identityPoolId", "roles"},
        "identity pool provider principal tag": {"identityPoolId", "identityProviderName"},
    }


@pytest.mark.parametrize("resource", RESOURCES.values(), ids=lambda resource: resource.label)
def test_the_official_secrets_are_secret(resource: Resource) -> None:
    source = inspect.getsource(official(resource)._internal_init)  # type: ignore[attr-defined]
    for name in resource.outputs + resource.inputs:
        assert (name in resource.secrets) == (f'"{name}"' in source.partition("additional_secret_outputs")[2]), name
