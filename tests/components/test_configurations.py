"""Two tables: configurations that break a rule with all that is said to it, and configurations that keep the rules."""

import base64
import pickle
from pathlib import Path
from typing import Any

import pytest
import yaml

from components import CognitoAuth, InvalidArgumentsError
from components.checking.structure import checked_block
from components.checking.view import blocks
from components.schema import AUTH, UNKNOWN, ConfigurationError, Problem, problems_in
from components.schema.check import BETWEEN_ARGUMENTS
from components.schema.clients import OF_ONE_CLIENT
from components.schema.production import unmet
from components.schema.requirements import REQUIREMENTS
from components.settings import read_settings
from tests.components.support import ARTICLE, RecordingMocks, changed, known, pulumi_test


def table(name: str) -> Any:
    return yaml.load((Path(__file__).parent / name).read_text("utf-8"), yaml.CSafeLoader)


def scopes(count: int) -> list[dict[str, str]]:
    return [{"scope_name": f"s{n}", "scope_description": "one of many"} for n in range(count)]


def images(count: int, size: int) -> dict[str, Any]:
    """A client's branding with that many images."""
    image = base64.b64encode(b"x" * size).decode()
    asset = {"category": "FORM_LOGO", "color_mode": "LIGHT", "extension": "PNG", "bytes": image}
    return {"domain.managed_login_version": 2, "clients[0].branding": {"assets": [asset] * count}}


TOO_MANY: list[dict[str, Any]] = [
    {
        "change": {"schemas": [{"name": f"a{n}", "attribute_data_type": "String"} for n in range(51)]},
        "says": ["schemas: must have at most 50 custom attributes, not 51"],
    },
    {
        "change": {"clients[0].callback_urls": [f"https://app.example.com/{n}" for n in range(101)]},
        "says": ["clients[0].callback_urls: must have at most 100 items, not 101"],
    },
    {
        "change": {
            "clients[0].allowed_oauth_scopes": [f"orders/s{n}" for n in range(51)],
            "resource_servers": [{"identifier": "orders", "scopes": scopes(51)}],
        },
        "says": ["clients[0].allowed_oauth_scopes: must have at most 50 items, not 51"],
    },
    {
        "change": {"resource_servers": [{"identifier": "orders", "scopes": scopes(101)}]},
        "says": ["resource_servers[0].scopes: must have at most 100 items, not 101"],
    },
    {
        "change": {"groups": [{"name": f"g{n}"} for n in range(10_001)]},
        "says": ["groups: must have at most 10000 items, not 10001"],
    },
    {
        "change": images(41, 1),
        "says": ["clients[0].branding.assets: must have at most 40 items, not 41"],
    },
    {
        "change": images(1, 1_000_001),
        "says": ["clients[0].branding.assets[0].bytes: must have at most 1000000 bytes, not 1000001"],
    },
    {
        "change": images(3, 700_000),
        "says": [
            "clients[0].branding: must have at most 2000000 bytes together with its assets, not 2100002",
        ],
    },
]
WRONG = table("wrong_configurations.yaml") + TOO_MANY
VALID = table("valid_configurations.yaml")


def named(case: dict[str, Any]) -> str:
    return str(case.get("says", [", ".join(case) or "as it is"])[0])[:60]


def wrong(case: dict[str, Any]) -> dict[str, Any]:
    return changed(ARTICLE, case["change"])


def test_there_are_a_hundred_of_each() -> None:
    assert len(WRONG) >= 100
    assert len(VALID) >= 100


@pytest.mark.parametrize("case", WRONG, ids=named)
def test_a_wrong_configuration_is_told_all_that_is_wrong_when_it_is_read(case: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read_settings(wrong(case))

    assert [str(problem) for problem in caught.value.problems] == case["says"]


@pytest.mark.unmeasured
@pytest.mark.parametrize("case", WRONG, ids=named)
def test_a_wrong_configuration_is_told_the_same_at_construction_and_creates_nothing(
    case: dict[str, Any], mocks: RecordingMocks
) -> None:
    args: Any = wrong(case)
    with pytest.raises(InvalidArgumentsError) as caught:
        CognitoAuth("auth", args)

    assert [str(problem) for problem in caught.value.problems] == case["says"]
    assert mocks.resources == []


@pytest.mark.parametrize("case", WRONG, ids=named)
def test_the_value_that_would_pass_does(case: dict[str, Any]) -> None:
    for problem in problems_in(wrong(case)):
        if problem.suggestion is UNKNOWN or "not a known" in problem.rule or problem.path.endswith("(the key)"):
            continue  # nothing is suggested, or another key is
        mended = changed(wrong(case), {problem.path: problem.suggestion})
        assert not [p for p in problems_in(mended) if (p.path, p.rule) == (problem.path, problem.rule)]


def triggered_by(case: dict[str, Any]) -> set[str]:
    """The rules between arguments that a configuration breaks, by name."""
    sound, _ = checked_block(wrong(case), AUTH, "")
    if sound is UNKNOWN:
        return set()
    broken = {rule.__name__ for rule in BETWEEN_ARGUMENTS if list(rule(sound))}
    broken |= {rule.__name__ for path, c in blocks(sound, "clients") for rule in OF_ONE_CLIENT if list(rule(c, path))}
    return broken | {name for name, _ in unmet(sound) if sound.get("profile") == "production"}


def test_every_rule_between_arguments_has_a_wrong_configuration() -> None:
    rules = {rule.__name__ for rule in (*BETWEEN_ARGUMENTS, *OF_ONE_CLIENT)} | REQUIREMENTS.keys()
    broken = set().union(*(triggered_by(case) for case in WRONG))

    assert rules - broken == set()


@pytest.mark.parametrize("change", VALID, ids=named)
def test_a_valid_configuration_is_read(change: dict[str, Any]) -> None:
    auth = changed(ARTICLE, change)

    assert read_settings(auth) == auth


@pytest.mark.unmeasured
@pytest.mark.parametrize("change", VALID, ids=named)
def test_a_valid_configuration_is_constructed(change: dict[str, Any], mocks: RecordingMocks) -> None:
    @pulumi_test
    async def constructing() -> None:
        args: Any = changed(ARTICLE, change)
        await known(CognitoAuth("auth", args).clients)

    constructing()
    assert {resource.name.partition("-")[0] for resource in mocks.resources} == {"auth"}


def test_a_problem_with_a_secret_doesnt_show_it() -> None:
    provider = {
        "provider_name": "Google",
        "provider_type": "Google",
        "provider_details": {"client_id": "i", "client_secret": {"not": "text"}, "authorize_scopes": "openid"},
    }
    (problem,) = problems_in({**ARTICLE, "identity_providers": [provider]})

    path = "identity_providers[0].provider_details['client_secret']"
    assert str(problem).startswith(f"{path}: must be text; it is [secret]")
    assert "not" not in repr(problem)


def test_an_error_can_be_copied_between_processes() -> None:
    error = ConfigurationError([Problem("pool_name", "is required")], source="it")
    copy = pickle.loads(pickle.dumps(error))

    assert str(copy) == str(error) == "it breaks a rule:\n  pool_name: is required"
    assert copy.problems == error.problems
