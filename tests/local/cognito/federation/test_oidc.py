"""Signing in at an OpenID Connect provider: the test identity provider, over HTTP."""

import pytest

from local.cognito.errors import CognitoError
from tests.local.cognito.federation.world import Browser, Federated, oidc_details


@pytest.fixture
def corp(federated: Federated) -> Federated:
    federated.trust_test_provider()
    return federated


def test_somebody_at_the_provider_signs_in_and_gets_tokens_of_the_pool(corp):
    browser = corp.authorize().choose("ada")
    assert browser.query["state"] == "app-state"
    claims = corp.claims(browser)
    sub = corp.core.test_providers.get("").user("ada").claims["sub"]
    assert claims["cognito:username"] == f"Corp_{sub}"
    assert (claims["email"], claims["email_verified"], claims["name"]) == ("ada@example.com", True, "Ada Example")
    assert claims["cognito:groups"] == [f"{corp.pool_id}_Corp"]
    identity = claims["identities"][0]
    assert (identity["userId"], identity["providerName"], identity["providerType"]) == (sub, "Corp", "OIDC")
    assert (identity["issuer"], identity["primary"]) == (None, "true")
    found = corp.of_pool("AdminGetUser", Username=f"Corp_{sub}")
    assert found["UserStatus"] == "EXTERNAL_PROVIDER"


def test_the_same_person_is_the_same_user_and_attributes_follow_the_provider(corp):
    corp.authorize().choose("ada")
    corp.core.test_providers.set({"default": {"users": [{"username": "ada", "name": "Ada Lovelace"}]}})
    claims = corp.claims(corp.authorize().choose("ada"))
    assert (len(corp.users), claims["name"]) == (1, "Ada Lovelace")


def test_a_name_that_is_typed_is_somebody_too(corp):
    assert corp.claims(corp.authorize().choose("new@corp.example"))["email"] == "new@corp.example"


def test_the_sign_in_page_leads_to_the_provider_and_an_identifier_names_it(corp):
    browser = corp.authorize(identity_provider="")
    assert "Continue with Corp" in browser.text
    browser.open(browser.page.find("a", string="Continue with Corp")["href"])
    assert browser.choose("ada").code
    assert corp.authorize(identity_provider="", idp_identifier="corp.example").choose("ada").code


def test_the_browser_is_signed_in_at_the_pool_afterwards(corp):
    browser = corp.authorize().choose("ada")
    assert corp.authorize(browser, identity_provider="").code


def test_under_another_name_of_the_engine_signing_in_works_as_well(corp, served):
    browser = Browser(served)
    url = f"http://localhost:{served.port}/oauth2/authorize"
    browser.url = url
    browser.open(
        f"{url}?client_id={corp.client_id}&redirect_uri=http://localhost:3000/callback&response_type=code"
        "&scope=openid&identity_provider=Corp"
    )
    assert browser.choose("ada").code


@pytest.mark.parametrize("kind", ["Google", "Facebook", "LoginWithAmazon"])
def test_a_social_provider_is_stood_for_where_the_configuration_says_so(served, kind):
    social = Federated(served, kind)
    try:
        served.engine.test_providers.set({kind: {"users": [{"username": "grace", "email": "grace@social.example"}]}})
        details = {"client_id": "social-id", "client_secret": "s", "authorize_scopes": "openid email"}
        social.trust(kind, {"email": "email"}, **details)
        browser = social.authorize()
        assert f"It stands for {kind} on this machine." in browser.text
        claims = social.claims(browser.choose("grace"))
    finally:
        served.engine.test_providers.set({})
    assert claims["email"] == "grace@social.example"
    assert claims["cognito:username"].startswith(f"{kind}_")


def test_apple_is_stood_for_though_its_secret_is_a_key(served):
    apple = Federated(served, "SignInWithApple")
    try:
        served.engine.test_providers.set({"SignInWithApple": {}})
        details = {
            "client_id": "a",
            "private_key": "k",
            "team_id": "t",
            "key_id": "i",
            "authorize_scopes": "openid email",
        }
        apple.trust("SignInWithApple", {"email": "email"}, **details)
        claims = apple.claims(apple.authorize().choose("grace"))
    finally:
        served.engine.test_providers.set({})
    assert claims["email"] == "grace@example.com"


def test_a_provider_elsewhere_is_refused_with_a_word_on_how_to_go_on(federated):
    federated.trust("OIDC", **oidc_details("https://login.microsoftonline.com/tenant/v2.0"))
    browser = federated.authorize()
    assert "sends nothing to other machines" in browser.text
    assert "test identity provider" in browser.text
    assert "local: {idp: {Corp: {}}}" in browser.text


def test_an_issuer_that_is_neither_https_nor_local_is_refused(federated):
    with pytest.raises(CognitoError, match="must start with https"):
        federated.trust("OIDC", **oidc_details("http://idp.example"))


def test_a_client_that_does_not_let_the_provider_in_refuses_it(corp):
    corp.pool.clients[corp.client_id].settings["SupportedIdentityProviders"] = ["COGNITO"]
    assert "The app client has no identity provider Corp" in corp.authorize().text


def test_missing_required_attributes_are_told_to_the_application(served):
    schema = [{"Name": "phone_number", "Required": True, "Mutable": True, "AttributeDataType": "String"}]
    corp = Federated(served, pool_settings={"Schema": schema})
    corp.trust_test_provider()
    error = corp.authorize().choose("ada").error
    assert error == ("invalid_request", "attributes required: [phone_number]")
    assert corp.users == []


def test_a_mapped_immutable_attribute_fails_at_the_second_sign_in(served):
    schema = [{"Name": "org", "Mutable": False, "AttributeDataType": "String"}]
    corp = Federated(served, pool_settings={"Schema": schema})
    corp.trust_test_provider(mapping={"custom:org": "family_name"})
    assert corp.authorize().choose("ada").code
    error = corp.authorize().choose("ada").error
    assert error[0] == "invalid_request"
    assert "custom:org: Attribute cannot be updated." in error[1]


def test_a_linked_user_signs_in_as_the_pools_own(corp):
    corp.of_pool("AdminCreateUser", Username="own", MessageAction="SUPPRESS")
    sub = corp.core.test_providers.get("").user("ada").claims["sub"]
    corp.of_pool(
        "AdminLinkProviderForUser",
        DestinationUser={"ProviderName": "Cognito", "ProviderAttributeValue": "own"},
        SourceUser={
            "ProviderName": "Corp",
            "ProviderAttributeName": "Cognito_Subject",
            "ProviderAttributeValue": sub,
        },
    )
    claims = corp.claims(corp.authorize().choose("ada"))
    assert (claims["cognito:username"], len(corp.users)) == ("own", 1)


def test_a_disabled_user_is_refused(corp):
    corp.authorize().choose("ada")
    corp.of_pool("AdminDisableUser", Username=corp.users[0].username)
    assert corp.authorize().choose("ada").error == ("invalid_request", "User is disabled.")


def test_another_browser_cannot_end_a_sign_in(corp, served):
    """Login CSRF: the attacker's own answer in the victim's browser."""
    attacker = corp.authorize().choose("ada", stop_before="/oauth2/idpresponse")
    victim = Browser(served).open(attacker.url)
    assert "started in another browser" in victim.text
    assert corp.users == []
    assert attacker.open(attacker.url).code, "and the browser that began it still can"


def test_an_answer_counts_once(corp):
    browser = corp.authorize().choose("ada", stop_before="/oauth2/idpresponse")
    answer = browser.url
    assert browser.open(answer).code
    assert "doesn't belong to one" in browser.open(answer).text


@pytest.mark.parametrize("state", ["", "x" * 43])
def test_an_answer_without_a_state_of_ours_is_refused(corp, served, state):
    browser = Browser(served).open(f"/oauth2/idpresponse?code=x&state={state}")
    assert "doesn't belong to one" in browser.text


def test_a_swapped_state_is_refused(corp):
    """The code of one sign-in with the state of another: its verifier isn't the code's."""
    browser = corp.authorize().choose("ada", stop_before="/oauth2/idpresponse")
    code = browser.query["code"]
    other = corp.authorize(browser).choose("grace", stop_before="/oauth2/idpresponse")
    swapped = f"/oauth2/idpresponse?code={code}&state={other.query['state']}"
    assert other.open(swapped).error[0] == "invalid_grant"
    assert corp.users == []


def test_a_sign_in_ends_after_five_minutes(corp, served):
    browser = corp.authorize()
    served.engine.clock.offset_s += 301
    assert "doesn't belong to one" in browser.choose("ada").text


def test_a_refusal_of_the_provider_is_told_to_the_application(corp):
    browser = corp.authorize(stop_before="/_idp/oidc/authorize")
    state = browser.query["state"]
    browser.open(f"/oauth2/idpresponse?error=access_denied&error_description=No&state={state}")
    assert browser.error == ("access_denied", "No")


def test_the_clients_secret_has_to_be_the_providers(corp):
    browser = corp.authorize().choose("ada", stop_before="/oauth2/idpresponse")
    corp.core.test_providers.set(
        {"default": {"clients": [{"client_id": "rp", "client_secret": "other", "redirect_uris": ["http://x"]}]}}
    )
    assert browser.open(browser.url).error[0] == "invalid_client"
