"""How long `token -o raw` takes with a warm cache, against an interpreter that does nothing.

In turns, on the same interpreter, on this machine; the medians' ratio is what counts. Run: `make bench`.
"""

import subprocess
import sys
import time
from pathlib import Path

from ratio import report

ROOT = Path(__file__).resolve().parent.parent
DRIVER = str(ROOT / "automation" / "run.py")
RUNS = 40
ALLOWED_RATIO = 4.0
STACK = ("--stack", "dev")


def milliseconds(*arguments: str) -> float:
    began = time.monotonic()
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
    return (time.monotonic() - began) * 1000


def token_milliseconds() -> float:
    return milliseconds(DRIVER, "token", "-o", "raw", *STACK)


def bare_milliseconds() -> float:
    return milliseconds("-c", "pass")


def is_deployed() -> bool:
    asked = subprocess.run([sys.executable, DRIVER, "outputs", *STACK], check=False, capture_output=True)
    return asked.returncode == 0


def main() -> int:
    found = is_deployed()
    if not found:
        milliseconds(DRIVER, "up", "--quiet", *STACK)
    try:
        token_milliseconds(), bare_milliseconds()  # fetches the token, and fills the file system's cache for both
        pairs = [(token_milliseconds(), bare_milliseconds()) for _ in range(RUNS)]
    finally:
        if not found:
            milliseconds(DRIVER, "destroy", "--quiet", *STACK)
    return report(pairs, "warm token", "python -c pass", "ms", ALLOWED_RATIO)


if __name__ == "__main__":
    sys.exit(main())
