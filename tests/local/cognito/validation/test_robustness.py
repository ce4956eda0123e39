"""Requests that nobody should send: each is answered as Cognito answers, none breaks what code takes for granted."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from local.cognito.engine import Engine
from local.cognito.errors import CognitoError
from tests.local.cognito.validation.conftest import filled, make_roles
from tests.local.cognito.validation.test_rules import ACCEPTED
from tests.local.cognito.world import REGION

JUNK: tuple[Any, ...] = (None, "", [], {}, "http://[", "0", -1, True, 5.5, [None], {"a": None}, "é" * 200)


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every container in a request with each of its keys."""
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield value, key
        yield from places(value[key])


@pytest.mark.parametrize("request_", ACCEPTED.values(), ids=list(ACCEPTED))
def test_junk_anywhere_in_a_request_is_answered_as_cognito_does(
    engine: Engine, request_: tuple[str, dict[str, Any]]
) -> None:
    roles = make_roles(lambda operation, parameters: engine.call(operation, dict(parameters), region=REGION))
    operation, parameters = request_[0], filled(request_[1], roles)
    for container, key in list(places(parameters)):
        kept = container[key]
        for junk in JUNK:
            container[key] = copy.deepcopy(junk)
            refused = None
            try:
                engine.call(operation, copy.deepcopy(parameters), region=REGION)
            except CognitoError as error:
                refused = error
            assert refused is None or refused.code.endswith("Exception")
        container[key] = kept
    for pool in list(engine.store.pools):
        assert engine.call("DescribeUserPool", {"UserPoolId": pool}, region=REGION)
