"""Spans of time and moments as people write them: `+2h`, `-1d12h30m`, `90s`, `2026-03-01T12:00:00Z`."""

import datetime as dt
import math
import re
from typing import Any, Final

from local.cognito.errors import invalid

SECONDS: Final = {"w": 604_800, "d": 86_400, "h": 3600, "m": 60, "s": 1}
SPAN: Final = re.compile(r"([+-]?)((?:\d{1,9}(?:\.\d{1,9})?[wdhms])+)", re.ASCII)
PART: Final = re.compile(r"([\d.]+)([wdhms])")


def seconds_of(given: Any) -> float:
    """A span in seconds: a number of them, or a text such as `+2h`. Raises CognitoError."""
    if _is_number(given):
        return float(given)
    found = SPAN.fullmatch(given.strip().lower()) if isinstance(given, str) and len(given) < 200 else None  # noqa: PLR2004
    if found is None:
        raise invalid(f"{_shown(given)} isn't a duration. Write +2h, -30m, 1d12h or a number of seconds.")
    total = sum(float(number) * SECONDS[unit] for number, unit in PART.findall(found[2]))
    return -total if found[1] == "-" else total


def moment_of(given: Any) -> float:
    """A moment in seconds since the epoch: a number, or a text of ISO 8601 (UTC where it names no zone).

    Raises CognitoError.
    """
    if _is_number(given):
        return float(given)
    try:
        found = dt.datetime.fromisoformat(given)
    except (TypeError, ValueError):
        raise invalid(f"{_shown(given)} isn't a time. Write 2026-03-01T12:00:00Z or seconds since 1970.") from None
    return (found if found.tzinfo else found.replace(tzinfo=dt.UTC)).timestamp()


def _is_number(given: Any) -> bool:
    return isinstance(given, int | float) and not isinstance(given, bool) and abs(given) < 1e15 and math.isfinite(given)  # noqa: PLR2004


def _shown(given: Any) -> str:
    return repr(given)[:60]
