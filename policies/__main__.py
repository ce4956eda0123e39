"""What Pulumi runs for `--policy-pack policies`."""

import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parent.parent)

from policies.pack import serve

serve()
