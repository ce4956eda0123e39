"""What the measurements of two things in turns come to."""

import json
import os
import statistics
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

RESULTS = "BENCH_RESULTS"
"""The variable that names the file to which medians are appended, a JSON object a line; `make bench` sets it."""


def record(what: str, unit: str, medians: Mapping[str, float], runs: int) -> None:
    """Append medians by name, where they are collected. docs/performance.md is drawn from them."""
    if file := os.environ.get(RESULTS):
        result = {"benchmark": Path(sys.argv[0]).stem, "what": what, "unit": unit, "runs": runs, "medians": {**medians}}
        with Path(file).open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(result) + "\n")


def report(  # noqa: PLR0913 - a line of text has that many words
    pairs: Sequence[tuple[float, float]],
    ours: str,
    other: str,
    unit: str,
    allowed: float,
    *,
    at_least: bool = False,
) -> int:
    """Print the medians of (ours, other) pairs and their ratio; the exit code, 1 where it is above `allowed`.

    With `at_least` more is better, and 1 stands for a ratio below `allowed`.
    """
    our_median, other_median = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = our_median / other_median
    missed = ratio < allowed if at_least else ratio > allowed
    what, _, name = ours.rpartition(": ")
    record(what, unit, {name: our_median, other: other_median}, len(pairs))
    print(
        f"{'MISSED' if missed else 'held'}: medians of {len(pairs)}: {ours} {our_median:.2f} {unit}, "
        f"{other} {other_median:.2f} {unit}, ratio {ratio:.2f} (at {'least' if at_least else 'most'} {allowed})",
        flush=True,
    )
    return int(missed)
