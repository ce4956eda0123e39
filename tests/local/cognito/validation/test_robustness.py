"""Requests that nobody should send: each is answered as Cognito answers, none breaks a rule's own assumptions."""

import copy
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from local.cognito.engine import Engine
from local.cognito.errors import CognitoError
from tests.local.cognito.validation.conftest import check
from tests.local.cognito.validation.test_rules import ACCEPTED

JUNK: tuple[Any, ...] = (None, "", [], {}, "http://[", "0", -1, True, 5.5, [None], {"a": None}, "é" * 200)


def filled(value: Any, roles: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: filled(item, roles) for key, item in value.items()}
    if isinstance(value, list):
        return [filled(item, roles) for item in value]
    return roles.get(value, value) if isinstance(value, str) else value


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every container in a request with each of its keys."""
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield value, key
        yield from places(value[key])


@pytest.mark.parametrize("request_", ACCEPTED.values(), ids=list(ACCEPTED))
def test_junk_anywhere_in_a_request_is_answered_as_cognito_does(
    shared_engine: Engine, roles: Mapping[str, str], request_: tuple[str, dict[str, Any]]
) -> None:
    operation, parameters = request_[0], filled(request_[1], roles)
    for container, key in list(places(parameters)):
        kept = container[key]
        for junk in JUNK:
            container[key] = copy.deepcopy(junk)
            refused = None
            try:
                check(shared_engine, operation, copy.deepcopy(parameters))
            except CognitoError as error:
                refused = error
            assert refused is None or refused.code.endswith("Exception")
        container[key] = kept
