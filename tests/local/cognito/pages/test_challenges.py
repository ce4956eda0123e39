"""What may come between the password and the application. The challenges are those of the API reference."""

import pytest

from tests.local.cognito.pages.site import PASSWORD

USER_AUTH = {"ExplicitAuthFlows": ["ALLOW_USER_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]}
PASSWORD_FLOWS = {"ExplicitAuthFlows": ["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]}


def choice_of(*factors: str) -> dict[str, object]:
    return {"Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", *factors]}}}


def require_totp(pool) -> None:
    pool.set_mfa("ON", SoftwareTokenMfaConfiguration={"Enabled": True})


def test_where_mfa_is_required_an_authenticator_app_is_set_up_with_the_secret_shown_and_asked_for_next_time(make_pool):
    pool = make_pool(client=PASSWORD_FLOWS)
    require_totp(pool)
    pool.make_user("ada")
    browser = pool.browser().open("/oauth2/authorize").submit(username="ada", password=PASSWORD)
    assert browser.title == "Set up an authenticator app"
    secret = browser.page.find(id="secret").get_text()
    assert browser.page.select_one(".qr svg")
    assert f"secret={secret}&" in browser.page.find("a", string="this link")["href"]
    browser.submit(code="000000")
    assert browser.error
    assert browser.page.find(id="secret").get_text() == secret, "who scanned it need not do so again"
    browser.submit(code=pool.totp(secret))
    assert browser.exchange()["access_token"]
    again = pool.browser().open("/oauth2/authorize").submit(username="ada", password=PASSWORD)
    assert again.title == "Enter your code"


def test_who_signs_up_where_mfa_is_required_sets_it_up_on_the_way(make_pool):
    pool = make_pool(client=PASSWORD_FLOWS)
    require_totp(pool)
    browser = pool.browser().open("/signup")
    browser.submit(username="ada", email="ada@setup.example", password=PASSWORD, confirm_password=PASSWORD)
    browser.submit(code=pool.code_sent_to("ada@setup.example"))
    assert browser.title == "Set up an authenticator app"
    browser.submit(code=pool.totp(browser.page.find(id="secret").get_text()))
    assert "code" in browser.answer


def test_a_temporary_password_is_followed_by_the_attributes_that_the_pool_requires(make_pool):
    pool = make_pool(
        client=PASSWORD_FLOWS,
        Schema=[{"Name": "given_name", "Required": True, "Mutable": True, "AttributeDataType": "String"}],
    )
    pool.make_user("ada", permanent=False, email="ada@example.com", email_verified="true")
    browser = pool.browser().open("/oauth2/authorize").submit(username="ada", password=PASSWORD)
    assert browser.page.find(id="given_name"), browser.page.main
    browser.submit(given_name="Ada", new_password="N3w-password", confirm_password="N3w-password")
    assert "code" in browser.answer
    assert pool.world.user("ada").attributes["given_name"] == "Ada"


@pytest.mark.parametrize("factor", ["PASSWORD", "EMAIL_OTP"])
def test_a_person_chooses_how_to_sign_in(make_pool, factor):
    pool = make_pool(client=USER_AUTH, **choice_of("EMAIL_OTP"))
    address = f"{factor.lower()}@choice.example"
    pool.make_user("ada", email=address, email_verified="true")
    browser = pool.browser().open("/oauth2/authorize")
    assert browser.page.find(id="password") is None
    browser.submit(username="ada")
    assert browser.title == "Choose how to sign in"
    assert {one["value"] for one in browser.page.find_all("input", type="radio")} == {"PASSWORD", "EMAIL_OTP"}
    browser.submit(factor=factor)
    if factor == "PASSWORD":
        browser.submit(password=PASSWORD)
    else:
        browser.submit(code="00000000")
        assert browser.error
        browser.submit(code=pool.code_sent_to(address))
    assert browser.exchange()["id_token"]


def test_a_factor_that_was_not_offered_is_refused(make_pool):
    pool = make_pool(client=USER_AUTH, **choice_of("EMAIL_OTP"))
    pool.make_user("ada", email="ada@refused.example", email_verified="true")
    browser = pool.browser().open("/oauth2/authorize").submit(username="ada")
    browser.submit(factor="SMS_OTP")
    assert (browser.title, browser.error) == ("Choose how to sign in", "Choose one of the ways to sign in.")


def test_the_code_of_a_text_message_is_asked_for(make_pool):
    pool = make_pool(client=PASSWORD_FLOWS)
    role = {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms", "ExternalId": "x"}
    pool.set_mfa("OPTIONAL", SmsMfaConfiguration={"SmsConfiguration": role})
    pool.make_user("ada", phone_number="+14155550123", phone_number_verified="true")
    preferred = {"Enabled": True, "PreferredMfa": True}
    pool.world.admin("AdminSetUserMFAPreference", SMSMfaSettings=preferred)
    browser = pool.browser().open("/oauth2/authorize").submit(username="ada", password=PASSWORD)
    assert browser.title == "Enter your code"
    assert "by SMS to +" in browser.page.main.get_text()
    browser.submit(code=pool.code_sent_to("+14155550123"))
    assert "code" in browser.answer
