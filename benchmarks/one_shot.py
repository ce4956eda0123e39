"""How long `run.py -o json` takes from process start to verified tokens, against raw boto3 calls to the same end state.

Both start cold, in turns, on this machine; the medians' ratio is what counts. Run: `make bench`.
"""

import json
import subprocess
import sys
import time
from pathlib import Path

from ratio import report

ROOT = Path(__file__).resolve().parent.parent
RUNS = 10
ALLOWED_RATIO = 2.5


def one_shot_seconds() -> float:
    """The driver's own clock, which counts from the start of its process, up to the verified tokens."""
    finished = subprocess.run(
        [sys.executable, ROOT / "automation" / "run.py", "--quiet", "-o", "json"],
        check=True,
        capture_output=True,
        text=True,
    )
    timings = json.loads(finished.stdout)["timings_s"]
    return float(sum(timings[phase] for phase in ("ready", "deploy", "user", "token")))


def raw_seconds() -> float:
    began = time.monotonic()
    subprocess.run([sys.executable, ROOT / "benchmarks" / "raw_boto3.py"], check=True)
    return time.monotonic() - began


def main() -> int:
    one_shot_seconds(), raw_seconds()  # fills the file system's cache for both
    pairs = []
    for number in range(RUNS):
        pairs.append((one_shot_seconds(), raw_seconds()))
        print(f"run {number + 1:2}: driver {pairs[-1][0]:.2f} s, raw boto3 {pairs[-1][1]:.2f} s", flush=True)
    return report(pairs, "driver", "raw boto3", "s", ALLOWED_RATIO)


if __name__ == "__main__":
    sys.exit(main())
