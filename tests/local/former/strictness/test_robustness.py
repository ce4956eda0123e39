"""Requests that nobody should send: each is answered as Cognito answers, none breaks a rule's own assumptions."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from ministack.services import cognito

from local.former import strictness
from local.former.errors import CognitoError
from tests.local.former.strictness.test_rules import ACCEPTED

POOL = "us-east-1_robust"
JUNK: tuple[Any, ...] = (None, "", [], {}, "http://[", "0", -1, True, 5.5, [None], {"a": None}, "é" * 200)


@pytest.fixture(autouse=True)
def pool() -> Iterator[None]:
    """A pool that the requests mean, as ministack holds it."""
    cognito._user_pools[POOL] = {
        "Id": POOL,
        "SchemaAttributes": cognito._build_schema_attributes([{"Name": "tenant"}]),
        "EmailConfiguration": {},
        "_clients": {"client": {}},
        "_groups": {},
        "_users": {},
        "_identity_providers": {"Corporate": {"ProviderType": "SAML"}},
        "_resource_servers": {"orders": {"Scopes": [{"ScopeName": "read"}]}},
    }
    yield
    del cognito._user_pools[POOL]


def filled(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: filled(item) for key, item in value.items()}
    if isinstance(value, list):
        return [filled(item) for item in value]
    if value in {"$public", "$confidential"}:
        return "client"
    return POOL if isinstance(value, str) and value.startswith("$") else value


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every container in a request with each of its keys."""
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield value, key
        yield from places(value[key])


@pytest.mark.parametrize("request_", ACCEPTED.values(), ids=list(ACCEPTED))
def test_junk_anywhere_in_a_request_is_answered_as_cognito_does(request_: tuple[str, dict[str, Any]]) -> None:
    operation, parameters = request_[0], filled(request_[1])
    for container, key in list(places(parameters)):
        kept = container[key]
        for junk in JUNK:
            container[key] = copy.deepcopy(junk)
            refused = None
            try:
                strictness.check(operation, parameters)
            except CognitoError as error:
                refused = error
            assert refused is None or refused.code.endswith("Exception")
        container[key] = kept
