"""Opt-in, by `make test-aws`: one one-shot environment on a real AWS account."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


RUN = [sys.executable, str(ROOT / "automation" / "run.py")]


@pytest.fixture(autouse=True)
def reaped() -> Iterator[None]:
    """Whatever a run that was broken off has left on the account goes, too."""
    yield
    subprocess.run([*RUN, "reap", "--target", "aws"], check=True)


def test_one_environment_comes_up_signs_in_and_goes_again():
    finished = subprocess.run([*RUN, "--target", "aws", "-o", "json"], capture_output=True, text=True, check=False)

    assert finished.returncode == 0, finished.stderr
    report = json.loads(finished.stdout)
    assert report["verified"] is True
    assert report["outputs"]["token_endpoint"].endswith(".amazoncognito.com/oauth2/token")
