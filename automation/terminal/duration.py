"""Durations the way people write them: `90s`, `30m`, `2h`, `1d`."""

import re

SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def parse_duration(text: str) -> float:
    """Seconds of a duration such as `30m`; a bare number is seconds.

    Raises ValueError, whose text says how to write one.
    """
    match = re.fullmatch(r"(\d+(?:\.\d+)?)([smhd]?)", text.strip().lower())
    if match is None or float(match[1]) <= 0:
        raise ValueError(f"{text!r} isn't a duration such as 90s, 30m, 2h or 1d")
    return float(match[1]) * SECONDS[match[2] or "s"]


def in_words(seconds: float) -> str:
    """Seconds as people say them: the two greatest units, such as `2h 5m`."""
    left, parts = int(seconds), []
    for unit, length in reversed(SECONDS.items()):
        amount, left = divmod(left, length)
        if amount:
            parts.append(f"{amount}{unit}")
    return " ".join(parts[:2]) or "0s"
