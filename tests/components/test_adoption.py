"""An adoption changes nothing about the component but its children's options."""

from typing import Any

import pulumi
import pytest

from components import CognitoAuth
from components.adoption import RecipeError, transformation
from tests.components.support import ARTICLE, POOL_ID, RecordingMocks, known, pulumi_test

RECIPE = {
    "target": "aws",
    "resources": {"auth-user-pool": POOL_ID, "auth-client-webapp": f"{POOL_ID}/7kq3"},
    "ignore_changes": {"auth-client-webapp": ["generateSecret"]},
}


def register(mocks: RecordingMocks, recipe: object | None) -> dict[str, Any]:
    """The component's children as they are registered, by name."""

    @pulumi_test
    async def constructing() -> None:
        args: Any = ARTICLE
        opts = pulumi.ResourceOptions(transformations=[transformation(recipe)]) if recipe else None
        await known(CognitoAuth("auth", args, opts).clients)

    constructing()
    return {resource.name: resource for resource in mocks.resources}


def adopted(name: str) -> pulumi.ResourceOptions | None:
    """The options that a child of this name is given, if the recipe changes them."""
    child: Any = None
    args = pulumi.ResourceTransformationArgs(child, "aws:cognito/any:Any", name, {}, pulumi.ResourceOptions())
    result = transformation(RECIPE)(args)
    return result.opts if result else None


def test_what_the_recipe_names_is_imported(mocks: RecordingMocks) -> None:
    children = register(mocks, RECIPE)

    assert children["auth-user-pool"].resource_id == POOL_ID
    assert children["auth-client-webapp"].resource_id == f"{POOL_ID}/7kq3"


def test_what_is_imported_is_protected_and_retained_and_ignores_what_cognito_doesnt_tell() -> None:
    client = adopted("auth-client-webapp")

    assert client is not None
    assert client.protect
    assert client.retain_on_delete
    assert client.ignore_changes == ["generateSecret"]


def test_what_is_beside_an_adopted_pool_is_retained_too() -> None:
    child: Any = None
    args = pulumi.ResourceTransformationArgs(
        child, "pulumi-python:dynamic:UserPoolSettings", "auth-user-pool-settings", {}, pulumi.ResourceOptions()
    )
    result = transformation(RECIPE)(args)

    assert result is not None
    assert result.opts.retain_on_delete
    assert result.opts.import_ is None


@pytest.mark.parametrize(("name", "retained"), [("auth-terms-web-terms-of-use", True), ("auth-terms-new", None)])
def test_of_what_an_app_client_has_beside_what_was_there_is_retained(name: str, *, retained: bool | None) -> None:
    child: Any = None
    recipe = {**RECIPE, "retained": ["auth-terms-web-terms-of-use"]}
    args = pulumi.ResourceTransformationArgs(
        child, "pulumi-python:dynamic:UserPoolTerms", name, {}, pulumi.ResourceOptions()
    )
    result = transformation(recipe)(args)

    assert (result and result.opts.retain_on_delete) is retained


def test_what_the_recipe_doesnt_name_is_made_as_ever(mocks: RecordingMocks) -> None:
    assert not register(mocks, RECIPE)["auth-domain"].resource_id
    assert adopted("auth-domain") is None


def test_an_adoption_leaves_the_inputs_as_they_are(mocks: RecordingMocks) -> None:
    plain = {name: child.inputs for name, child in register(mocks, None).items()}
    mocks.resources.clear()

    assert {name: child.inputs for name, child in register(mocks, RECIPE).items()} == plain


@pytest.mark.parametrize("recipe", ["us-east-1_abc", {"target": "aws"}, {"resources": ["auth-user-pool"]}])
def test_a_recipe_of_another_form_is_refused(recipe: object) -> None:
    with pytest.raises(RecipeError, match="cognito-access-token:adopted"):
        transformation(recipe)
