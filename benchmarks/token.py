"""How long a warm `token` takes, against starting the same interpreter for nothing.

In turns, on this machine; the medians' ratio is what counts. Run: `make bench`.
"""

import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DRIVER = [sys.executable, str(ROOT / "automation" / "run.py")]
RUNS = 40
ALLOWED_RATIO = 4.0


def seconds(*command: str) -> float:
    began = time.monotonic()
    subprocess.run(command, check=True, capture_output=True)
    return time.monotonic() - began


def main() -> int:
    was_running = subprocess.run([*DRIVER, "local", "status"], check=False, capture_output=True).returncode == 0
    subprocess.run([*DRIVER, "up", "--quiet"], check=True, capture_output=True)
    try:
        subprocess.run([*DRIVER, "token"], check=True, capture_output=True)
        pairs = [(seconds(*DRIVER, "token", "-o", "raw"), seconds(sys.executable, "-c", "pass")) for _ in range(RUNS)]
    finally:
        subprocess.run([*DRIVER, "destroy", "--quiet"], check=True, capture_output=True)
        if not was_running:
            subprocess.run([*DRIVER, "local", "stop"], check=True, capture_output=True)
    warm, bare = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = warm / bare
    print(
        f"medians of {RUNS}: warm token {warm * 1000:.0f} ms, `python -c pass` {bare * 1000:.0f} ms, "
        f"ratio {ratio:.2f} (at most {ALLOWED_RATIO})"
    )
    return int(ratio > ALLOWED_RATIO)


if __name__ == "__main__":
    sys.exit(main())
