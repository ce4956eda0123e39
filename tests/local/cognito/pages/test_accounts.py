import pytest

from tests.local.cognito.pages.browser import CALLBACK, ENDPOINT
from tests.local.cognito.pages.site import PASSWORD


def fill(**more):
    return {"password": PASSWORD, "confirm_password": PASSWORD, **more}


def test_a_person_signs_up_confirms_with_the_code_from_the_inbox_and_is_signed_in(pool):
    browser = pool.browser().open("/oauth2/authorize").follow("Sign up")
    assert browser.title == "Sign up"
    browser.submit(**fill(username="ada", email="ada@signup.example"))
    assert browser.title == "Confirm your account"
    browser.submit(code="000000")
    assert browser.error == "Invalid verification code provided, please try again."
    browser.submit(code=pool.code_sent_to("ada@signup.example"))
    assert browser.answer["state"] == "st4te"
    assert browser.exchange()["id_token"]
    assert pool.world.user("ada").status == "CONFIRMED"


def test_all_that_is_wrong_with_a_sign_up_is_said_at_once_and_nothing_typed_is_lost_but_the_passwords(make_pool):
    pool = make_pool(
        Schema=[{"Name": "given_name", "Required": True, "Mutable": True, "AttributeDataType": "String"}],
        Policies={"PasswordPolicy": {"MinimumLength": 12, "RequireNumbers": True, "RequireUppercase": False}},
    )
    browser = pool.browser().open("/signup")
    browser.submit(username="ada", email="ada@example.com", given_name="", password="abc", confirm_password="abd")
    for words in ("Given name is required.", "not long enough", "numeric", "The passwords don't match."):
        assert words in browser.error
    assert "uppercase" not in browser.error
    assert browser.page.find(id="email")["value"] == "ada@example.com"
    assert not browser.page.find(id="password").get("value")


def test_a_pool_whose_users_sign_in_with_their_address_asks_for_it_once(make_pool):
    pool = make_pool(UsernameAttributes=["email"])
    browser = pool.browser().open("/signup")
    assert [one.get_text() for one in browser.page.find_all("label")] == ["Email", "Password", "Confirm password"]
    browser.submit(**fill(username="grace@signup.example"))
    browser.submit(code=pool.code_sent_to("grace@signup.example"))
    assert "code" in browser.answer


def test_a_new_code_is_sent_to_whoever_asks(pool):
    browser = pool.browser().open("/signup").submit(**fill(username="bob", email="bob@signup.example"))
    browser.submit(which=1)
    assert "new code" in browser.page.select_one("[role=status]").get_text()
    browser.submit(code=pool.code_sent_to("bob@signup.example"))
    assert "code" in browser.answer


def test_who_signs_in_before_confirming_is_asked_for_the_code(pool):
    pool.browser().open("/signup").submit(**fill(username="eve", email="eve@signup.example"))
    browser = pool.browser().open("/login").submit(username="eve", password=PASSWORD)
    assert browser.title == "Confirm your account"
    browser.submit(code=pool.code_sent_to("eve@signup.example"))
    assert "code" in browser.answer


def test_who_does_not_know_the_password_of_an_unconfirmed_account_is_not_asked_for_its_code(pool):
    pool.browser().open("/signup").submit(**fill(username="eve", email="eve2@signup.example"))
    browser = pool.browser().open("/login").submit(username="eve", password="not-hers")
    assert (browser.title, browser.error) == ("Sign in", "Incorrect username or password.")


def test_who_confirms_an_account_that_may_not_sign_in_comes_to_the_sign_in_page(pool):
    browser = pool.browser().open("/signup").submit(**fill(username="eve", email="eve@signup.example"))
    pool.world.admin("AdminDisableUser", "eve")
    browser.submit(code=pool.code_sent_to("eve@signup.example"))
    assert browser.location == ""
    assert browser.title in {"Sign in", "Confirm your account"}


def test_the_link_of_a_mail_confirms_too(pool):
    pool.browser().open("/signup").submit(**fill(username="joe", email="joe@signup.example"))
    code = pool.code_sent_to("joe@signup.example")
    browser = pool.browser()
    link = f"{ENDPOINT}/confirmUser?client_id={pool.client_id}&user_name=joe&confirmation_code="
    assert browser.get(f"{link}000001").title == "An error was encountered"
    assert browser.get(link + code).title == "Your registration has been confirmed!"
    assert "code" in pool.browser().open("/login").submit(username="joe", password=PASSWORD).answer


def test_a_user_name_that_is_taken_is_said(pool):
    pool.make_user("ada", email="a@example.com")
    browser = pool.browser().open("/signup").submit(**fill(username="ada", email="b@example.com"))
    assert browser.error == "User already exists"


def test_where_only_admins_create_users_nobody_signs_up(make_pool):
    pool = make_pool(AdminCreateUserConfig={"AllowAdminCreateUserOnly": True})
    assert pool.browser().open("/login").page.find("a", string="Sign up") is None
    assert pool.browser().open("/signup").status == 403


def test_a_forgotten_password_is_replaced_with_the_code_from_the_inbox(pool):
    pool.make_user("ada", email="ada@forgot.example", email_verified="true")
    browser = pool.browser().open("/login").follow("Forgot your password").submit(username="ada")
    assert browser.title == "Set a new password"
    browser.submit(code="111111", new_password="N3w-password", confirm_password="N3w-password")
    assert browser.error == "Invalid verification code provided, please try again."
    browser.submit(code="1", new_password="x", confirm_password="y")
    assert "The passwords don't match." in browser.error
    code = pool.code_sent_to("ada@forgot.example")
    browser.submit(code=code, new_password="N3w-password", confirm_password="N3w-password")
    assert "code" in browser.answer
    assert pool.browser().open("/login").submit(username="ada", password=PASSWORD).error


@pytest.mark.parametrize("path", ["/login", "/signup", "/forgotPassword", "/logout"])
def test_each_page_loads_nothing_but_itself_and_can_be_read_aloud(pool, path):
    browser = pool.browser().open(path, redirect_uri=CALLBACK)
    page = browser.page
    assert page.html["lang"] == "en"
    assert len(page.find_all("h1")) == 1
    assert page.title.get_text() == page.h1.get_text()
    assert page.find("meta", attrs={"name": "viewport"})
    for one in page.find_all("input"):
        if one["type"] not in {"hidden", "submit"}:
            assert page.find("label", attrs={"for": one["id"]}), one
            assert one["autocomplete"]
    assert not page.find_all("script")
    assert all(str(one["href"]).startswith(("data:", "/")) for one in page.find_all(["a", "link"]))


def test_each_answer_forbids_to_load_to_frame_and_to_keep(pool):
    browser = pool.browser()
    answer = browser.request("GET", browser.address("/login"))
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["cache-control"] == "no-store"
    [cookie] = answer.cookies
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
