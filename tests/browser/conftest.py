"""Real Chromium. Skipped where a person's machine has none; in CI (`CI=true`) that is a failure."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.end_to_end.checkout import Checkout

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
QUIET = (
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture
def page() -> Iterator[Page]:
    executable = next((path for name in NAMES if (path := shutil.which(name))), None)
    if executable is None:
        missing = "no Chromium on PATH; Debian and Ubuntu: apt install chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    # As root, as in CI, Chromium runs without its sandbox or not at all.
    arguments = [*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=arguments)
        yield browser.new_context().new_page()
        browser.close()


@pytest.fixture
def checkout(tmp_path: Path) -> Iterator[Checkout]:
    fresh = Checkout.copy_of_this_one(tmp_path)
    yield fresh
    fresh.end_what_was_started()
