"""What is configured arrives: each argument, in the input of the resource that the coverage table says."""

from collections import defaultdict
from typing import Any

import pytest

from components import CognitoAuth
from components.checking.keys import paths, places
from components.schema import AUTH
from tests.components.support import ARTICLE, RecordingMocks, changed, known, plain, pulumi_test
from tests.components.test_component_package import camel
from tests.components.test_configurations import VALID

pytestmark = pytest.mark.unmeasured

OWN = frozenset(paths(AUTH))
LEAVES = {path for path in OWN if not any(other.startswith((f"{path}.", f"{path}[].")) for other in OWN)}
NOT_SENT = {
    "exceptions",  # of the profile, which is ours
    "profile",
    "user_pool_id",  # names the pool, and makes none
    "clients[].trusted_by_identity_pool",  # among the identity pool's providers
    "identity_providers[].keep_provider_details",  # becomes an option of the resource
    "identity_pool.role_mappings[].identity_provider",  # becomes the client's provider
    "clients[].access_token_validity",  # amount and unit
    "clients[].id_token_validity",
    "clients[].refresh_token_validity",
    "clients[].branding.settings",  # as JSON
}


PLACES = [place for place in places(AUTH) if place[2] in LEAVES]
"""Resource, input and the component's own path, for every key that is an input."""


def at(value: Any, path: str) -> list[Any]:
    """Everything at a path; `[]` is each item."""
    found = [value]
    for part in path.split("."):
        name = part.removesuffix("[]")
        found = [item[name] for item in found if isinstance(item, dict) and item.get(name) is not None]
        if part.endswith("[]"):
            found = [item for items in found for item in items]
    return found


def in_camel_case(path: str) -> str:
    parts = (part.removesuffix("[]") for part in path.split("."))
    return ".".join(camel(part) + ("[]" if f"{part}[]" in path.split(".") else "") for part in parts)


def leaves(value: Any) -> Any:
    """A configuration's value as inputs have it: names in camelCase inside of blocks, limits as text."""
    if isinstance(value, dict):
        return {camel(str(key)): leaves(inner) for key, inner in value.items()}
    return [leaves(item) for item in value] if isinstance(value, list) else str(value)


def contains(given: Any, wanted: Any) -> bool:
    """Whether all that is wanted is in what was given, which may have defaults besides."""
    if isinstance(wanted, dict):
        return isinstance(given, dict) and all(contains(given.get(key), inner) for key, inner in wanted.items())
    if isinstance(wanted, list):
        return isinstance(given, list) and all(any(contains(g, w) for g in given) for w in wanted)
    return bool(given == wanted)


def constructed(auth: dict[str, Any], mocks: RecordingMocks) -> dict[str, list[Any]]:
    """The inputs of what is registered, by the resource's name."""

    @pulumi_test
    async def constructing() -> None:
        args: Any = auth
        await known(CognitoAuth("auth", args).clients)

    constructing()
    inputs = defaultdict(list)
    for resource in mocks.resources:
        inputs[resource.typ.rpartition(":")[2]].append(leaves(plain(resource.inputs)))
    return inputs


@pytest.mark.parametrize("change", VALID, ids=str)
def test_what_is_configured_arrives(change: dict[str, Any], mocks: RecordingMocks) -> None:
    auth = changed(ARTICLE, change)
    inputs = constructed(auth, mocks)

    for resource, path, own in PLACES:
        if own in NOT_SENT or (resource == "IdentityPool" and "identity_pool" not in auth):
            continue
        arrived = [value for one in inputs[resource] for value in at(one, in_camel_case(path))]
        for value in at(auth, own):
            if value in ([], {}):
                continue
            assert any(contains(given, leaves(value)) for given in arrived), f"{own} = {value} not in {resource}.{path}"


def test_every_argument_is_in_some_valid_configuration() -> None:
    used = {own for change in VALID for own in OWN if at(changed(ARTICLE, change), own)}

    assert LEAVES - used == set()


def test_every_argument_is_an_input_of_some_resource() -> None:
    arriving = {own for _, _, own in PLACES}

    assert {
        own for own in LEAVES if own not in arriving and own.rpartition(".")[0] not in arriving
    } == NOT_SENT - arriving
