"""openid-client and Auth.js from npm, unmodified: they are told the issuer, and discover all else."""

import secrets
from dataclasses import replace

import pytest
import requests

from automation.environment import AppClient
from automation.exports import export_files
from tests.automation.exports.exports import make_export
from tests.local.clients.person import sign_in_at, signed_in
from tests.local.clients.pools import CALLBACK, EMAIL, GROUP, MACHINE_SCOPE, SCOPE, USERNAME, make_pool
from tests.ports import free_port

pytestmark = [pytest.mark.end_to_end, pytest.mark.slow]


def given(client):
    return {"clientId": client["ClientId"], "clientSecret": client["ClientSecret"]}


@pytest.fixture(scope="module")
def discovered(local_issuer, programs):
    pool = make_pool(local_issuer)
    settings = {
        "issuer": pool.issuer,
        "web": given(pool.web),
        "machine": {**given(pool.machine), "scope": MACHINE_SCOPE},
        "redirectUri": CALLBACK,
        "logoutUri": CALLBACK,
        "scope": SCOPE,
    }
    return pool, programs.run("openid_client", settings, signIn=lambda about: signed_in(about["url"]))


def test_openid_client_finds_every_endpoint_at_the_local_address(discovered):
    pool, found = discovered
    assert found["metadata"]["issuer"] == pool.issuer
    endpoints = {name: url for name, url in found["metadata"].items() if name.endswith(("_endpoint", "_uri"))}
    assert {"authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri"} <= set(endpoints)
    assert {"revocation_endpoint", "end_session_endpoint"} <= set(endpoints)
    assert all(url.startswith(f"{pool.engine.issuer_base}/") for url in endpoints.values()), endpoints


def test_openid_client_signs_in_with_pkce_state_and_nonce(discovered):
    pool, found = discovered
    assert found["claims"]["iss"] == pool.issuer
    assert found["claims"]["aud"] == pool.web["ClientId"]
    assert found["claims"]["email"] == EMAIL
    assert found["claims"]["cognito:groups"] == [GROUP]
    assert found["userInfo"]["username"] == USERNAME
    assert found["userInfo"]["email"] == EMAIL


def test_openid_client_cannot_use_a_code_twice(discovered):
    _pool, found = discovered
    assert found["replayed"]["code"] == "invalid_grant"


def test_openid_client_refreshes_until_the_refresh_token_is_revoked(discovered):
    pool, found = discovered
    assert found["renewed"]
    assert found["refreshedClaims"]["iss"] == pool.issuer
    assert found["refreshedClaims"]["sub"] == found["claims"]["sub"]
    assert found["revoked"]["code"] == "invalid_grant"


def test_openid_client_has_tokens_for_a_machine_by_either_client_authentication(discovered):
    _pool, found = discovered
    assert found["machineTypes"] == ["bearer", "bearer"]


def test_openid_client_builds_the_address_that_signs_out(discovered):
    _pool, found = discovered
    answer = requests.get(found["endSession"], allow_redirects=False, timeout=10)
    assert answer.status_code == 302
    assert answer.headers["Location"] == CALLBACK


def test_auth_js_signs_a_person_in_and_out_of_an_application_with_the_variables_of_export_spa(
    local_issuer, programs, tmp_path
):
    port = free_port()
    callback = f"http://localhost:{port}/auth/callback/cognito"
    pool = make_pool(local_issuer, callback)
    (tmp_path / "auth-js.env").write_text(exported_variables(pool, callback))
    settings = {"variables": str(tmp_path / "auth-js.env"), "port": port, "secret": secrets.token_urlsafe(32)}
    found = programs.run("auth_js", settings, browse=lambda about: browse(about["origin"]))
    assert found["before"] is None
    assert found["signedIn"]["user"]["email"] == EMAIL
    assert found["signedIn"]["groups"] == [GROUP]
    assert found["signedIn"]["tokenType"] == "bearer"
    assert found["after"] is None


def exported_variables(pool, callback):
    """What `export spa --library auth-js` writes for the pool's confidential client."""
    web = AppClient(
        "web", pool.web["ClientId"], pool.web["ClientSecret"], ("code",), ("openid", "email"), (), (callback,)
    )
    deployed = make_export(issuer=pool.issuer, jwks_uri=f"{pool.issuer}/.well-known/jwks.json")
    return export_files("spa", replace(deployed, client=web, libraries=("auth-js",)))["auth-js.env"]


def browse(origin):
    """What a person does at the application: look, sign in, look again, sign out."""
    with requests.Session() as browser:
        before = session_of(browser, origin)
        to_cognito = browser.post(
            f"{origin}/auth/signin/cognito",
            data={"csrfToken": csrf_token(browser, origin), "callbackUrl": origin},
            allow_redirects=False,
            timeout=10,
        )
        page = browser.get(to_cognito.headers["Location"], timeout=10)
        back = browser.get(sign_in_at(page, browser).headers["Location"], allow_redirects=False, timeout=10)
        assert back.headers["Location"] == origin, back.headers["Location"]
        signed_in_session = session_of(browser, origin)
        browser.post(
            f"{origin}/auth/signout",
            data={"csrfToken": csrf_token(browser, origin)},
            allow_redirects=False,
            timeout=10,
        )
        return {"before": before, "signedIn": signed_in_session, "after": session_of(browser, origin)}


def csrf_token(browser, origin):
    return browser.get(f"{origin}/auth/csrf", timeout=10).json()["csrfToken"]


def session_of(browser, origin):
    return browser.get(f"{origin}/auth/session", timeout=10).json()
