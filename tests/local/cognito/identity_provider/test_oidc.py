"""The test identity provider is as strict about its clients as real ones are."""

import base64
import hashlib
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from bs4 import BeautifulSoup

from local.cognito.settings import EngineSettings
from local.cognito.thread import EngineThread
from tests.credentials import CREDENTIALS

REDIRECT_URI = "http://localhost:3000/cb"
VERIFIER = "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
CLIENTS = [
    {"client_id": "secretive", "client_secret": "s3cret", "redirect_uris": [REDIRECT_URI]},
    {"client_id": "public", "redirect_uris": [REDIRECT_URI]},
]


class Client:
    """An application and its browser."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.session = requests.Session()
        self.session.trust_env = False

    def authorize(self, **more: str) -> requests.Response:
        right = {
            "client_id": "secretive",
            "redirect_uri": REDIRECT_URI,
            "response_type": "code",
            "scope": "openid",
            "state": "s",
            "nonce": "n",
        }
        query = urlencode({name: value for name, value in {**right, **more}.items() if value})
        return self.session.get(f"{self.base}/authorize?{query}", allow_redirects=False, timeout=20)

    def choose(self, page: requests.Response, username: str = "ada", **more: str) -> requests.Response:
        form = BeautifulSoup(page.text, "html.parser").find("form", attrs={"name": "identityProviderSignIn"})
        assert form is not None
        fields = {str(one["name"]): str(one.get("value", "")) for one in form.find_all("input") if one.get("name")}
        return self.session.post(
            f"{self.base}/authorize", data={**fields, "username": username, **more}, allow_redirects=False, timeout=20
        )

    def code(self, **more: str) -> str:
        return answer(self.choose(self.authorize(**more)))["code"]

    def exchange(self, code: str, auth: tuple[str, str] | None = None, **more: str) -> requests.Response:
        right = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": REDIRECT_URI,
            "client_id": "secretive",
            "client_secret": "s3cret",
        }
        form = {name: value for name, value in {**right, **more}.items() if value}
        return requests.post(f"{self.base}/token", data=form, auth=auth, timeout=20)


def answer(response: requests.Response) -> dict[str, str]:
    assert response.headers["Location"].startswith(f"{REDIRECT_URI}?")
    return {name: values[0] for name, values in parse_qs(urlsplit(response.headers["Location"]).query).items()}


@pytest.fixture(scope="module")
def served() -> Iterator[EngineThread]:
    with EngineThread(EngineSettings(CREDENTIALS)) as engine:
        engine.engine.test_providers.set({"default": {"clients": CLIENTS}, "Other": {"clients": CLIENTS}})
        yield engine


@pytest.fixture
def client(served: EngineThread) -> Client:
    return Client(f"{served.endpoint_url}/_idp/oidc")


def test_a_code_is_exchanged_for_tokens_and_they_for_claims(client):
    tokens: dict[str, Any] = client.exchange(client.code()).json()
    claims = requests.get(
        f"{client.base}/userinfo", headers={"Authorization": f"Bearer {tokens['access_token']}"}, timeout=20
    ).json()
    assert (claims["email"], tokens["token_type"], "id_token" in tokens) == ("ada@example.com", "Bearer", True)


def test_basic_authentication_counts_as_well_and_both_at_once_do_not(client):
    assert client.exchange(client.code(), ("secretive", "s3cret"), client_id="", client_secret="").ok
    both = client.exchange(client.code(), ("secretive", "s3cret"))
    assert (both.status_code, both.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize(
    "uri", ["", f"{REDIRECT_URI}/", f"{REDIRECT_URI}?a=b", "http://localhost:3001/cb", "https://evil.example/cb"]
)
def test_a_redirect_uri_is_exactly_the_clients_and_no_other_is_redirected_to(client, uri):
    response = client.authorize(redirect_uri=uri)
    assert (response.status_code, "Location" in response.headers) == (400, False)


def test_an_unknown_client_is_not_redirected(client):
    assert client.authorize(client_id="unknown").status_code == 400


def test_a_public_client_needs_pkce_with_s256(client):
    assert answer(client.authorize(client_id="public"))["error"] == "invalid_request"
    plain = client.authorize(client_id="public", code_challenge=VERIFIER, code_challenge_method="plain")
    assert answer(plain)["error"] == "invalid_request"
    code = client.code(client_id="public", code_challenge=CHALLENGE, code_challenge_method="S256")
    assert client.exchange(code, client_id="public", client_secret="", code_verifier=VERIFIER).ok


def test_other_response_types_are_refused(client):
    assert answer(client.authorize(response_type="token"))["error"] == "unsupported_response_type"


def test_nobody_is_signed_in_without_the_page(client):
    assert answer(client.authorize(prompt="none"))["error"] == "login_required"


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"client_secret": "wrong"}, "invalid_client"),
        ({"client_secret": ""}, "invalid_client"),
        ({"client_id": "unknown"}, "invalid_client"),
        ({"client_id": "public", "client_secret": ""}, "invalid_grant"),
        ({"redirect_uri": "http://localhost:3000/other"}, "invalid_grant"),
        ({"redirect_uri": ""}, "invalid_grant"),
        ({"code_verifier": VERIFIER}, "invalid_grant"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
    ],
)
def test_the_token_endpoint_refuses_what_does_not_fit(client, more, error):
    assert client.exchange(client.code(), **more).json()["error"] == error


def test_a_code_that_there_is_not_is_refused(client):
    assert client.exchange("x" * 43).json()["error"] == "invalid_grant"


@pytest.mark.parametrize("verifier", ["", "w" * 43])
def test_a_code_with_a_challenge_needs_its_verifier(client, verifier):
    code = client.code(code_challenge=CHALLENGE, code_challenge_method="S256")
    assert client.exchange(code, code_verifier=verifier).json()["error"] == "invalid_grant"


def test_a_code_counts_once_and_for_a_minute(client, served):
    code = client.code()
    assert client.exchange(code).ok
    assert client.exchange(code).json()["error"] == "invalid_grant"
    code = client.code()
    served.engine.clock.offset_s += 61
    assert client.exchange(code).json()["error"] == "invalid_grant"


def test_a_code_of_one_provider_is_none_of_another(client, served):
    other = Client(f"{served.endpoint_url}/_idp/Other/oidc")
    assert other.exchange(client.code()).json()["error"] == "invalid_grant"


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer x", "Basic x"])
def test_userinfo_needs_an_access_token(client, authorization):
    response = requests.get(f"{client.base}/userinfo", headers={"Authorization": authorization}, timeout=20)
    assert (response.status_code, response.json()["error"]) == (401, "invalid_token")


def test_the_form_belongs_to_the_browsers_visit(client):
    page = client.authorize()
    assert client.choose(page, _csrf="x" * 43).status_code == 403
    other = Client(client.base)
    other.authorize()
    assert other.choose(page).status_code == 403


def test_a_name_that_is_none_is_asked_for_again(client):
    page = client.choose(client.authorize(), username="  ")
    assert "Type a name" in page.text
    assert "code" in answer(client.choose(page))


def test_discovery_and_keys_are_there_for_each_provider_that_is_configured(client, served):
    found = requests.get(f"{client.base}/.well-known/openid-configuration", timeout=20).json()
    assert found["issuer"] == client.base
    assert requests.get(found["jwks_uri"], timeout=20).json()["keys"][0]["alg"] == "RS256"
    for path in ("Unknown/oidc/jwks", "oidc/unknown", "x/y/oidc/jwks", "saml/x"):
        assert requests.get(f"{served.endpoint_url}/_idp/{path}", timeout=20).status_code == 404
