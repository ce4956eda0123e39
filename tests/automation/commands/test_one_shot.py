"""`run.py`: what each of several environments is asked for."""

from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from automation.commands.one_shot import arguments_of_one


def test_each_of_several_environments_gets_what_was_asked_for() -> None:
    options = {"flow": "srp", "ttl": 60.0, "issuer": "local", "count": 3, "one_shot_client": "web"}
    options |= {"one_shot_user": "ada", "one_shot_scope": ["a", "b"], "one_shot_group": ["staff"]}
    arguments = SimpleNamespace(
        region="eu-central-1", stack="dev", config=Path("a.yaml"), target="local", options=options
    )
    context: Any = SimpleNamespace(arguments=arguments)
    asked = arguments_of_one(context)
    pairs = set(pairwise(asked))
    assert ("--config", "a.yaml") in pairs
    assert {("--region", "eu-central-1"), ("--flow", "srp"), ("--ttl", "60.0"), ("--issuer", "local")} <= pairs
    assert {("--client", "web"), ("--user", "ada"), ("--scope", "a"), ("--scope", "b"), ("--group", "staff")} <= pairs
    assert "--count" not in asked


def test_what_was_not_asked_for_is_left_out() -> None:
    options = {"flow": None, "ttl": None, "issuer": None, "count": 3}
    arguments = SimpleNamespace(region=None, stack="dev", config=None, target="local", options=options)
    context: Any = SimpleNamespace(arguments=arguments)
    assert arguments_of_one(context) == ["--output", "json", "--stack", "dev", "--target", "local"]
