import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def test_the_readmes_help_text_is_what_the_program_prints():
    """Mend it with `make docs`."""
    subprocess.run([sys.executable, ROOT / "tools" / "generate_docs.py", "--check"], check=True, timeout=60)
