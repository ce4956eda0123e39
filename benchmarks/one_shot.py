"""How long `run.py -o json` takes, against raw boto3 calls to the same end state on plain ministack.

From process start to verified tokens against the floor's, and to the end of the process, when everything is destroyed
again, against its own verified tokens. Both start cold, in turns, on this machine; the medians' ratios are what counts.
Run: `make bench`.
"""

import json
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from environments import ministack_python
from ratio import report

RUNS = 10
TOKENS_RATIO = 1.7
WHOLE_RATIO = 1.25


@dataclass(frozen=True)
class OneShot:
    tokens_seconds: float
    """Until the tokens were verified, by the driver's own clock, which counts from the start of its process."""
    whole_seconds: float
    """Until the process had ended."""


def one_shot() -> OneShot:
    began = time.monotonic()
    finished = subprocess.run(
        [sys.executable, ROOT / "automation" / "run.py", "--quiet", "-o", "json"],
        check=True,
        capture_output=True,
        text=True,
    )
    whole = time.monotonic() - began
    timings = json.loads(finished.stdout)["timings_s"]
    return OneShot(float(sum(timings[phase] for phase in ("ready", "deploy", "user", "token"))), whole)


def raw_seconds() -> float:
    began = time.monotonic()
    subprocess.run([ministack_python(), ROOT / "benchmarks" / "raw_boto3.py"], check=True)
    return time.monotonic() - began


def main() -> int:
    ministack_python()
    one_shot(), raw_seconds()  # fills the file system's cache for both
    ours, floor = [], []
    for number in range(RUNS):
        ours.append(run := one_shot())
        floor.append(raw_seconds())
        print(
            f"run {number + 1:2}: driver {run.tokens_seconds:.2f} s to tokens, {run.whole_seconds:.2f} s in all, "
            f"raw boto3 {floor[-1]:.2f} s",
            flush=True,
        )
    to_tokens = [one.tokens_seconds for one in ours]
    return max(
        report(list(zip(to_tokens, floor, strict=True)), "to verified tokens: driver", "raw boto3", "s", TOKENS_RATIO),
        report([(one.whole_seconds, one.tokens_seconds) for one in ours], "whole", "to tokens", "s", WHOLE_RATIO),
    )


if __name__ == "__main__":
    sys.exit(main())
