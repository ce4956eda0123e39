"""People on the hosted pages in a real browser: every page they meet can be read, used and trusted."""

import json
from urllib.parse import urlsplit

from tests.browser.pools import PASSWORD, totp
from tests.credentials import signed


def test_a_person_signs_up_with_the_code_from_the_inbox_then_signs_in_with_an_authenticator_app(new_person):
    person = new_person(
        client={"ExplicitAuthFlows": ["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]},
        UsernameAttributes=["email"],
        Schema=[{"Name": "given_name", "Required": True, "Mutable": True, "AttributeDataType": "String"}],
    )
    page, pool = person.page, person.pool
    person.open()
    person.sees("Sign in")
    page.get_by_role("link", name="Sign up").click()
    person.sees("Sign up")
    person.types(Email="ada@example.com", Given_name="Ada", Password="short", Confirm_password="other")
    person.presses("Sign up")
    assert "The passwords don't match." in page.get_by_role("alert").inner_text()
    person.sees("Sign up")
    person.types(Password=PASSWORD, Confirm_password=PASSWORD)
    person.presses("Sign up")
    person.sees("Confirm your account")
    person.types(Code=person.code_in_the_inbox("ada@example.com"))
    person.presses("Confirm account")
    assert person.lands()["state"] == "st4te"

    pool.api.set_user_pool_mfa_config(
        UserPoolId=pool.pool_id, SoftwareTokenMfaConfiguration={"Enabled": True}, MfaConfiguration="OPTIONAL"
    )
    secret = pool.enroll_totp("ada@example.com")
    person.open("/logout", logout_uri=f"{person.callback}/bye")
    person.lands()
    person.open()
    person.types(Email="ada@example.com", Password=PASSWORD)
    person.presses("Sign in")
    person.sees("Enter your code")
    person.types(Code=totp(secret))
    person.presses("Sign in")
    assert person.lands()["state"] == "st4te"
    browser = pool.browser()
    browser.location = page.url
    assert browser.exchange(redirect_uri=person.callback)["id_token"]
    person.has_asked_nobody_else()


def test_managed_login_which_a_script_puts_together_can_be_used_like_the_classic_pages(new_person):
    person = new_person()
    pool = person.pool
    pool.make_user("ada", permanent=False)
    pool.use_managed_login()
    pool.add_branding()
    person.open()
    person.sees("Sign in")
    person.is_in_the_field("Username")
    person.page.keyboard.type("ada")
    person.types(Password=PASSWORD)
    person.presses("Sign in")
    person.sees("Change your password")
    person.types(New_password="N3w-password", Confirm_new_password="N3w-password")
    person.presses("Change password")
    assert "code" in person.lands()
    person.has_asked_nobody_else()


def test_a_forgotten_password_is_replaced(new_person):
    person = new_person()
    page, pool = person.page, person.pool
    pool.make_user("ada", email="ada@forgotten.example", email_verified="true")
    person.open()
    page.get_by_role("link", name="Forgot your password?").click()
    person.sees("Forgot your password?")
    person.types(Username="ada")
    person.presses("Reset my password")
    person.sees("Set a new password")
    code = person.code_in_the_inbox("ada@forgotten.example")
    person.types(Code=code, New_password="N3w-password", Confirm_new_password="N3w-password")
    person.presses("Change password")
    assert "code" in person.lands()
    person.has_asked_nobody_else()


def test_a_temporary_password_is_changed_with_the_keyboard_alone(new_person):
    person = new_person()
    page, pool = person.page, person.pool
    pool.make_user("ada", permanent=False)
    person.open()
    person.is_in_the_field("Username")
    page.keyboard.type("ada")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    person.sees("Change your password")
    person.is_in_the_field("New password")
    page.keyboard.type("N3w-password")
    page.keyboard.press("Tab")
    page.keyboard.type("N3w-password")
    page.keyboard.press("Enter")
    assert "code" in person.lands()


def test_the_browser_stays_signed_in_until_the_log_out(new_person):
    person = new_person()
    person.pool.make_user("ada")
    person.open()
    person.types(Username="ada", Password=PASSWORD)
    person.presses("Sign in")
    person.lands()
    person.open()
    assert "code" in person.lands()
    person.open("/logout", logout_uri=f"{person.callback}/bye")
    person.lands()
    person.open()
    person.sees("Sign in")


def test_what_is_wrong_with_the_request_is_shown_on_a_page(new_person):
    person = new_person()
    person.open(redirect_uri="http://localhost:1/other")
    person.sees("An error was encountered")
    assert "redirect_mismatch" in person.page.inner_text("main")


def test_the_console_shows_what_exists_and_follows_what_happens_without_a_reload(new_person, endpoint_url):
    person = new_person(PoolName="watched")
    page, pool = person.page, person.pool
    pool.make_user("ada", email="ada@example.com")
    page.goto(endpoint_url)
    assert urlsplit(page.url).path == "/_console"
    person.sees("Overview")
    page.get_by_role("link", name="watched").click()
    person.sees("watched")
    page.get_by_text("ada@example.com").wait_for()
    pool.make_user("grace", email="grace@example.com")
    page.get_by_text("grace@example.com").wait_for()
    page.get_by_role("link", name="Inbox").click()
    person.sees("Inbox")
    person.has_asked_nobody_else()


def test_a_page_of_another_site_can_neither_read_nor_change_anything_but_an_application_of_this_machine_can(
    new_person, endpoint_url
):
    person = new_person()
    page, pool = person.page, person.pool
    url, body = f"{endpoint_url}/", json.dumps({"UserPoolId": pool.pool_id})
    request = [url, body, signed(url, "DescribeUserPool", body)]
    ask = """async ([url, body, headers]) => {
        try { return (await fetch(url, {method: "POST", body, headers})).status } catch (error) { return "refused" }
    }"""
    simple = """async url => {
        try { await fetch(url, {method: "POST", mode: "no-cors", body: "{}"}) } catch { /* nor does the browser */ }
    }"""
    page.route("http://evil.example/", lambda route: route.fulfill(content_type="text/html", body="<h1>Evil</h1>"))
    page.goto("http://evil.example/")
    assert page.evaluate(ask, request) == "refused"
    page.evaluate(simple, f"{endpoint_url}/_engine/reset")
    assert pool.api.describe_user_pool(UserPoolId=pool.pool_id)["UserPool"]["Name"] == "pages"
    page.goto(person.callback)
    assert page.evaluate(ask, request) == 200
