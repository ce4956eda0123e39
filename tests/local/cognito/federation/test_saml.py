"""Signing in at a SAML provider: the test identity provider, over HTTP."""

import base64

import pytest
import requests

from local.cognito.settings import EngineSettings
from local.cognito.thread import EngineThread
from tests.credentials import CREDENTIALS
from tests.local.cognito.federation.world import CALLBACK, Browser, Federated

SAML_MAPPING = {"email": "email", "name": "name"}


@pytest.fixture
def corp(federated: Federated) -> Federated:
    federated.trust_test_provider("SAML", SAML_MAPPING)
    return federated


def test_somebody_at_the_provider_signs_in_and_gets_tokens_of_the_pool(corp):
    browser = corp.authorize().choose("ada").post_assertion()
    assert browser.query["state"] == "app-state"
    claims = corp.claims(browser)
    sub = corp.core.test_providers.get("").user("ada").claims["sub"]
    assert claims["cognito:username"] == f"Corp_{sub}"
    assert (claims["email"], claims["email_verified"]) == ("ada@example.com", False)
    identity = claims["identities"][0]
    assert (identity["providerType"], identity["userId"]) == ("SAML", sub)
    assert identity["issuer"] == f"{corp.engine.endpoint_url}/_idp/saml/metadata"


def test_a_configuration_meant_for_another_provider_is_stood_for(federated):
    federated.core.test_providers.set({"Corp": {"users": [{"username": "grace", "groups": ["a", "b"]}]}})
    federated.trust("SAML", {"profile": "groups"}, MetadataURL="https://login.microsoftonline.com/x/metadata.xml")
    browser = federated.authorize()
    assert "It stands for Corp on this machine." in browser.text
    assert federated.claims(browser.choose("grace").post_assertion())["profile"] == "[a, b]"


def test_a_provider_elsewhere_is_refused_with_a_word_on_how_to_go_on(federated):
    federated.trust("SAML", {}, MetadataURL="https://login.microsoftonline.com/x/metadata.xml")
    assert "sends nothing to other machines" in federated.authorize().text


def test_metadata_that_is_given_as_a_file_works_too(federated, served):
    metadata = requests.get(f"{served.endpoint_url}/_idp/saml/metadata", timeout=20).text
    federated.trust("SAML", SAML_MAPPING, MetadataFile=metadata)
    assert federated.authorize().choose("ada").post_assertion().code


def test_requests_are_signed_where_the_provider_asks_for_it(federated):
    federated.trust_test_provider("SAML", SAML_MAPPING, RequestSigningAlgorithm="rsa-sha256")
    browser = federated.authorize(stop_before="/_idp/saml/sso")
    assert browser.query["SigAlg"] == "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
    url = browser.url
    assert browser.open(url.partition("&SigAlg")[0]).text.count("isn't signed") == 1
    assert browser.open(url).choose("ada").post_assertion().code


def test_encrypted_assertions_are_decrypted(federated):
    federated.trust_test_provider("SAML", SAML_MAPPING, EncryptedResponses="true")
    browser = federated.authorize().choose("ada")
    assert b"EncryptedAssertion" in assertion_of(browser)
    assert browser.post_assertion().code


def test_a_plain_assertion_is_refused_where_it_has_to_be_encrypted(corp):
    browser = corp.authorize().choose("ada")
    corp.pool.identity_providers["Corp"].details["EncryptedResponses"] = "true"
    assert "not encrypted" in browser.post_assertion().error[1]


def test_a_form_of_another_site_comes_without_cookies_and_works_all_the_same(corp):
    browser = corp.authorize().choose("ada")
    url = f"{corp.engine.endpoint_url}/saml2/idpresponse"
    response = requests.post(url, data=browser.fields("samlResponse"), allow_redirects=False, timeout=20)
    assert "Set-Cookie" not in response.headers, "it would take the place of the one that the browser has"
    assert browser.open(response.headers["Location"]).code


def test_a_sign_in_that_begins_with_the_provider_needs_the_pools_word(corp):
    def begin() -> Browser:
        relay = (
            f"identity_provider=Corp&client_id={corp.client_id}&redirect_uri={CALLBACK}&response_type=code&scope=openid"
        )
        browser = Browser(corp.engine)
        url = f"/_idp/saml/sso?sp=urn:amazon:cognito:sp:{corp.pool_id}&RelayState={relay.replace('&', '%26')}"
        return browser.open(url).choose("ada").post_assertion()

    assert "may not begin sign-ins" in begin().text
    corp.pool.identity_providers["Corp"].details["IDPInit"] = "true"
    browser = begin()
    assert browser.code
    assert "state" not in browser.query


@pytest.mark.parametrize("kind", ["OIDC", "SAML"])
def test_over_tls_all_addresses_are_https(kind):
    with EngineThread(EngineSettings(CREDENTIALS, tls=True)) as secured:
        corp = Federated(secured)
        corp.trust_test_provider(kind, {"email": "email"})
        browser = corp.authorize().choose("ada")
        if kind == "SAML":
            browser.post_assertion()
        assert corp.claims(browser)["email"] == "ada@example.com"
        assert all(cookie.secure for cookie in browser.session.cookies)


def log_out(corp: Federated, browser: Browser, stop_before: str = "") -> Browser:
    browser.url = ""
    return browser.open(f"/logout?client_id={corp.client_id}&logout_uri={CALLBACK}", stop_before=stop_before)


def test_logging_out_ends_the_session_here_alone_unless_the_provider_is_to_know(corp):
    browser = corp.authorize().choose("ada").post_assertion()
    assert log_out(corp, browser, "/_idp/saml/slo").url == CALLBACK
    assert "Continue with Corp" in corp.authorize(browser, identity_provider="").text


def test_single_log_out_goes_to_the_provider_and_back_to_the_application(corp):
    corp.pool.identity_providers["Corp"].details["IDPSignout"] = "true"
    browser = corp.authorize().choose("ada").post_assertion()
    log_out(corp, browser, "/_idp/saml/slo")
    assert browser.url.startswith(f"{corp.engine.endpoint_url}/_idp/saml/slo?SAMLRequest=")
    assert "Signature" in browser.query
    assert browser.open(browser.url).url == CALLBACK
    assert "Continue with Corp" in corp.authorize(browser, identity_provider="").text


def test_another_browser_is_not_led_on_by_a_log_out(corp, served):
    corp.pool.identity_providers["Corp"].details["IDPSignout"] = "true"
    browser = corp.authorize().choose("ada").post_assertion()
    log_out(corp, browser, "/_idp/saml/slo").open(browser.url, stop_before="/saml2/logout")
    assert "no page to go on to" in Browser(served).open(browser.url).text


def assertion_of(browser: Browser) -> bytes:
    return base64.b64decode(browser.fields("samlResponse")["SAMLResponse"])
