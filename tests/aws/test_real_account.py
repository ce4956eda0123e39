"""Opt-in, by `make test-aws`: one one-shot environment on a real AWS account."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def test_one_environment_comes_up_signs_in_and_goes_again():
    finished = subprocess.run(
        [sys.executable, ROOT / "automation" / "run.py", "--target", "aws", "-o", "json"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert finished.returncode == 0, finished.stderr
    report = json.loads(finished.stdout)
    assert report["verified"] is True
    assert report["outputs"]["token_endpoint"].endswith(".amazoncognito.com/oauth2/token")
