"""Pools as people run them: deployed, adopted back without a difference, and changed one key at a time."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from json import dumps
from typing import Any

import pytest

from automation.adoption.description import Description, describe, recipe
from automation.adoption.reading import read_pool
from components.schema import AUTH, problems_in
from tests.automation.adoption.conftest import Cloud
from tests.automation.adoption.members import stands_for
from tests.automation.adoption.other_values import blocks_in, keys_in, others
from tests.automation.adoption.provided import Provided
from tests.automation.adoption.raw_description import as_configured, differences, raw_description
from tests.components.support import ARTICLE, changed
from tests.components.test_configurations import VALID

pytestmark = pytest.mark.unmeasured

NAMES = (
    "B2C with social providers",
    "B2B SAML",
    "Machines only",
    "Passwordless",
    "Custom challenges with own senders",
    "Load balancer with Entra ID",
    "Many clients with 30 callbacks each",
    "Public self-service with links",
)
POOLS = {change["pool_name"]: changed(ARTICLE, change) for change in VALID if change.get("pool_name") in NAMES}
NAMES_OF_RESOURCES = frozenset(
    {"clients[].name", "groups[].name", "identity_providers[].provider_name", "resource_servers[].identifier"}
)
"""Another name is another resource."""
FOREVER = frozenset({"clients[].generate_secret", "username_configuration.case_sensitive"})
"""What Cognito doesn't tell, so that an adopted pool's stack ignores it; it can't change either."""
STAYS = frozenset({"groups[].role_arn"})
"""What an update can't take away: a role has 20 characters at least (ArnType)."""
Stack = Callable[..., Provided]


@dataclass(frozen=True)
class Change:
    """One key's other value."""

    key: str
    """As the table has it."""
    at: str
    """As the configuration has it."""
    value: Any
    """None: the key is left out."""

    def __str__(self) -> str:
        return f"{self.at} left out" if self.value is None else f"{self.at}: {str(self.value)[:60]}"


def changes_of(settings: Mapping[str, Any]) -> Iterator[Change]:
    """Each key of a configuration with another value, and left out, as far as the rules let it be so alone."""
    for at, key, value, kind in keys_in(settings, AUTH):
        if key not in NAMES_OF_RESOURCES:
            yield from (Change(key, at, other) for other in passing(settings, at, others(value, kind)))
            without = [] if key in STAYS else [None]
            yield from (Change(key, at, None) for _ in passing(settings, at, without))
    for at, key in blocks_in(settings, AUTH):
        yield from (Change(key, at, None) for _ in passing(settings, at, [None]))


def passing(settings: Mapping[str, Any], at: str, values: Iterable[Any]) -> Iterator[Any]:
    """The first of the values, if any, that the rules let pass."""
    for value in values:
        if not problems_in(changed(dict(settings), {at: value})):
            yield value
            return


def adopted(cloud: Cloud, pool_id: str) -> Description:
    return describe(read_pool(cloud.cognito, pool_id), cloud.cognito.meta.service_model)


def test_there_are_eight() -> None:
    assert tuple(POOLS) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_real_pool_is_adopted_without_a_difference_and_comes_out_the_same(
    name: str, cloud: Cloud, stack: Stack
) -> None:
    made = stack()
    made.run(POOLS[name])
    before = raw_description(cloud.call, made.pool_id)
    found = adopted(cloud, made.pool_id)
    again = stack(recipe=recipe(found, "local"))
    again.run(found.settings)
    assert again.changes == {}
    assert {name: held.id for name, held in again.state.items()} == {name: held.id for name, held in made.state.items()}
    assert raw_description(cloud.call, made.pool_id) == before

    cloud.restore([])
    copy = stack()
    copy.run(found.settings)
    after = raw_description(cloud.call, copy.pool_id)
    assert differences(as_configured(before), as_configured(after)) == set()


@dataclass
class AdoptedPool:
    """A deployed pool and the stack that has adopted it, both as they were for each change."""

    cloud: Cloud
    stack: Provided
    settings: Mapping[str, Any]

    def __post_init__(self) -> None:
        """Keep what there is."""
        self._written, self._state = self.cloud.written(), dict(self.stack.state)
        self._before = raw_description(self.cloud.call, self.stack.pool_id)

    def wrong_about(self, change: Change) -> Iterator[str]:
        """Change the key, and say what else that changes, or that it changes nothing."""
        self.cloud.restore(self._written)
        self.stack.state = dict(self._state)
        self.stack.run(changed(dict(self.settings), {change.at: change.value}))
        differing = differences(self._before, raw_description(self.cloud.call, self.stack.pool_id))
        if beside := sorted(".".join(member) for member in differing if not stands_for(change.key, member)):
            yield f"{change} also changes {beside}"
        if change.value is not None and not differing and not self.stack.changes and change.key not in FOREVER:
            yield f"{change} changes nothing"


@pytest.fixture
def adopted_pool(cloud: Cloud, stack: Stack) -> Callable[[str], AdoptedPool]:
    def made(name: str) -> AdoptedPool:
        by_hand = stack()
        by_hand.run(POOLS[name])
        found = adopted(cloud, by_hand.pool_id)
        own = stack(recipe=recipe(found, "local"))
        own.run(found.settings)
        return AdoptedPool(cloud, own, found.settings)

    return made


@cache
def smallest_with_each_key() -> Mapping[str, str]:
    """Each key of the eight, and that of the pools with the fewest resources that has it."""
    by_size = sorted(NAMES, key=lambda name: len(dumps(POOLS[name])), reverse=True)
    return {key: name for name in by_size for _, key, _, _ in keys_in(POOLS[name], AUTH)}


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted({*smallest_with_each_key().values()}))
def test_a_key_of_an_adopted_pool_changes_its_own_members_alone(
    name: str, adopted_pool: Callable[[str], AdoptedPool]
) -> None:
    """Each key once. All of them everywhere, and without each: `make test-every-key`."""
    pool, seen = adopted_pool(name), set[str]()
    wrong: list[str] = []
    for change in changes_of(pool.settings):
        if change.value is None or change.key in seen or smallest_with_each_key().get(change.key, NAMES[3]) != name:
            continue
        seen.add(change.key)
        wrong += pool.wrong_about(change)
    assert not wrong, "\n".join(wrong)


@pytest.mark.every_key
@pytest.mark.parametrize("name", NAMES)
def test_any_key_of_an_adopted_pool_changes_its_own_members_alone(
    name: str, adopted_pool: Callable[[str], AdoptedPool]
) -> None:
    pool = adopted_pool(name)
    wrong = [what for change in changes_of(pool.settings) for what in pool.wrong_about(change)]
    assert not wrong, "\n".join(wrong)
