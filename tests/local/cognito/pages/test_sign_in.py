import base64
import hashlib

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from local.cognito.federation.sign_in import Federation
from local.cognito.pages.replies import redirect
from tests.local.cognito.pages.browser import CALLBACK, ENDPOINT, Browser
from tests.local.cognito.pages.site import PASSWORD

VERIFIER = "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()


def claims_of(browser: Browser, pool_id: str, token: str) -> dict[str, object]:
    keys = browser.request("GET", f"{ENDPOINT}/{pool_id}/.well-known/jwks.json").json()
    return dict(jwt.decode(token, KeySet.import_key_set(keys)).claims)


def test_a_sign_in_ends_at_the_application_with_a_code_for_tokens_that_carry_pkce_state_nonce_and_scope(pool):
    pool.make_user("ada", email="ada@example.com")
    browser = pool.browser().open(
        "/oauth2/authorize", nonce="n0nce", code_challenge=CHALLENGE, code_challenge_method="S256", scope="openid"
    )
    assert (browser.status, browser.title) == (200, "Sign in")
    browser.submit(username="ada", password=PASSWORD)
    assert browser.location.startswith(f"{CALLBACK}?code=")
    assert browser.answer["state"] == "st4te"
    tokens = browser.exchange(code_verifier=VERIFIER)
    assert claims_of(browser, pool.world.pool_id, tokens["id_token"])["nonce"] == "n0nce"
    assert claims_of(browser, pool.world.pool_id, tokens["access_token"])["scope"] == "openid"


def test_a_code_without_its_verifier_is_worth_nothing(pool):
    pool.make_user("ada")
    browser = pool.browser().open("/oauth2/authorize", code_challenge=CHALLENGE, code_challenge_method="S256")
    browser.submit(username="ada", password=PASSWORD)
    with pytest.raises(AssertionError, match="invalid_grant"):
        browser.exchange(code_verifier="w" * 43)


def test_a_wrong_password_is_said_on_the_page_which_keeps_the_user_name(pool):
    pool.make_user("ada")
    browser = pool.browser().open("/oauth2/authorize").submit(username="ada", password="wrong")
    assert browser.error == "Incorrect username or password."
    assert browser.page.find(id="signInFormUsername")["value"] == "ada"
    assert not browser.page.find(id="signInFormPassword").get("value")
    browser.submit(password=PASSWORD)
    assert "code" in browser.answer


def test_what_people_type_is_shown_as_text_and_never_run(pool):
    browser = pool.browser().open("/login", state='"><script>alert(1)</script>')
    browser.submit(username="<img src=x onerror=alert(1)>", password="x")
    assert browser.page.find("script") is None
    assert browser.page.find("img") is None
    assert browser.page.find(id="signInFormUsername")["value"] == "<img src=x onerror=alert(1)>"


def test_a_second_authorization_in_the_same_browser_needs_no_sign_in_until_the_log_out(pool):
    pool.make_user("ada")
    browser = pool.browser().open("/login").submit(username="ada", password=PASSWORD)
    assert "code" in browser.open("/oauth2/authorize").answer
    assert pool.browser().open("/oauth2/authorize").title == "Sign in", "another browser isn't signed in"
    browser.open("/logout", logout_uri=f"{CALLBACK}/bye")
    assert browser.location == f"{CALLBACK}/bye"
    assert browser.open("/oauth2/authorize").title == "Sign in"


def test_a_kept_cookie_is_worth_nothing_after_the_log_out_or_once_the_user_is_disabled(pool):
    pool.make_user("ada")
    browser = pool.browser().open("/login").submit(username="ada", password=PASSWORD)
    kept = dict(browser.cookies)
    browser.open("/logout", logout_uri=f"{CALLBACK}/bye")
    browser.cookies = kept
    assert browser.open("/oauth2/authorize").title == "Sign in"
    browser.submit(username="ada", password=PASSWORD)
    pool.world.admin("AdminDisableUser")
    assert browser.open("/oauth2/authorize").title == "Sign in"


def test_a_session_of_one_pool_is_none_of_another(pool, make_pool):
    pool.make_user("ada")
    browser = pool.browser().open("/login").submit(username="ada", password=PASSWORD)
    other = make_pool()
    other.make_user("ada")
    browser.client_id = other.client_id
    assert browser.open("/oauth2/authorize").title == "Sign in"


def test_the_log_out_with_a_redirect_uri_leads_to_the_sign_in_page_of_the_same_request(pool):
    browser = pool.browser().open("/logout", redirect_uri=CALLBACK)
    assert (browser.title, browser.status) == ("Sign in", 200)
    assert "state=st4te" in browser.url


def test_the_log_out_leads_nowhere_that_is_not_registered(pool):
    browser = pool.browser().open("/logout", logout_uri="https://evil.example")
    assert (browser.status, browser.location) == (400, "")
    assert pool.browser().open("/logout", redirect_uri="").status == 400


def test_a_login_hint_fills_in_the_user_name(pool):
    browser = pool.browser().open("/oauth2/authorize", login_hint="ada@example.com")
    assert browser.page.find(id="signInFormUsername")["value"] == "ada@example.com"


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"client_id": "nosuchclient"}, "invalid_client"),
        ({"client_id": ""}, "invalid_request"),
        ({"redirect_uri": "http://localhost:8585/"}, "redirect_mismatch"),
        ({"redirect_uri": ""}, "invalid_request"),
        ({"identity_provider": "NoSuch"}, "invalid_request"),
    ],
)
@pytest.mark.parametrize("path", ["/oauth2/authorize"])
def test_what_can_not_be_told_to_the_application_is_shown(pool, path, query, code):
    browser = pool.browser().open(path, **query)
    assert (browser.status, browser.title) == (400, "An error was encountered")
    assert code in browser.page.main.get_text()
    assert browser.error


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        ({"response_type": ""}, {"error": "invalid_request"}),
        ({"response_type": "token"}, {"error": "unauthorized_client"}),
        ({"scope": "openid phone"}, {"error": "invalid_request", "error_description": "invalid_scope"}),
        ({"code_challenge": CHALLENGE}, {"error": "invalid_request"}),
        ({"code_challenge": CHALLENGE, "code_challenge_method": "plain"}, {"error": "invalid_request"}),
        ({"code_challenge_method": "S256"}, {"error": "invalid_request"}),
    ],
)
def test_what_is_wrong_otherwise_is_told_to_the_application_with_its_state(pool, query, answer):
    found = pool.browser().open("/oauth2/authorize", **query).answer
    assert {name: found.get(name) for name in answer} == answer
    assert found["state"] == "st4te"


def test_a_client_that_is_not_enabled_for_oauth_gets_no_code(make_pool):
    pool = make_pool(client={"AllowedOAuthFlowsUserPoolClient": False})
    assert pool.browser().open("/oauth2/authorize").answer["error"] == "unauthorized_client"


def test_the_implicit_grant_answers_in_the_fragment_without_a_refresh_token(make_pool):
    pool = make_pool(client={"AllowedOAuthFlows": ["implicit"]})
    pool.make_user("ada")
    browser = pool.browser().open("/oauth2/authorize", response_type="token")
    browser.submit(username="ada", password=PASSWORD)
    fragment = browser.location.partition("#")[2]
    assert browser.location.startswith(f"{CALLBACK}#id_token=")
    assert "access_token=" in fragment
    assert "state=st4te" in fragment
    assert "refresh_token" not in fragment


def test_a_form_from_elsewhere_is_refused_without_the_browsers_own_token(pool):
    pool.make_user("ada")
    browser = pool.browser().open("/login")
    browser.cookies.clear()
    browser.submit(username="ada", password=PASSWORD)
    assert (browser.status, browser.location) == (403, "")
    browser.open("/login").submit(username="ada", password=PASSWORD, _csrf="A" * 43)
    assert browser.status == 403


def test_a_temporary_password_is_changed_by_the_pools_rules_before_the_code_comes(pool):
    pool.make_user("ada", permanent=False)
    browser = pool.browser().open("/oauth2/authorize").submit(username="ada", password=PASSWORD)
    assert browser.title == "Change your password"
    assert [one.get_text() for one in browser.page.select("#password-rules li")][:2] == [
        "at least 8 characters",
        "a lower-case letter",
    ]
    browser.submit(new_password="short", confirm_password="other")
    assert "not long enough" in browser.error
    assert "symbol characters" in browser.error
    assert "don't match" in browser.error
    browser.submit(new_password="N3w-password", confirm_password="N3w-password")
    assert "code" in browser.answer
    again = pool.browser().open("/oauth2/authorize").submit(username="ada", password="N3w-password")
    assert "code" in again.answer


def test_a_page_of_a_challenge_is_of_no_use_in_another_browser(pool):
    pool.make_user("ada", permanent=False)
    browser = pool.browser().open("/oauth2/authorize").submit(username="ada", password=PASSWORD)
    thief = pool.browser().open("/login").get(browser.url)
    assert (thief.status, thief.title) == (400, "An error was encountered")
    assert "session_expired" in thief.page.main.get_text()


def test_a_providers_button_leads_to_the_provider_and_only_where_the_client_lets_it_in(pool, monkeypatch):
    pool.world.of_pool(
        "CreateIdentityProvider",
        ProviderName="Corp",
        ProviderType="OIDC",
        IdpIdentifiers=["corp.example"],
        ProviderDetails={
            "client_id": "x",
            "client_secret": "y",
            "attributes_request_method": "GET",
            "oidc_issuer": "https://idp.example",
            "authorize_scopes": "openid",
            "authorize_url": "https://idp.example/authorize",
            "token_url": "https://idp.example/token",
            "attributes_url": "https://idp.example/userinfo",
            "jwks_uri": "https://idp.example/jwks",
        },
    )
    assert pool.browser().open("/login").page.find("a", string="Continue with Corp") is None
    pool.client.settings["SupportedIdentityProviders"] = ["Corp"]
    browser = pool.browser().open("/login")
    assert browser.page.find(id="signInFormUsername") is None, "the pool's own users aren't let in"
    started: list[tuple[str, str]] = []

    def start(_visit, request, provider):
        started.append((request.client.id, provider.name))
        return redirect("/error")

    monkeypatch.setattr(Federation, "_start_oidc", lambda _self, *asked: start(*asked))
    browser.follow("Continue with Corp")
    pool.browser().open("/oauth2/authorize", idp_identifier="corp.example")
    assert started == [(pool.client_id, "Corp")] * 2


def test_an_authenticator_apps_code_is_asked_for_where_the_user_has_one(make_pool):
    pool = make_pool(client={"ExplicitAuthFlows": ["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]})
    pool.make_user("ada")
    pool.set_mfa("OPTIONAL", SoftwareTokenMfaConfiguration={"Enabled": True})
    secret = pool.enroll_totp("ada")
    browser = pool.browser().open("/oauth2/authorize").submit(username="ada", password=PASSWORD)
    assert browser.title == "Enter your code"
    browser.submit(code="000000")
    assert "nvalid code" in browser.error
    code = pool.totp(secret)
    browser.submit(code=f" {code[:3]} {code[3:]} ")
    assert "code" in browser.answer


@pytest.mark.parametrize("path", ["/login", "/signup", "/forgotPassword", "/challenge"])
def test_asking_for_a_pages_headers_alone_does_no_more_than_opening_it(pool, path):
    pool.make_user("ada", email="ada@example.com", email_verified="true")
    browser = pool.browser()
    url = browser.address(path)
    form = {"username": "ada", "password": PASSWORD, "confirm_password": PASSWORD, "email": "x@example.com"}
    asked = browser.request("HEAD", url, form)
    opened = browser.request("GET", url)
    assert (asked.status, asked.headers.get("location")) == (opened.status, opened.headers.get("location"))
    assert not any(name.startswith("cognito-") for name in browser.cookies)
