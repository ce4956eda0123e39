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
    """The requests that register the children, by name."""

    @pulumi_test
    async def constructing() -> None:
        args: Any = ARTICLE
        opts = pulumi.ResourceOptions(transformations=[transformation(recipe)]) if recipe else None
        await known(CognitoAuth("auth", args, opts).clients)

    constructing()
    return {resource.name: resource.register_rpc for resource in mocks.resources}


def test_what_the_recipe_names_is_imported_protected_and_retained(mocks: RecordingMocks) -> None:
    requests = register(mocks, RECIPE)

    pool, client = requests["auth-user-pool"], requests["auth-client-webapp"]
    assert (pool.importId, pool.protect, pool.retainOnDelete) == (POOL_ID, True, True)
    assert (client.importId, client.protect, client.retainOnDelete) == (f"{POOL_ID}/7kq3", True, True)
    assert list(client.ignoreChanges) == ["generateSecret"]


def test_what_the_recipe_doesnt_name_is_made_as_ever(mocks: RecordingMocks) -> None:
    domain = register(mocks, RECIPE)["auth-domain"]

    assert (domain.importId, domain.protect, domain.retainOnDelete) == ("", False, False)


def test_an_adoption_leaves_the_inputs_as_they_are(mocks: RecordingMocks) -> None:
    plain = {name: request.object for name, request in register(mocks, None).items()}
    mocks.resources.clear()

    assert {name: request.object for name, request in register(mocks, RECIPE).items()} == plain


@pytest.mark.parametrize("recipe", ["us-east-1_abc", {"target": "aws"}, {"resources": ["auth-user-pool"]}])
def test_a_recipe_of_another_form_is_refused(recipe: object) -> None:
    with pytest.raises(RecipeError, match="cognito-access-token:adopted"):
        transformation(recipe)
