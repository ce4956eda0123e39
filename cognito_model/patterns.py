r"""The service models' regular expressions, which are Java's: `\w` and `\s` mean ASCII, `\p{L}` any script."""

import re
import warnings
from collections.abc import Callable
from functools import cache


@cache
def matcher(pattern: str) -> Callable[[str], bool]:
    """Whether a text matches a pattern as a whole."""
    if r"\p" not in pattern:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # about `-_` after a range, which means what it did
            ascii_only = re.compile(pattern, re.ASCII)
        return lambda value: ascii_only.fullmatch(value) is not None
    import regex  # noqa: PLC0415 - the standard library's doesn't know \p; few requests need it

    unicode = regex.compile(pattern.replace(r"\s", r" \t\n\x0B\f\r"))
    return lambda value: unicode.fullmatch(value) is not None
