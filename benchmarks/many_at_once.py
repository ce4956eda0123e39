"""How long eight one-shot environments at once take, against one alone.

In turns, on this machine: a round is one alone and eight at once; the medians' ratio is what counts. Run: `make bench`.
"""

import subprocess
import sys
import time
from pathlib import Path

from ratio import report

ROOT = Path(__file__).resolve().parent.parent
AT_ONCE = 8
ROUNDS = 5
ALLOWED_RATIO = 4.5


def seconds(*options: str) -> float:
    began = time.monotonic()
    command = [sys.executable, str(ROOT / "automation" / "run.py"), "--quiet", "-o", "json", *options]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - began


def main() -> int:
    seconds()  # fills the file system's cache for both
    pairs = []
    for number in range(ROUNDS):
        pairs.append((seconds("-n", str(AT_ONCE)), seconds()))
        print(f"round {number + 1}: {AT_ONCE} at once {pairs[-1][0]:.2f} s, one {pairs[-1][1]:.2f} s", flush=True)
    return report(pairs, f"{AT_ONCE} at once", "one", "s", ALLOWED_RATIO)


if __name__ == "__main__":
    sys.exit(main())
