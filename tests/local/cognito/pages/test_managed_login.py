"""Managed login, the second version of the pages, by the developer guide's page of that name."""

import pytest

from tests.local.cognito.pages.site import PASSWORD, Site


@pytest.fixture
def managed(pool: Site) -> Site:
    """A pool whose domain has managed login."""
    pool.use_managed_login()
    pool.make_user("ada")
    return pool


@pytest.mark.parametrize("path", ["/oauth2/authorize", "/login", "/signup", "/forgotPassword"])
def test_a_client_without_branding_has_no_pages(managed, path):
    browser = managed.browser().open(path)
    assert browser.status == 403
    assert browser.error.startswith("Login pages unavailable.")


@pytest.fixture
def branded(managed: Site) -> Site:
    managed.add_branding()
    return managed


@pytest.mark.parametrize("path", ["/oauth2/authorize", "/login", "/signup", "/forgotPassword"])
def test_without_a_script_there_is_no_form_to_fill_in(branded, path):
    browser = branded.browser()
    browser.open(path)
    assert browser.status == 200
    assert "<form" not in browser.source
    assert "<input" not in browser.source
    assert browser.page.find("form")


def test_the_prompt_asks_again_or_says_that_nobody_is_signed_in(branded):
    browser = branded.browser().open("/oauth2/authorize", prompt="none")
    assert browser.answer == {"error": "login_required", "state": "st4te"}
    browser.open("/oauth2/authorize").submit(username="ada", password=PASSWORD)
    assert "code" in browser.open("/oauth2/authorize", prompt="none").answer
    assert browser.open("/oauth2/authorize", prompt="login").title == "Sign in"
