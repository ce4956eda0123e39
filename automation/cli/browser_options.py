"""The options of `export` that say what is in a browser that is signed in."""

from collections.abc import Mapping
from typing import Any

from automation.tokens.browser.planning import BrowserWish


def browser_wish(options: Mapping[str, Any]) -> BrowserWish:
    """What they say."""
    return BrowserWish(
        tuple(dict.fromkeys(options.get("library") or ())),
        options.get("origin"),
        options.get("authority"),
        bool(options.get("allow_remote")),
    )
