"""The one place where the caller's own credentials and Pulumi backend reach a test."""

from pathlib import Path

import pytest


@pytest.fixture
def cleared_variables() -> None:
    """Replaces the fixture that clears them."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.aws)
