"""Real Chromium. Skipped where a person's machine has none; in CI (`CI=true`) that is a failure."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from local.cognito.launcher import EngineProcess, LaunchOptions
from tests.browser.people import Application, Person
from tests.credentials import CREDENTIALS
from tests.end_to_end.checkout import Checkout
from tests.local.former.pages.pools import make_pool

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
QUIET = (
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE_MS = 60_000
expect.set_options(timeout=PATIENCE_MS)


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
        context = browser.new_context()
        context.set_default_timeout(PATIENCE_MS)
        yield context.new_page()
        browser.close()


@pytest.fixture
def checkout(tmp_path: Path) -> Iterator[Checkout]:
    fresh = Checkout.copy_of_this_one(tmp_path)
    yield fresh
    fresh.end_what_was_started()


@pytest.fixture(scope="module")
def callback() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Application) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}"
        server.shutdown()


@pytest.fixture
def new_person(page: Page, endpoint_url: str, callback: str) -> Callable[..., Person]:
    """Somebody at the pages of a new pool."""

    def make(client: dict[str, Any] | None = None, **settings: Any) -> Person:
        urls = {"CallbackURLs": [callback], "LogoutURLs": [f"{callback}/bye"]}
        return Person(page, make_pool(endpoint_url, client={**urls, **(client or {})}, **settings), callback)

    return make


@pytest.fixture(scope="module")
def endpoint_url() -> Iterator[str]:
    with EngineProcess(LaunchOptions(credentials=CREDENTIALS)) as emulator:
        emulator.wait_until_ready()
        yield emulator.endpoint_url
