"""The forms: what suites of other people look for in them, and what they say when something was wrong."""

import pytest

from tests.local.cognito.pages.browser import ENDPOINT, FORM
from tests.local.cognito.pages.site import PASSWORD

FILLED = {"password": PASSWORD, "confirm_password": PASSWORD}


def test_the_sign_in_form_has_the_names_and_ids_of_cognitos(pool):
    page = pool.browser().open("/login").page
    for selector in (
        "form[name=cognitoSignInForm]",
        "input#signInFormUsername[name=username]",
        "input#signInFormPassword[name=password][type=password]",
        "input[type=submit][name=signInSubmitButton][value='Sign in']",
    ):
        assert page.select_one(selector), selector


def test_the_sign_up_form_has_the_names_of_cognitos(pool):
    page = pool.browser().open("/signup").page
    for selector in (
        "input[name=username]",
        "input[name='requiredAttributes[email]'][type=email]",
        "input[name=password][type=password]",
        "input[type=submit][name=signUpButton]",
    ):
        assert page.select_one(selector), selector


def test_without_an_error_the_first_field_has_the_focus_and_none_is_marked(pool):
    browser = pool.browser().open("/signup")
    assert (browser.focus, browser.wrong_fields) == ("username", [])
    assert browser.page.title.get_text() == "Sign up"


@pytest.mark.parametrize(
    ("form", "focus", "wrong"),
    [
        ({"username": "", "email": "a@example.com", **FILLED}, "username", ["username"]),
        ({"username": "ada", "email": "", **FILLED}, "email", ["email"]),
        ({"username": "ada", "email": "nope", **FILLED}, "email", ["email"]),
        ({"username": "taken", "email": "a@example.com", **FILLED}, "username", ["username"]),
        ({"username": "ada", "email": "a@example.com", "password": "x", "confirm_password": "x"}, "password", None),
        (
            {"username": "ada", "email": "a@example.com", "password": PASSWORD, "confirm_password": "x"},
            "confirm_password",
            None,
        ),
        ({"username": "", "email": "", "password": "x", "confirm_password": "y"}, "username", "all"),
    ],
)
def test_a_refused_sign_up_says_so_in_its_title_and_leads_to_the_field_that_is_wrong(pool, form, focus, wrong):
    pool.make_user("taken", email="taken@example.com")
    browser = pool.browser().open("/signup").submit(**form)
    assert browser.page.h1.get_text() == "Sign up"
    assert "Error: Sign up" in browser.source
    assert browser.focus == focus
    expected = {None: [focus], "all": ["username", "email", "password", "confirm_password"]}.get(
        wrong if isinstance(wrong, str | None) else "", wrong
    )
    assert browser.wrong_fields == expected
    for one in browser.page.select("[aria-invalid]"):
        described = str(one["aria-describedby"]).split()
        assert all(browser.page.find(id=each) for each in described)
        assert any(browser.page.find(id=each).find_parent(role="alert") for each in described)


def test_a_wrong_password_leads_to_the_password_and_an_unknown_name_to_the_name(pool):
    pool.make_user("ada")
    browser = pool.browser().open("/login").submit(username="ada", password="wrong")
    assert (browser.focus, browser.wrong_fields) == ("signInFormPassword", ["signInFormPassword"])
    assert "<title>Error: Sign in</title>" in browser.source
    browser.submit(username="nobody", password="wrong")
    assert (browser.focus, browser.wrong_fields) == ("signInFormUsername", ["signInFormUsername"])


def test_a_wrong_code_leads_to_the_code(pool):
    browser = pool.browser().open("/signup").submit(username="ada", email="ada@example.com", **FILLED)
    browser.submit(code="000000")
    assert (browser.focus, browser.wrong_fields) == ("code", ["code"])


def test_a_code_may_have_blanks_in_it(pool):
    browser = pool.browser().open("/signup").submit(username="ada", email="ada@example.com", **FILLED)
    code = pool.code_sent_to("ada@example.com")
    browser.submit(code=f" {code[:3]} {code[3:]} ")
    assert "code" in browser.answer


@pytest.mark.parametrize("path", ["/login", "/signup", "/forgotPassword", "/challenge", "/confirm"])
def test_a_huge_form_is_refused_on_a_page(pool, path):
    browser = pool.browser()
    browser.open("/login")
    answer = browser.request("POST", browser.address(path), {"username": "x" * 300_000})
    assert (answer.status, answer.headers["connection"]) == (413, "close")
    assert "too large" in answer.text


def test_parameters_that_come_twice_or_in_heaps_are_refused(pool):
    browser = pool.browser()
    for query in ("scope=openid&scope=email", "&".join(f"a{number}=1" for number in range(300))):
        browser.get(f"{browser.address('/oauth2/authorize', scope='')}&{query}")
        assert browser.status == 400
        assert "invalid_request" in browser.page.main.get_text()


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "POST"])
def test_a_method_that_a_page_does_not_know_is_refused(pool, method):
    answer = pool.browser().request(method, f"{ENDPOINT}/oauth2/authorize", headers={"content-type": FORM})
    assert (answer.status, answer.headers["allow"]) == (405, "GET")


@pytest.mark.parametrize(
    "query", ["", "client_id=%ff", "client_id=" + "x" * 5000, "=&=", "client_id=https://a/b", "client_id=%00"]
)
@pytest.mark.parametrize("path", ["/login", "/logout", "/confirmUser", "/challenge", "/error", "/passkeys/add"])
def test_whatever_stands_in_an_address_is_answered_with_a_page(pool, path, query):
    answer = pool.browser().request("GET", f"{ENDPOINT}{path}?{query}")
    assert 400 <= answer.status < 500 or (path == "/error" and answer.status == 400)
    assert "<h1>" in answer.text


def test_a_path_that_is_none_of_ours_is_shown_as_text_and_downloads_nothing(pool):
    answer = pool.browser().request("GET", f"{ENDPOINT}/nothing/like/it")
    assert (answer.status, answer.headers["content-type"]) == (404, "text/plain; charset=utf-8")
    assert "content-disposition" not in answer.headers
