"""oidc-client-ts and aws-amplify, unmodified, in an application on http://localhost:5173 in real Chromium."""

import re

import pytest
from playwright.sync_api import expect

from tests.chromium import chromium_page
from tests.local.clients.application import running_application
from tests.local.clients.pools import APPLICATION, EMAIL, PASSWORD, SCOPE, USERNAME, make_pool
from tests.local.clients.programs import FOLDER
from tests.local.clients.test_javascript import check_amplify, code, settings

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ALMOST_ALL_OF_ITS_LIFE_S = 3600 - 2


@pytest.fixture
def page():
    with chromium_page() as opened:
        yield opened


@pytest.fixture
def application():
    with running_application() as running:
        yield running


@pytest.fixture(scope="module")
def people(local_issuer):
    return make_pool(local_issuer, managed_login=True)


@pytest.fixture
def open_application(page, application, people, programs):
    """The application in a browser, told the issuer, and what else `manager` says."""
    library = programs.packages / "oidc-client-ts" / "dist" / "browser" / "oidc-client-ts.min.js"
    program = FOLDER / "oidc_application.js"
    application.serve_page(library.read_text("utf-8"), program.read_text("utf-8"))

    def opened(**manager):
        told = {"authority": people.issuer, "client_id": people.public["ClientId"], "scope": SCOPE}
        sign_out = {"client_id": people.public["ClientId"], "logout_uri": f"{APPLICATION}/bye"}
        application.settings({"manager": {"automaticSilentRenew": False, **told, **manager}, "signOut": sign_out})
        page.goto(APPLICATION)
        is_ready(page)
        return page

    return opened


def is_ready(page):
    expect(page.locator("body")).to_have_attribute("data-ready", "true")


def sign_in(page):
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Username").fill(USERNAME)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{APPLICATION}/")
    is_ready(page)
    expect(page.locator("#error")).to_have_text("none")
    expect(page.locator("#who")).to_have_text(EMAIL)


def access_token(page):
    return page.evaluate("window.user.access_token")


def test_oidc_client_signs_in_by_discovery_alone_and_out_again(open_application, people):
    page = open_application()
    sign_in(page)
    profile = page.evaluate("window.user.profile")
    assert profile["iss"] == people.issuer
    assert profile["aud"] == people.public["ClientId"]
    assert profile["email"] == EMAIL  # of the ID token and of userInfo, which it has asked from here

    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(re.compile(re.escape(f"{APPLICATION}/bye")))
    is_ready(page)
    expect(page.locator("#who")).to_have_text("nobody")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_label("Password")).to_be_visible()  # nobody is signed in at the hosted pages either


def test_oidc_client_renews_silently_by_itself_before_the_access_token_expires(open_application):
    # As if nearly all of its life were over: it renews two seconds after each token.
    page = open_application(
        automaticSilentRenew=True, accessTokenExpiringNotificationTimeInSeconds=ALMOST_ALL_OF_ITS_LIFE_S
    )
    sign_in(page)
    before = access_token(page)
    expect(page.locator("#renewals")).not_to_have_text("0")
    expect(page.locator("#error")).to_have_text("none")
    assert access_token(page) != before
    assert page.evaluate("window.user.profile.email") == EMAIL


def test_oidc_client_renews_through_a_hidden_frame_where_it_keeps_no_refresh_token(open_application, people):
    # A frame's cookies are its page's only within one site, and 127.0.0.1 is another one than localhost.
    endpoint = f"{people.endpoint_url}/oauth2/authorize".replace("127.0.0.1", "localhost")
    page = open_application(metadataSeed={"authorization_endpoint": endpoint}, silentRequestTimeoutInSeconds=20)
    sign_in(page)
    before = access_token(page)
    page.evaluate("""async () => {
        const user = await window.manager.getUser();
        user.refresh_token = undefined;
        await window.manager.storeUser(user);
    }""")
    page.get_by_role("button", name="Renew").click()
    expect(page.locator("#renewals")).to_have_text("1")
    expect(page.locator("#error")).to_have_text("none")
    assert access_token(page) != before


def test_oidc_client_is_told_that_a_sign_in_is_required_where_nobody_is_signed_in(open_application):
    page = open_application()
    page.evaluate("void window.manager.signinRedirect({ prompt: 'none' })")  # it leaves the page
    page.wait_for_url(re.compile(re.escape(f"{APPLICATION}/callback")))
    expect(page.locator("#error")).to_contain_text("login_required")


def test_amplify_does_in_a_browser_what_it_does_in_node(page, application, pool, programs):
    application.serve("/", "text/html", "<!doctype html><title>Amplify</title><script src='/amplify.js'></script>")
    application.serve("/amplify.js", "text/javascript", programs.bundle("amplify_application"))
    page.expose_function("ask", lambda _what, about: code(pool)(about))
    page.goto(APPLICATION)
    found = page.evaluate("settings => window.signUpAndOut(settings)", settings(pool, "browsing"))
    check_amplify(found, pool, "browsing")
