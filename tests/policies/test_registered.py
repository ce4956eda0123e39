"""Tags that a provider gives to everything count as the resource's own."""

import pytest

from automation.audits.registrations import LATER
from policies.registered import with_default_tags
from tests.policies.stacks import KINDS


@pytest.mark.parametrize(
    ("provider", "inputs", "tags"),
    [
        ({}, {}, None),
        ({"defaultTags": {"tags": {"team": "web"}}}, {}, {"team": "web"}),
        ({"defaultTags": '{"tags": {"team": "web"}}'}, {"tags": {"a": "b"}}, {"team": "web", "a": "b"}),
        ({"defaultTags": LATER}, {}, LATER),
        ({"defaultTags": {"tags": {"team": "web"}}}, {"tags": LATER}, LATER),
    ],
)
def test_default_tags_are_put_before_the_own(provider, inputs, tags) -> None:
    assert with_default_tags(KINDS["pool"], inputs, provider).get("tags") == tags


def test_what_has_no_tags_gets_none() -> None:
    inputs = {"userPoolId": "a"}
    assert with_default_tags(KINDS["client"], inputs, {"defaultTags": {"tags": {"team": "web"}}}) is inputs
