"""A browser's state in Playwright's format (`storageState`, https://playwright.dev/docs/api/class-browsercontext)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from automation.tokens.browser.cookies import HostedCookie

SCRIPT = Path(__file__).with_name("session_storage.js")


@dataclass(frozen=True, slots=True)
class BrowserState:
    """Cookies, and the web storage of one application's origin."""

    cookies: tuple[HostedCookie, ...] = field(repr=False)
    origin: str
    """Empty where nothing is kept."""
    local_storage: Mapping[str, str] = field(repr=False)
    of_a_tab: tuple[str, ...] = ()
    """Names of entries that the library looks for in a tab's session storage, where nothing else is set."""

    def to_playwright(self) -> dict[str, Any]:
        """The storage state. Secret."""
        entries = [{"name": name, "value": value} for name, value in self.local_storage.items()]
        return {
            "cookies": [cookie.to_playwright() for cookie in self.cookies],
            "origins": [{"origin": self.origin, "localStorage": entries}] if entries else [],
        }

    def init_script(self) -> str:
        """A script for every page that fills a new tab's session storage; empty if none is needed.

        A storage state has no session storage. No secret is in it.
        """
        if not self.of_a_tab:
            return ""
        told = json.dumps({"origin": self.origin, "names": self.of_a_tab})
        return SCRIPT.read_text(encoding="utf-8").replace("__STATE__", told)
