"""What every test can rely on: none of the caller's AWS, Pulumi or Cognito variables reach it."""

import os

import pytest

CLEARED = ("AWS_", "PULUMI_", "COGNITO_")


@pytest.fixture(autouse=True)
def cleared_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that wants one of these variables sets it."""
    for name in [name for name in os.environ if name.startswith(CLEARED)]:
        monkeypatch.delenv(name)
    # An f-string of an Output raises instead of quietly holding an error text.
    monkeypatch.setenv("PULUMI_ERROR_OUTPUT_STRING", "1")
