"""What the measurements of two things in turns come to."""

import statistics
from collections.abc import Sequence


def report(pairs: Sequence[tuple[float, float]], ours: str, other: str, unit: str, allowed: float) -> int:
    """Print the medians of (ours, other) pairs and their ratio; the exit code, 1 where it is above `allowed`."""
    our_median, other_median = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = our_median / other_median
    print(
        f"medians of {len(pairs)}: {ours} {our_median:.2f} {unit}, {other} {other_median:.2f} {unit}, "
        f"ratio {ratio:.2f} (at most {allowed})"
    )
    return int(ratio > allowed)
