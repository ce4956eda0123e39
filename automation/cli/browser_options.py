"""The options of `export` that say what is in a browser that is signed in."""

from collections.abc import Collection, Mapping
from typing import Any

from automation.tokens.browser.planning import BrowserWish

OPTIONS = {"library": "--library", "origin": "--origin", "authority": "--authority", "allow_remote": "--allow-remote"}


def browser_wish(options: Mapping[str, Any]) -> BrowserWish:
    """What they say."""
    return BrowserWish(
        tuple(dict.fromkeys(options.get("library") or ())),
        options.get("origin"),
        options.get("authority"),
        bool(options.get("allow_remote")),
    )


def misplaced_option(options: Mapping[str, Any], taken: Collection[str]) -> str:
    """The first of them that is given and not taken; empty where there is none."""
    return next((option for name, option in OPTIONS.items() if options.get(name) and name not in taken), "")
