"""A checkout of its own for the tests that run the program as its users do."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end_to_end.checkout import Checkout


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.end_to_end)


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    return Checkout.copy_of_this_one(tmp_path_factory.mktemp("checkout"))


@pytest.fixture
def checkout(pristine: Checkout) -> Iterator[Checkout]:
    """The program in a folder of its own, with an empty home; whatever a test does, it leaves nothing behind."""
    yield pristine
    pristine.end_what_was_started()
    assert pristine.processes() == []
    assert pristine.git_status() == ""


@pytest.fixture
def service(checkout: Checkout) -> Iterator[Checkout]:
    """For tests that keep something: the local engine's service is stopped in the end."""
    yield checkout
    checkout.run("local", "stop")
