"""Real Chromium. Skipped where a person's machine has none; in CI (`CI=true`) that is a failure."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, expect, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
QUIET = (
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE_MS = 60_000


def chromium_settings() -> tuple[str, list[str]]:
    """The browser's file and arguments. Skips where there is none."""
    executable = next((path for name in NAMES if (path := shutil.which(name))), None)
    if executable is None:
        missing = "no Chromium on PATH; Debian and Ubuntu: apt install chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    # As root, as in CI, Chromium runs without its sandbox or not at all.
    return executable, [*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]


@contextmanager
def chromium_page() -> Iterator[Page]:
    """A page of a browser that nobody has used before."""
    executable, arguments = chromium_settings()
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=arguments)
        context = browser.new_context()
        context.set_default_timeout(PATIENCE_MS)
        yield context.new_page()
        browser.close()
