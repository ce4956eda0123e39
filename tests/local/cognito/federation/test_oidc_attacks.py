"""Answers of an OpenID Connect provider that aren't to be believed."""

import base64
import hashlib
import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from joserfc import jwt as jose
from joserfc.jwk import OctKey

from local.cognito.tokens import jwt
from tests.local.cognito.federation.hostile_oidc import HostileProvider, serving
from tests.local.cognito.federation.world import Browser, Federated, oidc_details
from tests.local.cognito.world import KEY

OTHER_KEY = rsa.generate_private_key(65537, 2048)


@pytest.fixture
def provider() -> Iterator[HostileProvider]:
    with serving() as found:
        yield found


@pytest.fixture
def corp(federated: Federated, provider: HostileProvider) -> Federated:
    federated.trust("OIDC", None, **oidc_details(provider.issuer))
    return federated


def begin(corp: Federated, provider: HostileProvider, **claims: Any) -> Browser:
    """At the provider, which is going to say what is right but for some claims; one that is None is left out."""
    browser = corp.authorize()
    assert browser.url.startswith(provider.issuer), browser.text
    now = int(time.time())
    right = {
        "iss": provider.issuer,
        "aud": "rp",
        "sub": "user-1",
        "iat": now,
        "exp": now + 300,
        "nonce": browser.query["nonce"],
        "email": "ada@corp.example",
    }
    provider.claims = {name: value for name, value in {**right, **claims}.items() if value is not None}
    provider.user_info = {"sub": "user-1", "name": "Ada"}
    return browser


def end(browser: Browser) -> Browser:
    return browser.open(f"{browser.engine.endpoint_url}/oauth2/idpresponse?code=c&state={browser.query['state']}")


def refused(corp: Federated, browser: Browser) -> str:
    error, description = end(browser).error
    assert error == "invalid_request"
    assert corp.users == []
    return description


def test_what_is_right_is_believed(corp, provider):
    claims = corp.claims(end(begin(corp, provider)))
    assert (claims["cognito:username"], claims["email"], claims["name"]) == ("Corp_user-1", "ada@corp.example", "Ada")


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        ({"iss": "http://127.0.0.1:1"}, "another issuer"),
        ({"iss": None}, "another issuer"),
        ({"aud": "somebody"}, "another client"),
        ({"aud": ["rp", "somebody"]}, "another client"),
        ({"aud": None}, "another client"),
        ({"exp": int(time.time()) - 61}, "expired"),
        ({"exp": None}, "no exp"),
        ({"exp": "9999999999"}, "no exp"),
        ({"iat": int(time.time()) + 86_400}, "wasn't issued just now"),
        ({"iat": int(time.time()) - 7200}, "wasn't issued just now"),
        ({"nonce": "of another sign-in"}, "nonce is wrong"),
        ({"nonce": None}, "nonce is wrong"),
        ({"sub": None}, "has no subject"),
        ({"sub": ""}, "has no subject"),
        ({"sub": 7}, "has no subject"),
    ],
)
def test_an_id_token_that_is_not_for_this_sign_in_is_refused(corp, provider, claims, why):
    assert why in refused(corp, begin(corp, provider, **claims))


def none(claims):
    parts = [{"alg": "none", "kid": "key"}, claims]
    return ".".join([*[jwt.encode(json.dumps(part).encode()) for part in parts], ""])


def by_public_key(claims):
    """HS256 with the public key as the secret."""
    secret = json.dumps(jwt.jwk(KEY.public_key(), "key")).encode()
    return jose.encode({"alg": "HS256", "kid": "key"}, claims, OctKey.import_key(secret))


def by_client_secret(claims):
    return jose.encode({"alg": "HS256"}, claims, OctKey.import_key("rp-secret-rp-secret-rp-secret-rp"))


def by_embedded_key(claims):
    header = {"alg": "RS256", "kid": "key", "jwk": jwt.jwk(OTHER_KEY.public_key(), "key")}
    signed = jwt.sign(claims, OTHER_KEY, "key").split(".")
    return ".".join([jwt.encode(json.dumps(header).encode()), *signed[1:]])


def altered(claims):
    header, _, signature = jwt.sign(claims, KEY, "key").split(".")
    return ".".join([header, jwt.encode(json.dumps({**claims, "sub": "admin"}).encode()), signature])


@pytest.mark.parametrize(
    "sign",
    [
        none,
        by_public_key,
        by_client_secret,
        by_embedded_key,
        altered,
        lambda claims: jwt.sign(claims, OTHER_KEY, "key"),
        lambda claims: jwt.sign(claims, OTHER_KEY, "unknown"),
    ],
    ids=["none", "public key as secret", "client secret", "embedded key", "altered", "other key", "unknown key"],
)
def test_an_id_token_that_the_provider_has_not_signed_is_refused(corp, provider, sign):
    browser = begin(corp, provider)
    provider.sign = sign
    assert "signature" in refused(corp, browser)


@pytest.mark.parametrize("token", [None, "", 7, "a.b.c", "x" * 20_001])
def test_what_is_no_id_token_is_refused(corp, provider, token):
    browser = begin(corp, provider)
    provider.sign = lambda _claims: token
    assert refused(corp, browser)


def test_userinfo_about_somebody_else_is_refused(corp, provider):
    browser = begin(corp, provider)
    provider.user_info = {"sub": "admin", "email": "admin@corp.example"}
    assert "another user" in refused(corp, browser)


def test_userinfo_does_not_override_what_is_signed(corp, provider):
    browser = begin(corp, provider)
    provider.user_info |= {"email": "admin@corp.example"}
    assert corp.claims(end(browser))["email"] == "ada@corp.example"


def test_an_answer_of_another_issuer_is_a_mix_up(corp, provider):
    browser = begin(corp, provider)
    query = f"code=c&state={browser.query['state']}&iss=http://127.0.0.1:1"
    browser.open(f"{browser.engine.endpoint_url}/oauth2/idpresponse?{query}")
    assert "another issuer" in browser.error[1]
    assert provider.exchanges == [], "the code isn't shown to anybody"


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/jwks", "/token", "/userinfo"])
@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"nonsense", b'"' + b"x" * 1_100_000 + b'"', b"[" * 100_000, b'{"keys":7}', b"\xff"],
    ids=["nothing", "a list", "no JSON", "too much", "too deep", "nonsense", "no text"],
)
def test_whatever_the_provider_answers_is_a_refusal_and_no_failure(corp, provider, path, body):
    browser = begin(corp, provider)
    provider.raw[path] = body
    assert refused(corp, browser)


def test_discovery_that_names_another_issuer_is_refused(corp, provider):
    provider.discovery["issuer"] = "http://127.0.0.1:1"
    assert "another issuer" in corp.authorize().text


@pytest.mark.parametrize("endpoint", ["authorization_endpoint", "token_endpoint", "jwks_uri"])
@pytest.mark.parametrize("address", ["https://evil.example/x", "file:///etc/passwd", "http://127.0.0.1@evil.example/"])
def test_discovery_leads_nowhere_else(corp, provider, endpoint, address):
    provider.discovery[endpoint] = address
    assert "sends nothing to other machines" in corp.authorize().text


def test_pkce_is_used_where_the_provider_knows_it(corp, provider):
    assert "code_challenge" not in begin(corp, provider).query
    provider.discovery["code_challenge_methods_supported"] = ["S256"]
    browser = begin(corp, provider)
    challenge = browser.query["code_challenge"]
    end(browser)
    digest = hashlib.sha256(provider.exchanges[-1]["code_verifier"].encode()).digest()
    assert base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == challenge


def test_the_client_authenticates_itself_as_the_provider_wants_it(corp, provider):
    end(begin(corp, provider))
    assert base64.b64decode(provider.exchanges[-1]["authorization"].split()[1]) == b"rp:rp-secret"
    provider.discovery["token_endpoint_auth_methods_supported"] = ["client_secret_post"]
    end(begin(corp, provider))
    assert (provider.exchanges[-1]["client_secret"], provider.exchanges[-1]["authorization"]) == ("rp-secret", "")


def test_a_provider_that_is_deleted_meanwhile_signs_nobody_in(corp, provider):
    browser = begin(corp, provider)
    corp.of_pool("DeleteIdentityProvider", ProviderName="Corp")
    assert "has no identity provider Corp" in end(browser).text


def test_a_provider_that_does_not_answer_is_said(federated):
    federated.trust("OIDC", **oidc_details("http://127.0.0.1:1"))
    assert "didn't respond" in federated.authorize().text
