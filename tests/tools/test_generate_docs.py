import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def test_the_generated_parts_of_the_readme_are_up_to_date():
    """Mend it with `make docs`."""
    subprocess.run([sys.executable, ROOT / "tools" / "generate_docs.py", "--check"], check=True, timeout=60)
