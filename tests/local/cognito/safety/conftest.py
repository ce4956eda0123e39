from collections.abc import Iterator

import pytest

from tests.local.cognito.safety.target import Target, running


@pytest.fixture(scope="module")
def target() -> Iterator[Target]:
    """An engine in a process of its own, with something to steal."""
    with running() as found:
        yield found
