from collections.abc import Iterator

import pytest

from tests.local.cognito.robustness.prepared import Prepared, prepared


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prepared]:
    with prepared(tmp_path_factory.mktemp("state")) as found:
        yield found
