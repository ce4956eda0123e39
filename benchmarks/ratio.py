"""What the measurements of two things in turns come to."""

import statistics
from collections.abc import Sequence


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
    print(
        f"{'MISSED' if missed else 'held'}: medians of {len(pairs)}: {ours} {our_median:.2f} {unit}, "
        f"{other} {other_median:.2f} {unit}, ratio {ratio:.2f} (at {'least' if at_least else 'most'} {allowed})",
        flush=True,
    )
    return int(missed)
