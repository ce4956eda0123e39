"""Builds `.venv` from the lock of what tests and checks, and gets the Pulumi CLI, so that what follows is quick.

Any Python >= 3.11.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)

from automation.cli.bootstrap import DEVELOP, build_environment
from automation.errors import DriverError

OBTAIN = """
import sys
from local.errors import LocalEngineError
from local.paths import cache_folder
from local.pulumi_cli import obtain_pulumi_cli
try:
    obtain_pulumi_cli(cache=cache_folder(), say=lambda text: print(text, file=sys.stderr, flush=True))
except LocalEngineError as error:
    sys.exit(f"error: {error}")
"""

try:
    build_environment(ROOT, lambda text: print(text, file=sys.stderr, flush=True), DEVELOP)
except DriverError as error:
    sys.exit(f"error: {error}")
sys.exit(subprocess.call([ROOT / ".venv" / "bin" / "python", "-c", OBTAIN], cwd=ROOT))
