"""The one place where the caller's own credentials and Pulumi backend reach a test."""

import pytest


@pytest.fixture
def cleared_variables() -> None:
    """Replaces the fixture that clears them."""
