"""Adding a passkey, by the guide's page on managed login's endpoints: `/passkeys/add` is managed login's alone.

A browser does it in tests/browser; here is what comes without one.
"""

import json
from collections.abc import Callable

import pytest

from tests.local.cognito.pages.site import PASSWORD, Site

FACTORS = {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]}}


@pytest.fixture
def managed(make_pool: Callable[..., Site]) -> Site:
    pool = make_pool(Policies=FACTORS)
    pool.use_managed_login()
    pool.add_branding()
    pool.make_user("ada")
    pool.set_mfa("OFF", WebAuthnConfiguration={"RelyingPartyId": "localhost", "UserVerification": "preferred"})
    return pool


def test_the_classic_hosted_ui_has_no_such_page(make_pool):
    browser = make_pool(Policies=FACTORS).browser().open("/passkeys/add")
    assert (browser.status, browser.title) == (404, "An error was encountered")


def test_who_is_not_signed_in_signs_in_first(managed):
    assert managed.browser().open("/passkeys/add").title == "Sign in"


def test_who_is_signed_in_is_asked_by_the_browser_and_may_leave(managed):
    browser = managed.browser().open("/login").submit(username="ada", password=PASSWORD)
    browser.open("/passkeys/add")
    assert browser.title == "Add a passkey"
    options = json.loads(str(browser.page.form["data-options"]))
    assert (options["rp"]["id"], options["user"]["name"]) == ("localhost", "ada")
    assert browser.page.find("a", string="Not now")["href"] == "http://localhost:8585"


@pytest.mark.parametrize("credential", ["", "{", "[]", "{}", '{"id": 1}', "[" * 10_000])
def test_what_is_no_credential_is_refused_on_the_page(managed, credential):
    browser = managed.browser().open("/login").submit(username="ada", password=PASSWORD)
    browser.open("/passkeys/add").submit(credential=credential)
    assert (browser.title, browser.status) == ("Add a passkey", 200)
    assert "not a valid passkey registration" in browser.error
    assert not managed.world.user("ada").passkeys


def test_a_pool_without_passkeys_says_so(make_pool):
    pool = make_pool()
    pool.use_managed_login()
    pool.add_branding()
    pool.make_user("ada")
    browser = pool.browser().open("/login").submit(username="ada", password=PASSWORD)
    assert "Passkeys are not enabled" in browser.open("/passkeys/add").error
