"""Moments as people read them."""

import time


def shown(seconds: float) -> str:
    """A moment to the second in this machine's time zone, which is said: `2026-03-01 14:05:09 +01:00`."""
    moment = time.localtime(seconds)
    offset = time.strftime("%z", moment)
    return f"{time.strftime('%Y-%m-%d %H:%M:%S', moment)} {zone(offset)}"


def machine_readable(seconds: float) -> str:
    """The same for a `datetime` attribute (ISO 8601, UTC)."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def zone(offset: str) -> str:
    """`UTC`, or `+01:00` of `+0100`."""
    return "UTC" if offset in {"", "+0000", "-0000"} else f"{offset[:3]}:{offset[3:]}"


def span(seconds: float) -> str:
    """How far a moved clock is off: `2 h 5 min ahead of`; empty for less than a second."""
    found = length(seconds)
    return found and f"{found} {'ahead of' if seconds > 0 else 'behind'}"


def length(seconds: float) -> str:
    """How long, in the two largest units: `2 h 5 min`; empty for less than a second."""
    left = round(abs(seconds))
    parts = []
    for size, unit in ((86_400, "d"), (3600, "h"), (60, "min"), (1, "s")):
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count} {unit}")
    return " ".join(parts[:2])
