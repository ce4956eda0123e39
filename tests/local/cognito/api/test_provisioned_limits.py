"""API reference: GetProvisionedLimit, UpdateProvisionedLimit."""

from typing import Any

import pytest

from tests.local.cognito.world import World, error_of


def definition(category: str) -> dict[str, Any]:
    return {"LimitDefinition": {"LimitClass": "API_CATEGORY", "Attributes": {"Category": category}}}


def test_a_limit_is_the_default_until_it_is_raised(world: World) -> None:
    limit = world.call("GetProvisionedLimit", **definition("UserAuthentication"))["Limit"]
    assert limit == {
        **definition("UserAuthentication"),
        "ProvisionedLimitValue": 120,
        "FreeLimitValue": 120,
    }
    raised = world.call("UpdateProvisionedLimit", **definition("UserAuthentication"), RequestedLimitValue=200)
    assert raised["Limit"] == {**limit, "ProvisionedLimitValue": 200}
    assert world.call("GetProvisionedLimit", **definition("UserAuthentication")) == raised
    elsewhere = world.engine.call("GetProvisionedLimit", definition("UserAuthentication"), region="eu-west-1")
    assert elsewhere["Limit"] == limit


@pytest.mark.parametrize(
    ("category", "value", "code"),
    [
        ("UserAuthentication", 119, "InvalidParameterException"),
        ("UserPoolRead", 20, "InvalidParameterException"),
        ("Coffee", 20, "ResourceNotFoundException"),
        ("", 20, "InvalidParameterException"),
    ],
)
def test_what_cannot_be_raised_is_refused(world: World, category: str, value: int, code: str) -> None:
    refused = error_of(world.call, "UpdateProvisionedLimit", **definition(category), RequestedLimitValue=value)
    assert refused[0] == code
