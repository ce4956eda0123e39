"""docs/audit.md is current, and maps every check that the other tools are known to have."""

import subprocess
import sys
from pathlib import Path

from auditing.check import CONFIG, PROWLER, SECURITY_HUB
from auditing.checks import CHECKS

ROOT = Path(__file__).resolve().parents[2]


def test_its_generated_parts_are_current() -> None:
    subprocess.run([sys.executable, ROOT / "tools" / "generate_audit.py", "--check"], check=True, timeout=60)


def test_all_of_security_hub_and_prowler_is_answered() -> None:
    found = {tool: {one for check in CHECKS for one in check.answers.get(tool, ())} for tool in (SECURITY_HUB, PROWLER)}
    assert found[SECURITY_HUB] == {f"Cognito.{number}" for number in range(1, 7)}
    assert len(found[PROWLER]) == 17


def test_what_security_hub_asks_config_is_answered_with_it() -> None:
    assert all(CONFIG in check.answers for check in CHECKS if SECURITY_HUB in check.answers)
