"""What the new engine's pages do in a real browser beyond what the other modules look at."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from local.cognito.app import EngineApp
from local.cognito.settings import EngineSettings
from local.cognito.thread import EngineThread
from tests.browser.looks import complaints
from tests.credentials import CREDENTIALS
from tests.local.cognito.federation.world import CALLBACK, Federated
from tests.local.cognito.pages.site import PASSWORD, Site

FACTORS = {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]}}
CHOICE = ["ALLOW_USER_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]


@pytest.fixture(scope="module")
def thread() -> Iterator[EngineThread]:
    with EngineThread(EngineSettings(CREDENTIALS)) as running:
        yield running


@pytest.fixture
def open_page(thread: EngineThread, page: Page, callback: str) -> Callable[..., str]:
    """Open a page of a site for an ordinary authorization request."""

    def open_one(site: Site, path: str) -> str:
        query = {"client_id": site.client_id, "response_type": "code", "redirect_uri": callback}
        # Passkeys may be used without TLS under this name alone.
        endpoint = thread.endpoint_url.replace("127.0.0.1", "localhost")
        page.goto(f"{endpoint}{path}?{urlencode(query)}")
        return page.url

    return open_one


def site_of(thread: EngineThread, callback: str, client: dict[str, Any] | None = None, **settings: Any) -> Site:
    return Site(EngineApp(thread.engine), {"CallbackURLs": [callback], **(client or {})}, **settings)


def test_a_refused_sign_up_is_titled_so_and_keys_go_to_the_first_field_that_is_wrong(
    thread: EngineThread, page: Page, callback: str, open_page: Callable[..., str]
):
    open_page(site_of(thread, callback), "/signup")
    page.get_by_label("Username").fill("ada")
    page.get_by_label("Email").fill("ada@example.com")
    page.get_by_label("Password", exact=True).fill("short")
    page.get_by_label("Confirm password").fill("other")
    page.get_by_role("button", name="Sign up").click()
    expect(page).to_have_title("Error: Sign up")
    expect(page.get_by_label("Password", exact=True)).to_be_focused()
    for label, wrong in (("Username", False), ("Email", False), ("Password", True), ("Confirm password", True)):
        assert (page.get_by_label(label, exact=True).get_attribute("aria-invalid") == "true") == wrong
    assert complaints(page) == []


def test_a_person_adds_a_passkey_on_managed_login_and_signs_in_with_it(
    thread: EngineThread, page: Page, callback: str, open_page: Callable[..., str]
):
    site = site_of(thread, callback, {"ExplicitAuthFlows": CHOICE}, Policies=FACTORS)
    site.use_managed_login()
    site.add_branding()
    site.make_user("ada")
    site.set_mfa("OFF", WebAuthnConfiguration={"RelyingPartyId": "localhost", "UserVerification": "preferred"})
    add_authenticator(page)
    open_page(site, "/passkeys/add")
    page.get_by_label("Username").fill("ada")
    page.get_by_role("button", name="Next").click()
    page.get_by_label("Password").check()
    page.get_by_role("button", name="Next").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{callback}/**")
    open_page(site, "/passkeys/add")
    expect(page.locator("h1")).to_have_text("Add a passkey")
    assert complaints(page) == []
    page.get_by_role("button", name="Add a passkey").click()
    page.wait_for_url(f"{callback}/**")
    assert len(site.world.user("ada").passkeys) == 1

    open_page(site, "/login")
    page.get_by_label("Username").fill("ada")
    page.get_by_role("button", name="Next").click()
    page.get_by_label("Passkey").check()
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(f"{callback}/?code=*")


def test_a_mails_link_and_the_test_identity_provider_have_pages_that_can_be_read(
    thread: EngineThread, page: Page, callback: str
):
    site = site_of(thread, callback, VerificationMessageTemplate={"DefaultEmailOption": "CONFIRM_WITH_LINK"})
    site.world.of_pool("CreateUserPoolDomain", Domain="orders")
    listed = [{"Name": "email", "Value": "ada@example.com"}]
    site.world.of_client("SignUp", Username="ada", Password=PASSWORD, UserAttributes=listed)
    page.goto(site.world.messages()[0].body.split('href="')[1].split('"')[0].replace("&amp;", "&"))
    expect(page.locator("h1")).to_have_text("Your registration has been confirmed!")
    assert complaints(page) == []

    corp = Federated(thread)
    corp.trust_test_provider()
    query = {
        "client_id": corp.client_id,
        "redirect_uri": CALLBACK,
        "response_type": "code",
        "identity_provider": "Corp",
    }
    page.goto(f"{thread.endpoint_url}/oauth2/authorize?{urlencode(query)}")
    expect(page.locator("form[name=identityProviderSignIn]")).to_be_visible()
    assert complaints(page) == []


def add_authenticator(page: Page) -> None:
    """A passkey device in the browser, whose user always agrees (WebDriver's virtual authenticator)."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
