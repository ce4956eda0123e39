"""A project with functions, whose processes end with the test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.local.cognito.triggers.project import Project


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = Project(tmp_path)
    yield made
    made.close()
