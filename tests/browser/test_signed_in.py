"""Applications that open signed in: real Chromium, unmodified libraries from npm, the state that `export` writes."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.automation import driver as drivers
from tests.automation.driver import SETTINGS, Driver
from tests.chromium import PATIENCE_MS
from tests.local.clients.application import Application, application_anywhere
from tests.local.clients.programs import FOLDER, Programs

pytestmark = pytest.mark.slow

PASSWORD = "Correct-h0rse"
CLIENT: dict[str, Any] = {
    "name": "web",
    "allowed_oauth_flows": ["code"],
    "allowed_oauth_scopes": ["openid", "email", "aws.cognito.signin.user.admin"],
    "supported_identity_providers": ["COGNITO"],
    "explicit_auth_flows": ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
}


@pytest.fixture
def outputs(driver: Driver, callback: str) -> dict[str, Any]:
    driver.write_stack(
        "dev", {**SETTINGS, "clients": [{**CLIENT, "callback_urls": [callback], "logout_urls": [callback]}]}
    )
    found: dict[str, Any] = driver.run("up", "-o", "json").json()
    return found


@pytest.fixture
def application(driver: Driver, outputs: dict[str, Any]) -> Iterator[tuple[Application, str]]:
    """With the settings that `export spa` writes, as they are; for amazon-cognito-identity-js it has none."""
    pool = {"UserPoolId": outputs["user_pool_id"], "ClientId": outputs["client_id"]}
    with application_anywhere() as (running, origin):
        running.settings({**exported_settings(driver), "pool": {**pool, "endpoint": f"{outputs['hosted_ui_url']}/"}})
        yield running, origin


def exported_settings(driver: Driver) -> dict[str, Any]:
    exported = driver.run("export", "spa").json()
    oidc = exported["oidc-client-ts"]
    return {
        "amplify": exported["amplify"],
        "manager": oidc["userManager"],
        "signOut": oidc["signoutRedirect"]["extraQueryParams"],
    }


def oidc_page(application: Application, programs: Programs, store: str = "") -> None:
    library = programs.packages / "oidc-client-ts" / "dist" / "browser" / "oidc-client-ts.min.js"
    program = (FOLDER / "oidc_application.js").read_text("utf-8")
    if store:
        program = program.replace("...settings.manager,", f"...settings.manager, {store}")
    application.serve_page(library.read_text("utf-8"), program)


def identity_page(application: Application, programs: Programs) -> None:
    library = programs.packages / "amazon-cognito-identity-js" / "dist" / "amazon-cognito-identity.min.js"
    application.serve_page(library.read_text("utf-8"), (FOLDER / "identity_signed_in.js").read_text("utf-8"))


def amplify_page(application: Application, programs: Programs) -> None:
    application.serve_page("", programs.bundle("amplify_signed_in"))


def in_local_storage(application: Application, programs: Programs) -> None:
    oidc_page(application, programs, "userStore: new oidc.WebStorageStateStore({ store: localStorage }),")


def context_of(page: Page, **state: Any) -> BrowserContext:
    browser = page.context.browser
    assert browser is not None
    context = browser.new_context(**state)
    context.set_default_timeout(PATIENCE_MS)
    return context


def opened(page: Page, origin: str, **state: Any) -> Page:
    """The application in a browser of that state."""
    tab = context_of(page, **state).new_page()
    tab.goto(origin)
    is_ready(tab)
    return tab


def is_ready(tab: Page) -> None:
    expect(tab.locator("body")).to_have_attribute("data-ready", "true")
    expect(tab.locator("#error")).to_have_text("none")


SERVE: dict[str, Callable[[Application, Programs], None]] = {
    "amplify": amplify_page,
    "amazon-cognito-identity-js": identity_page,
    "oidc-client-ts": in_local_storage,
}


@pytest.mark.parametrize("library", SERVE)
def test_an_application_opens_signed_in_renews_and_signs_out(
    library: str, driver: Driver, application: tuple[Application, str], programs: Programs, page: Page
) -> None:
    running, origin = application
    SERVE[library](running, programs)
    expect(opened(page, origin).locator("#who")).to_have_text("nobody")

    state = driver.run("export", "playwright", "--library", library, "--origin", origin).json()
    tab = opened(page, origin, storage_state=state)

    expect(tab.locator("#who")).to_have_text(re.compile(r"^test-.*@example\.com$"))
    tab.get_by_role("button", name="Renew").click()
    expect(tab.locator("#renewals")).to_have_text("1")
    tab.get_by_role("button", name="Sign out").click()
    if library == "oidc-client-ts":
        expect(tab.locator("h1")).to_have_text("Signed in")  # what the callback says, whoever comes
        tab.goto(origin)
    expect(tab.locator("#who")).to_have_text("nobody")
    is_ready(tab)


def test_the_hosted_ui_knows_who_is_signed_in(
    driver: Driver, outputs: dict[str, Any], callback: str, page: Page
) -> None:
    state = driver.run("export", "playwright").json()
    assert state["origins"] == []
    tab = context_of(page, storage_state=state).new_page()
    asked = {"client_id": outputs["client_id"], "response_type": "code", "redirect_uri": callback, "scope": "openid"}

    tab.goto(f"{outputs['authorize_endpoint']}?{urlencode(asked)}")

    assert tab.url.startswith(f"{callback}/?code=")


def test_oidc_client_as_it_comes_opens_signed_in_with_the_script_beside_the_state(
    driver: Driver, application: tuple[Application, str], programs: Programs, page: Page
) -> None:
    running, origin = application
    oidc_page(running, programs)
    folder = driver.root / "auth"
    options = ("--library", "oidc-client-ts", "--origin", origin, "--folder", str(folder))
    assert driver.run("export", "playwright", *options).code == 0
    state = json.loads((folder / "cognito.storage-state.json").read_text())
    context = context_of(page, storage_state=state)
    context.add_init_script(path=folder / "cognito.session-storage.js")
    tab = context.new_page()

    tab.goto(origin)

    is_ready(tab)
    expect(tab.locator("#who")).to_have_text(re.compile(r"^test-.*@example\.com$"))
    tab.evaluate("manager.removeUser()")
    tab.reload()
    is_ready(tab)
    expect(tab.locator("#who")).to_have_text("nobody")


def test_amplify_signs_in_on_the_hosted_pages_with_what_is_exported(
    programs: Programs, page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with drivers.engine(tls=True) as engine, application_anywhere() as (running, origin):
        driver = Driver(tmp_path, engine, monkeypatch)
        urls = {"callback_urls": [f"{origin}/"], "logout_urls": [f"{origin}/"]}
        driver.write_stack("dev", {**SETTINGS, "clients": [{**CLIENT, **urls}]})
        driver.run("up", "-o", "json").json()
        driver.run("users", "create", "ada@example.com", "--password", "-", "-o", "json", stdin=PASSWORD).json()
        amplify_page(running, programs)
        running.settings({"amplify": driver.run("export", "spa", "--library", "amplify").json()})
        tab = opened(page, origin, ignore_https_errors=True)  # of the engine's own authority

        tab.get_by_role("button", name="Sign in").click()
        tab.get_by_label("Email").fill("ada@example.com")
        tab.get_by_label("Password").fill(PASSWORD)
        tab.get_by_role("button", name="Sign in").click()
        tab.wait_for_url(re.compile(re.escape(origin)))
        is_ready(tab)
        expect(tab.locator("#who")).to_have_text("ada@example.com")
        tab.get_by_role("button", name="Renew").click()
        expect(tab.locator("#renewals")).to_have_text("1")
        tab.get_by_role("button", name="Sign out").click()
        tab.wait_for_url(re.compile(re.escape(origin)))
        expect(tab.locator("#who")).to_have_text("nobody")
