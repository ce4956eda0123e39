"""The Pulumi program: the stack's configuration becomes the component, and the component's outputs the stack's."""

import json
from copy import deepcopy
from typing import Any

import pulumi
import pytest

from components import program
from components.adoption import RecipeError, transformation
from components.driver_tags import keep_driver_tags
from components.settings import FULL_ADOPTED_KEY, FULL_KEY
from tests.components.support import ARTICLE, POOL_ID, RecordingMocks, known, pulumi_test


@pytest.fixture(autouse=True)
def configured(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Configures the stack."""
    for name in (program.ENDPOINT_VARIABLE, program.ISSUER_VARIABLE, program.TAGS_VARIABLE):
        monkeypatch.delenv(name, raising=False)

    def configure(auth: Any = None, adopted: Any = None) -> None:
        given = {FULL_KEY: deepcopy(ARTICLE) if auth is None else auth}
        given |= {FULL_ADOPTED_KEY: adopted} if adopted else {}
        pulumi.runtime.set_all_config({key: json.dumps(value) for key, value in given.items()})

    yield configure
    pulumi.runtime.set_all_config({})


@pulumi_test
async def test_what_the_configuration_describes_is_deployed_and_all_outputs_are_told(
    mocks: RecordingMocks, configured: Any
) -> None:
    configured()
    outputs = program.deploy(None, {})
    assert set(outputs) == set(program.STACK_OUTPUTS)
    assert str(await known(outputs["issuer"])).startswith("https://cognito-idp.us-east-1.amazonaws.com/")
    assert mocks.inputs("UserPool")["name"] == "webapp-user-pool"
    assert {resource.name for resource in mocks.resources} >= {"cognito-auth", "cognito-auth-user-pool"}


@pulumi_test
async def test_tags_of_whoever_deploys_are_added_to_the_configurations_own(
    mocks: RecordingMocks, configured: Any
) -> None:
    configured({**deepcopy(ARTICLE), "tags": {"team": "web", "kind": "own"}})
    await known(program.deploy(None, {"kind": "kept"})["clients"])
    assert mocks.inputs("UserPool")["tags"] == {"team": "web", "kind": "kept"}


@pulumi_test
async def test_plain_pulumi_is_told_by_the_environment_where_cognito_answers(
    mocks: RecordingMocks, configured: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    configured()
    told = program.in_variables("http://127.0.0.1:4566", {"kind": "kept"}, is_issuer=True)
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    outputs = program.deploy()
    assert str(await known(outputs["token_endpoint"])) == "http://127.0.0.1:4566/oauth2/token"
    assert str(await known(outputs["issuer"])).startswith("http://127.0.0.1:4566/")
    assert mocks.inputs("UserPool")["tags"] == {"kind": "kept"}


@pulumi_test
async def test_an_empty_environment_stands_for_aws(mocks: RecordingMocks, configured: Any) -> None:
    configured()
    assert "amazonaws.com" in str(await known(program.deploy()["issuer"]))
    assert mocks.inputs("UserPool")["tags"] == {}


DRIVER_TAGS = [f"cognito-access-token:{name}" for name in ("environment", "owner", "host", "kind", "expires")]
TAGGED = {
    "aws:cognito/userPool:UserPool": True,
    "aws:cognito/identityPool:IdentityPool": True,
    "aws:cognito/userPoolClient:UserPoolClient": False,
}


@pytest.mark.parametrize("tags", [None, {"team": "web"}])
def test_plain_pulumi_changes_its_own_tags_and_none_of_the_drivers(tags: dict[str, str] | None) -> None:
    for kind, has_tags in TAGGED.items():
        resource: Any = None
        opts = pulumi.ResourceOptions(protect=True)
        given = pulumi.ResourceTransformationArgs(resource, kind, "any", {"name": "web", "tags": tags}, opts)
        result = keep_driver_tags(given)
        assert (result is not None) is has_tags
        if result is not None:
            assert result.props == {"name": "web", "tags": tags or {}}
            assert result.opts.protect
            assert result.opts.ignore_changes == [f'tags["{name}"]' for name in DRIVER_TAGS]


@pulumi_test
async def test_a_pool_that_is_only_looked_up_is_given_no_tags(mocks: RecordingMocks, configured: Any) -> None:
    configured({"user_pool_id": POOL_ID, "clients": [{"name": "web"}]})
    await known(program.deploy()["clients"])
    assert "tags" not in mocks.inputs("UserPool")


@pulumi_test
def deploy() -> None:
    """Deploy what is configured."""
    program.deploy(None, {"kind": "kept"})


@pytest.mark.parametrize("auth", [[1], "webapp", {"pool_name": "webapp", "tags": "web", "clients": [{"name": "a"}]}])
def test_a_configuration_of_another_form_is_refused_by_the_component(
    auth: Any, configured: Any, mocks: RecordingMocks
) -> None:
    configured(auth)
    with pytest.raises(pulumi.RunError):
        deploy()
    assert not mocks.of_type("UserPool")


@pulumi_test
async def test_a_stack_that_has_adopted_imports_instead_of_creating(mocks: RecordingMocks, configured: Any) -> None:
    configured(adopted={"target": "aws", "resources": {"cognito-auth-user-pool": "us-east-1_abc"}})
    await known(program.deploy(None, {})["clients"])
    imported = {resource.name: resource.resource_id for resource in mocks.resources}
    assert imported["cognito-auth-user-pool"] == "us-east-1_abc"
    assert not imported["cognito-auth-client-webapp"]


@pytest.mark.parametrize("recipe", ["x", [], {"resources": ["a"]}, {"resources": {}, "ignore_changes": ["a"]}])
def test_a_recipe_of_another_form_is_refused_with_who_writes_it(recipe: Any) -> None:
    with pytest.raises(RecipeError, match="must be an object, as `adopt` writes it"):
        transformation(recipe)
