"""People at the pages, in real Chromium."""

import threading
from collections.abc import Callable, Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from local.cognito.launcher import EngineProcess, LaunchOptions
from local.cognito.thread import EngineThread
from tests.automation import driver as drivers
from tests.browser.people import Application, Person
from tests.browser.pools import make_pool
from tests.chromium import chromium_page
from tests.credentials import CREDENTIALS
from tests.end_to_end.checkout import Checkout
from tests.local.clients.programs import FOLDER, Programs
from tests.node import node_variables


@pytest.fixture
def page() -> Iterator[Page]:
    with chromium_page() as opened:
        yield opened


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
    with EngineProcess(LaunchOptions(credentials=CREDENTIALS)) as engine:
        engine.wait_until_ready()
        yield engine.endpoint_url


@pytest.fixture(scope="session")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Programs:
    return Programs.copied_to(tmp_path_factory.mktemp("programs"), node_variables(FOLDER))


@pytest.fixture(scope="session")
def shared_engine() -> Iterator[EngineThread]:
    with drivers.engine() as engine:
        yield engine


@pytest.fixture
def driver(
    programs: Programs, tmp_path: Path, shared_engine: EngineThread, monkeypatch: pytest.MonkeyPatch
) -> drivers.Driver:
    del programs  # installed before the driver is given a cache of its own
    shared_engine.engine.store.replace(())
    return drivers.Driver(tmp_path, shared_engine, monkeypatch)
