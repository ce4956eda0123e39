from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from local.cognito.control.client import EngineControl
from local.cognito.engine import Engine
from local.cognito.settings import EngineSettings
from local.cognito.thread import EngineThread
from tests.credentials import CREDENTIALS
from tests.local.cognito.world import World


@dataclass(frozen=True)
class Controlled:
    """An engine that serves, and what controls it."""

    thread: EngineThread
    control: EngineControl

    @property
    def engine(self) -> Engine:
        return self.thread.engine

    def world(self) -> World:
        return World.with_pool(self.engine)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Controlled]:
    """One that keeps nothing, with a folder for snapshots."""
    with EngineThread(EngineSettings(CREDENTIALS, snapshot_folder=tmp_path / "snapshots")) as thread:
        yield Controlled(thread, EngineControl(thread.endpoint_url, CREDENTIALS))
