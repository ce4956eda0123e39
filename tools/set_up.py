"""Builds `.venv` from the lock of what tests and checks, the policy pack's own, and gets the Pulumi CLI and its tools.

What follows is quick then; `--policies` builds the pack's alone, for whoever only uses that. Any Python >= 3.11.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)

from automation.cli.bootstrap import DEVELOP, POLICIES, build_environment
from automation.errors import DriverError

OBTAIN = """
import sys
from local.errors import LocalEngineError
from local.paths import cache_folder
from local.pulumi_tools import obtain_cli_and_tools
try:
    obtain_cli_and_tools(cache_folder(), lambda text: print(text, file=sys.stderr, flush=True))
except LocalEngineError as error:
    sys.exit(f"error: {error}")
"""

only_policies = "--policies" in sys.argv[1:]
try:
    for lock in (POLICIES,) if only_policies else (DEVELOP, POLICIES):
        build_environment(ROOT, lambda text: print(text, file=sys.stderr, flush=True), lock)
except DriverError as error:
    sys.exit(f"error: {error}")
if only_policies:
    sys.exit()
sys.exit(subprocess.call([ROOT / ".venv" / "bin" / "python", "-c", OBTAIN], cwd=ROOT))
