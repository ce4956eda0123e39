"""What comes between the password and the application, in a real browser."""

from playwright.sync_api import Page

from tests.browser.pools import PASSWORD, PoolWithPages, totp

REGISTER = """async options => {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
    return (await navigator.credentials.create({ publicKey })).toJSON();
}"""
ADMIN_FLOWS = ["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]


def test_an_authenticator_app_is_set_up_while_signing_in_and_its_code_asked_for_the_next_time(new_person):
    person = new_person(client={"ExplicitAuthFlows": ADMIN_FLOWS})
    page, pool = person.page, person.pool
    pool.api.set_user_pool_mfa_config(
        UserPoolId=pool.pool_id, SoftwareTokenMfaConfiguration={"Enabled": True}, MfaConfiguration="ON"
    )
    person.open("/signup")
    person.types(Username="ada", Email="ada@mfa.example", Password=PASSWORD, Confirm_password=PASSWORD)
    person.presses("Sign up")
    person.types(Code=person.code_in_the_inbox("ada@mfa.example"))
    person.presses("Confirm account")
    person.sees("Set up an authenticator app")
    page.get_by_role("img", name="QR code").wait_for()
    person.types(Code=totp(page.locator("#secret").inner_text()))
    person.presses("Continue")
    person.lands()
    browser = pool.browser()
    browser.location = page.url
    assert browser.exchange(redirect_uri=person.callback)["id_token"]
    person.open("/logout", logout_uri=f"{person.callback}/bye")
    person.lands()
    person.open()
    person.types(Username="ada", Password=PASSWORD)
    person.presses("Sign in")
    person.sees("Enter your code")
    person.has_asked_nobody_else()


def test_a_person_chooses_a_code_by_e_mail_instead_of_the_password(new_person):
    person = new_person(**choice_of("EMAIL_OTP"))
    person.pool.make_user("ada", email="ada@otp.example", email_verified="true")
    person.open()
    person.types(Username="ada")
    person.presses("Next")
    person.sees("Choose how to sign in")
    person.page.get_by_label("E-mail code").check()
    person.presses("Next")
    person.sees("Enter your code")
    person.types(Code=person.code_in_the_inbox("ada@otp.example"))
    person.presses("Sign in")
    assert "code" in person.lands()
    person.has_asked_nobody_else()


def test_a_passkey_of_the_browser_signs_in(new_person, page):
    person = new_person(**choice_of("WEB_AUTHN"))
    pool = person.pool
    pool.endpoint_url = pool.endpoint_url.replace("127.0.0.1", "localhost")  # where passkeys may be used without TLS
    pool.make_user("ada", email="ada@example.com", email_verified="true")
    pool.api.set_user_pool_mfa_config(
        UserPoolId=pool.pool_id,
        MfaConfiguration="OFF",
        WebAuthnConfiguration={"RelyingPartyId": "localhost", "UserVerification": "preferred"},
    )
    add_authenticator(page)
    person.open()
    access_token = sign_in_through_the_api(pool)
    options = pool.api.start_web_authn_registration(AccessToken=access_token)["CredentialCreationOptions"]
    credential = page.evaluate(REGISTER, options)
    pool.api.complete_web_authn_registration(AccessToken=access_token, Credential=credential)
    person.types(Username="ada")
    person.presses("Next")
    page.get_by_label("Passkey").check()
    person.presses("Next")
    person.sees("Sign in with a passkey")
    person.presses("Use a passkey")
    assert "code" in person.lands()
    person.has_asked_nobody_else()


def choice_of(factor: str) -> dict[str, object]:
    """A pool and a client whose users choose between the password and `factor`."""
    return {
        "client": {"ExplicitAuthFlows": ["ALLOW_USER_AUTH", *ADMIN_FLOWS]},
        "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", factor]}},
    }


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


def sign_in_through_the_api(pool: PoolWithPages) -> str:
    """An access token that may register a passkey."""
    answer = pool.api.admin_initiate_auth(
        UserPoolId=pool.pool_id,
        ClientId=pool.client_id,
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "ada", "PASSWORD": PASSWORD},
    )
    return str(answer["AuthenticationResult"]["AccessToken"])
