from collections.abc import Iterator
from pathlib import Path

import pytest

from local.cognito.thread import EngineThread
from tests.automation import driver as drivers


@pytest.fixture(scope="session")
def shared_engine() -> Iterator[EngineThread]:
    with drivers.engine() as engine:
        yield engine


@pytest.fixture
def driver(tmp_path: Path, shared_engine: EngineThread, monkeypatch: pytest.MonkeyPatch) -> drivers.Driver:
    shared_engine.engine.store.replace(())
    return drivers.Driver(tmp_path, shared_engine, monkeypatch)
