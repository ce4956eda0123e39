import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.mark.parametrize("tool", ["generate_docs", "generate_commands", "generate_performance"])
def test_the_generated_parts_of_the_documentation_are_up_to_date(tool: str):
    """Mend it with `make docs`."""
    subprocess.run([sys.executable, ROOT / "tools" / f"{tool}.py", "--check"], check=True, timeout=60)
