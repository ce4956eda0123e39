"""From the authorization request to the application's tokens, in the ways that the other modules don't go."""

import json

import pytest

from local.cognito.app import EngineApp
from local.cognito.oauth.clients import OAuthClient
from local.cognito.pages import sessions, steps
from local.cognito.pages.authorization import Authorization
from local.cognito.pages.visit import Visit
from tests.local.cognito.pages.browser import CALLBACK, ENDPOINT
from tests.local.cognito.pages.site import CODE, PASSWORD, Site
from tests.local.cognito.sign_in_world import Functions
from tests.local.cognito.world import claims, make_engine

FILLED = {"password": PASSWORD, "confirm_password": PASSWORD}


def serve(pool: Site, **functions) -> Functions:
    """Give the pool functions of triggers."""
    pool.world.pool.settings["LambdaConfig"] = {
        trigger: f"arn:aws:lambda:us-east-1:000000000000:function:{trigger}" for trigger in functions
    }
    served = Functions(functions)
    pool.app.engine._triggers = served  # type: ignore[assignment] # as much of it as is used
    return served


def refuse(_event):
    raise ValueError("not today")


def test_whatever_the_case_of_a_name_the_same_user_signs_in(make_pool):
    pool = make_pool(UsernameAttributes=["email"], UsernameConfiguration={"CaseSensitive": False})
    pool.make_user("Ada@Example.com", email="Ada@Example.com", email_verified="true")
    browser = pool.browser().open("/login").submit(username="ada@EXAMPLE.com", password=PASSWORD)
    assert claims(browser.exchange()["id_token"])["email"] == "Ada@Example.com"


def test_the_link_of_a_mail_confirms_an_account_with_any_name(make_pool):
    pool = make_pool(VerificationMessageTemplate={"DefaultEmailOption": "CONFIRM_WITH_LINK"})
    pool.world.of_pool("CreateUserPoolDomain", Domain="orders")
    listed = [{"Name": "email", "Value": "ada+x@example.com"}]
    pool.world.of_client("SignUp", Username="ada+x&y", Password=PASSWORD, UserAttributes=listed)
    body = pool.world.messages()[0].body
    link = body.split('href="')[1].split('"')[0].replace("&amp;", "&")
    assert link.startswith(f"{ENDPOINT}/confirmUser?")
    assert pool.browser().get(link).title == "Your registration has been confirmed!"
    assert pool.world.user("ada+x&y").status == "CONFIRMED"


def test_a_step_that_nobody_went_on_with_is_over(pool):
    browser = pool.browser().open("/signup").submit(username="ada", email="ada@example.com", **FILLED)
    pool.world.advance(steps.LIFETIME_S + 1)
    browser.submit(code=pool.code_sent_to("ada@example.com"))
    assert "session_expired" in browser.page.main.get_text()


def test_so_many_steps_are_kept_and_no_more(pool):
    kept, visit = steps.Steps(), Visit(pool.app.engine, "GET")
    asking = OAuthClient(pool.world.pool, pool.client, pool.client_id)
    step = steps.Step(Authorization(asking), "browser", "ada")
    keys = [kept.begin(visit, step) for _ in range(steps.MAX_STEPS + 5)]
    assert (keys[0] in kept._steps, keys[-1] in kept._steps, len(kept._steps)) == (False, True, steps.MAX_STEPS)


def test_the_browser_stays_signed_in_for_an_hour_with_the_time_of_its_sign_in(pool):
    pool.make_user("ada")
    browser = pool.browser().open("/login").submit(username="ada", password=PASSWORD)
    signed_in_at = claims(browser.exchange()["access_token"])["auth_time"]
    pool.world.advance(sessions.LIFETIME_S - 10)
    browser.open("/oauth2/authorize")
    assert claims(browser.exchange()["access_token"])["auth_time"] == signed_in_at
    pool.world.advance(20)
    assert browser.open("/oauth2/authorize").title == "Sign in"


def test_sessions_outlive_a_restart_and_their_cookies_stand_nowhere(tmp_path):
    engine = make_engine(state_folder=tmp_path)
    app = EngineApp(engine)
    pool = Site(app)
    pool.make_user("ada")
    browser = pool.browser().open("/login").submit(username="ada", password=PASSWORD)
    code, cookie = browser.answer["code"], browser.cookies[f"cognito-{pool.world.pool_id}"]
    app.close()
    engine.close()
    for file in tmp_path.iterdir():
        assert not [secret for secret in (code, cookie, PASSWORD) if secret.encode() in file.read_bytes()]
    engine = make_engine(state_folder=tmp_path)
    app = EngineApp(engine)
    browser.app = app
    assert browser.exchange()["access_token"]
    assert "code" in browser.open("/oauth2/authorize").answer
    app.close()
    engine.close()


def test_expired_sessions_are_let_go_of(pool):
    pool.make_user("ada")
    for _ in range(3):
        pool.browser().open("/login").submit(username="ada", password=PASSWORD)
    pool.world.advance(sessions.LIFETIME_S + 1)
    pool.browser().open("/login").submit(username="ada", password=PASSWORD)
    assert len(pool.app.engine.store.hosted_sessions) == 1


def test_tokens_are_bound_to_the_resource_that_was_asked_for(pool):
    pool.make_user("ada")
    resource = "https://orders.example.com/api"
    browser = pool.browser().open("/oauth2/authorize", resource=resource).submit(username="ada", password=PASSWORD)
    refused = browser.request(
        "POST",
        f"{ENDPOINT}/oauth2/token",
        {
            "grant_type": "authorization_code",
            "client_id": pool.client_id,
            "code": browser.answer["code"],
            "redirect_uri": CALLBACK,
            "resource": "https://other.example.com",
        },
    )
    assert refused.json()["error"] == "invalid_target"
    tokens = browser.exchange(resource=resource)
    assert claims(tokens["access_token"])["aud"] == resource
    assert claims(tokens["id_token"])["aud"] == pool.client_id
    form = {"grant_type": "refresh_token", "client_id": pool.client_id, "refresh_token": tokens["refresh_token"]}
    renewed = browser.request("POST", f"{ENDPOINT}/oauth2/token", form).json()
    assert claims(renewed["access_token"])["aud"] == resource


def test_what_is_no_resource_is_told_to_the_application(pool):
    for wrong in ("orders", "http://orders.example.com", "https://orders.example.com/#x"):
        assert pool.browser().open("/oauth2/authorize", resource=wrong).answer["error"] == "invalid_target"


def test_a_pool_of_the_lite_plan_binds_nothing(pool):
    pool.world.pool.settings["UserPoolTier"] = "LITE"
    pool.make_user("ada")
    browser = pool.browser().open("/oauth2/authorize", resource="https://orders.example.com")
    browser.submit(username="ada", password=PASSWORD)
    assert "aud" not in claims(browser.exchange()["access_token"])


def test_without_scopes_the_application_gets_all_that_its_client_may_have(pool):
    pool.make_user("ada")
    browser = pool.browser().open("/oauth2/authorize", scope="").submit(username="ada", password=PASSWORD)
    assert claims(browser.exchange()["access_token"])["scope"] == "openid email"


def test_a_redirect_uri_may_have_a_query_of_its_own(make_pool):
    uri = f"{CALLBACK}/cb?tenant=1"
    pool = make_pool(client={"CallbackURLs": [uri]})
    pool.make_user("ada")
    browser = pool.browser().open("/oauth2/authorize", redirect_uri=uri).submit(username="ada", password=PASSWORD)
    assert browser.location.startswith(f"{uri}&code=")


def test_the_clients_default_redirect_uri_stands_for_one_that_is_not_named(make_pool):
    pool = make_pool(client={"DefaultRedirectURI": CALLBACK})
    pool.make_user("ada")
    browser = pool.browser().open("/oauth2/authorize", redirect_uri="").submit(username="ada", password=PASSWORD)
    assert browser.exchange()["access_token"]


def test_a_confidential_client_needs_no_secret_on_the_pages_and_its_own_at_the_token_endpoint(make_pool):
    pool = make_pool(client={"GenerateSecret": True})
    pool.make_user("ada", email="ada@example.com", email_verified="true")
    browser = pool.browser().open("/oauth2/authorize").submit(username="ada", password=PASSWORD)
    assert browser.exchange(client_secret=pool.client.secret_values[0])["access_token"]
    browser = pool.browser().open("/signup").submit(username="bob", email="bob@example.com", **FILLED)
    browser.submit(code=pool.code_sent_to("bob@example.com"))
    assert "code" in browser.answer


def test_functions_are_called_and_the_words_of_one_that_refuses_are_shown(pool):
    pool.make_user("ada")
    served = serve(pool, PreAuthentication=refuse)
    browser = pool.browser().open("/login").submit(username="ada", password=PASSWORD)
    assert browser.error == "PreAuthentication failed with error not today."
    assert served.sources() == ["PreAuthentication_Authentication"]
    serve(pool, PreSignUp=refuse)
    browser = pool.browser().open("/signup").submit(username="bob", email="bob@example.com", **FILLED)
    assert browser.error == "PreSignUp failed with error not today."


def test_the_function_for_tokens_is_called_when_they_are_given_and_not_before(pool):
    pool.make_user("ada")
    served = serve(pool, PreTokenGeneration=lambda _: {})
    browser = pool.browser().open("/login").submit(username="ada", password=PASSWORD)
    assert served.sources() == []
    browser.exchange()
    assert served.sources() == ["TokenGeneration_HostedAuth"]


def test_a_function_that_refuses_tokens_is_told_to_the_application(make_pool):
    pool = make_pool(client={"AllowedOAuthFlows": ["code", "implicit"]})
    pool.make_user("ada")
    serve(pool, PreTokenGeneration=refuse)
    browser = pool.browser().open("/login").submit(username="ada", password=PASSWORD)
    form = {
        "grant_type": "authorization_code",
        "client_id": pool.client_id,
        "code": browser.answer["code"],
        "redirect_uri": CALLBACK,
    }
    refused = browser.request("POST", f"{ENDPOINT}/oauth2/token", form)
    assert refused.status == 400
    assert refused.json()["error_description"] == "PreTokenGeneration failed with error not today."
    found = pool.browser().open("/login", response_type="token").submit(username="ada", password=PASSWORD).answer
    assert found["error_description"] == "PreTokenGeneration failed with error not today."


def test_a_function_that_confirms_who_signs_up_lets_them_in_at_once(pool):
    serve(pool, PreSignUp=lambda _: {"autoConfirmUser": True})
    browser = pool.browser().open("/signup").submit(username="bob", email="bob@example.com", **FILLED)
    assert browser.exchange()["id_token"]


def test_a_client_that_is_described_by_its_own_document_signs_users_in(pool, tmp_path):
    url = "https://agent.example.com/client.json"
    metadata = {
        "client_id": url,
        "redirect_uris": [CALLBACK],
        "grant_types": ["authorization_code", "refresh_token"],
        "token_endpoint_auth_method": "none",
    }
    file = tmp_path / "client.json"
    file.write_text(json.dumps(metadata))
    pool.app.engine.client_metadata_files[url] = file
    pool.make_user("ada")
    browser = pool.browser()
    browser.client_id = url
    assert "invalid_client" in browser.open("/oauth2/authorize").page.main.get_text()
    patterns = ["https://agent.example.com/*"]
    pool.world.of_pool("CreateCIMDPolicy", ClientId=pool.client_id, PolicyName="agents", URLPatterns=patterns)
    browser.open("/oauth2/authorize").submit(username="ada", password=PASSWORD)
    assert claims(browser.exchange()["id_token"])["aud"] == url
    pool.make_user("grace", permanent=False)
    other = pool.browser()
    other.client_id = url
    other.open("/oauth2/authorize").submit(username="grace", password=PASSWORD)
    other.submit(new_password="N3w-password", confirm_password="N3w-password")
    assert "code" in other.answer


def test_a_pool_or_client_that_is_deleted_meanwhile_is_said(pool):
    browser = pool.browser().open("/signup").submit(username="ada", email="ada@example.com", **FILLED)
    pool.world.of_pool("DeleteUserPoolClient", ClientId=pool.client_id)
    browser.submit(code="1")
    assert "invalid_client" in browser.page.main.get_text()


@pytest.mark.parametrize("token", ["", "x", "🐈", "a" * 5000])
def test_a_cookie_that_we_never_gave_is_nobodys(pool, token):
    browser = pool.browser()
    browser.cookies[f"cognito-{pool.world.pool_id}"] = token.encode().decode("latin-1")
    assert browser.open("/oauth2/authorize").title == "Sign in"


def test_a_client_without_users_of_the_pool_offers_no_form_and_takes_none(make_pool):
    pool = make_pool()
    pool.make_user("ada")
    browser = pool.browser().open("/login")
    pool.client.settings["SupportedIdentityProviders"] = ["Corp"]
    browser.submit(username="ada", password=PASSWORD)
    assert (browser.status, browser.location) == (400, "")
    assert CODE["SupportedIdentityProviders"] == ["COGNITO"]
