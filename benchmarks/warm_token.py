"""How long `token -o raw` takes with a warm cache, against an interpreter that does nothing.

In turns, on the same interpreter, on this machine; the medians' ratio is what counts. Run: `make bench`.
"""

import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DRIVER = str(ROOT / "automation" / "run.py")
RUNS = 40
ALLOWED_RATIO = 4.0
STACK = ("--stack", "dev")


def seconds(*arguments: str) -> float:
    began = time.monotonic()
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - began


def token_seconds() -> float:
    return seconds(DRIVER, "token", "-o", "raw", *STACK)


def bare_seconds() -> float:
    return seconds("-c", "pass")


def is_deployed() -> bool:
    asked = subprocess.run([sys.executable, DRIVER, "outputs", *STACK], check=False, capture_output=True)
    return asked.returncode == 0


def main() -> int:
    found = is_deployed()
    if not found:
        seconds(DRIVER, "up", "--quiet", *STACK)
    try:
        token_seconds(), bare_seconds()  # fetches the token, and fills the file system's cache for both
        pairs = [(token_seconds(), bare_seconds()) for _ in range(RUNS)]
    finally:
        if not found:
            seconds(DRIVER, "destroy", "--quiet", *STACK)
    driver, bare = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = driver / bare
    print(
        f"medians of {RUNS}: warm token {driver * 1000:.1f} ms, python -c pass {bare * 1000:.1f} ms, "
        f"ratio {ratio:.2f} (at most {ALLOWED_RATIO})"
    )
    return int(ratio > ALLOWED_RATIO)


if __name__ == "__main__":
    sys.exit(main())
