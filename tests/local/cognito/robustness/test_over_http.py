"""What comes over HTTP and isn't what anybody should send: refused in the service's own form, never a failure."""

import base64
import json
import random
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from local.cognito.identity_provider.paths import OIDC_ENDPOINTS, SAML_ENDPOINTS
from local.cognito.oauth.paths import ENDPOINTS
from local.cognito.pages.paths import PAGES
from tests.credentials import CREDENTIALS, signed
from tests.local.cognito.asking import Answer, ask
from tests.local.cognito.robustness.prepared import CALLBACK, Prepared
from tests.local.cognito.robustness.requests import TEXTS

URL = "http://127.0.0.1:4566/"
FORM = {"content-type": "application/x-www-form-urlencoded"}
TARGET = "AWSCognitoIdentityProviderService."
QUIET = settings(
    max_examples=40, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
BODIES: dict[str, bytes] = {
    "nothing": b"",
    "no JSON": b"{",
    "a list": b"[]",
    "a number": b"1",
    "null": b"null",
    "NaN": b'{"AuthFlow": NaN}',
    "infinity": b'{"MaxResults": -Infinity}',
    "a number beyond all": b'{"MaxResults": 1e999}',
    "an integer of 10,000 digits": b'{"MaxResults": ' + b"9" * 10_000 + b"}",
    "half a pair of surrogates": b'{"ClientId": "\\ud800"}',
    "half a pair in a name": b'{"\\udfff": 1}',
    "surrogates in UTF-8": b'{"ClientId": "\xed\xa0\x80"}',
    "Latin-1": '{"ClientId": "é"}'.encode("latin-1"),
    "UTF-16": '{"ClientId": "a"}'.encode("utf-16"),
    "a byte order mark": b'\xef\xbb\xbf{"ClientId": "a"}',
    "a deep list": b'{"ClientId": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "a deep object": b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    "a hundred levels": b'{"ClientId": ' + b"[" * 100 + b"]" * 100 + b"}",
    "a million values": b'{"ClientId": [' + b"1," * 1_000_000 + b"1]}",
    "half a million empty objects": b'{"ClientId": [' + b"{}," * 500_000 + b"{}]}",
    "the same name twice": b'{"ClientId": "a", "ClientId": {"b": []}}',
    "nothing but escapes": b'{"ClientId": "' + b"\\u0000" * 100_000 + b'"}',
    "3 MB of text": b'{"ClientId": "' + b"x" * 3_000_000 + b'"}',
    "4 MB of noise": random.Random(1).randbytes(3_999_999),
}


def is_refusal(answer: Answer) -> bool:
    """AWS's form of an error, and not ours of a failure."""
    told = answer.json()
    return (
        400 <= answer.status < 500
        and set(told) == {"__type", "message"}
        and answer.headers["x-amzn-errortype"] == told["__type"]
        and told["__type"] != "InternalErrorException"
        and "Traceback" not in answer.text
    )


@pytest.mark.parametrize("body", BODIES.values(), ids=list(BODIES))
def test_a_body_of_any_kind_is_refused_as_aws_does(target: Prepared, body: bytes) -> None:
    target.reset()
    for operation in ("InitiateAuth", "GetUser", "NoSuchOperation"):
        named = {"x-amz-target": TARGET + operation}
        assert is_refusal(ask(target.engine, "/", method="POST", headers=named, body=body))
    headers = signed(URL, "ListUserPools", body, credentials=CREDENTIALS)  # type: ignore[arg-type] # takes bytes too
    assert is_refusal(ask(target.engine, "/", method="POST", headers=headers, body=body))


NAMES = ("", ".", "..", "A.B.C", "é", "x" * 60_000, "\x00", TARGET, f"{TARGET}InitiateAuth\t")


@pytest.mark.parametrize("name", NAMES)
def test_a_target_of_any_kind_is_refused(target: Prepared, name: str) -> None:
    answer = ask(target.engine, "/", method="POST", headers={"x-amz-target": name}, body=b"{}")
    assert 400 <= answer.status < 500
    assert "Traceback" not in answer.text


@QUIET
@given(authorization=st.one_of(st.text(st.characters(max_codepoint=255), max_size=80), st.just("AWS4-HMAC-SHA256 ")))
def test_an_authorization_of_any_kind_is_refused(target: Prepared, authorization: str) -> None:
    headers = {"x-amz-target": f"{TARGET}ListUserPools", "authorization": authorization}
    assert is_refusal(ask(target.engine, "/", method="POST", headers=headers, body=b'{"MaxResults": 1}'))


PARAMETERS = (
    *("client_id", "redirect_uri", "response_type", "scope", "state", "nonce", "code_challenge", "code", "grant_type"),
    *("code_challenge_method", "identity_provider", "logout_uri", "username", "password", "refresh_token", "token"),
    *("user_name", "confirmation_code", "RelayState", "SAMLResponse", "error", "lang", "prompt", "resource", "request"),
    *(
        "client_secret",
        "client_assertion",
        "assertion",
        "subject_token",
        "subject_token_type",
        "audience",
        "login_hint",
    ),
)
VALUES = (
    *TEXTS,
    *("code", "token", "S256", "authorization_code", "refresh_token", "client_credentials", "openid email", "none"),
    "urn:ietf:params:oauth:grant-type:token-exchange",
    "x" * 20_000,
    "\ud7ff\ue000",
)


CSRF = "c" * 43


def parameters(chance: random.Random, target: Prepared) -> dict[str, str]:
    """Parameters of an endpoint or page: right ones, of which some are replaced."""
    known = {
        "client_id": target.known["ClientId"],
        "username": target.known["Username"],
        "password": target.known["Password"],
        "refresh_token": target.known["RefreshToken"],
    }
    right = {"client_id": target.known["ClientId"][2], "redirect_uri": CALLBACK, "response_type": "code"}
    right |= {"scope": "openid email", "state": "s", "_csrf": CSRF}
    right |= chance.choice(
        [
            {"username": "ada", "password": target.known["Password"][0]},
            {"grant_type": "refresh_token", "refresh_token": target.known["RefreshToken"][0]},
            {"grant_type": "client_credentials", "scope": "orders/read", "client_id": target.known["ClientId"][1]},
            {"user_name": "newcomer", "username": "newcomer", "confirmation_code": target.known["Code"][-1]},
            {"username": "somebody", "requiredAttributes[email]": "s@example.com", "password": "Other-horse2"},
        ]
    )
    replaced = {
        name: str(chance.choice([*known.get(name, ()), chance.choice(VALUES)]))
        for name in chance.sample(PARAMETERS, chance.choice([0, 0, 1, 1, 2, 8]))
    }
    return {**(right if chance.random() < 0.9 else {}), **replaced}


def headers_of(chance: random.Random, target: Prepared) -> dict[str, str]:
    secret = f"{target.known['ClientId'][1]}:{target.known['ClientSecret'][0]}"
    choices: list[dict[str, str]] = [
        {},
        {"authorization": "Basic !"},
        {"authorization": "Basic " + "QQ" * 40_000},
        {"authorization": "Basic " + base64.b64encode(secret.encode()).decode()},
        {"authorization": "Bearer " + target.known["AccessToken"][0]},
        {"authorization": "Bearer x.y.z"},
        {"cookie": "cognito=x; XSRF-TOKEN=\xff; =; ;;"},
        {"content-type": "multipart/form-data; boundary=x"},
        {"content-type": "application/json"},
        {"accept": "text/html", "accept-language": "xx;q=9"},
    ]
    return {**FORM, "cookie": f"XSRF-TOKEN={CSRF}", **(chance.choice(choices) if chance.random() < 0.5 else {})}


PROVIDERS = {f"/_idp/oidc{path}" for path in OIDC_ENDPOINTS} | {f"/_idp/saml{path}" for path in SAML_ENDPOINTS}
OWN = {"/inbox", "/inbox.json", "/_console", "/", "/_engine/status", "/_engine/proof"}
PATHS = sorted({*ENDPOINTS, *PAGES, *PROVIDERS, *OWN})


@pytest.mark.parametrize("path", PATHS)
def test_no_page_and_no_endpoint_fails(target: Prepared, path: str) -> None:
    @QUIET
    @given(st.randoms(use_true_random=True))
    def check(chance: random.Random) -> None:
        target.reset()
        query, form = (urlencode(parameters(chance, target), errors="replace") for _ in range(2))
        junk = chance.choice([json.dumps(parameters(chance, target)).encode(), chance.randbytes(50)])
        body = form.encode() if chance.random() < 0.9 else junk
        method = chance.choice(["GET", "POST", "POST", "HEAD", "PUT", "OPTIONS"])
        headers = headers_of(chance, target)
        query = "" if method == "POST" and path in ENDPOINTS and chance.random() < 0.8 else query
        answer = ask(target.engine, f"{path}?{query}", method=method, headers=headers, body=body)
        assert answer.status < 500, answer.text
        assert "Traceback" not in answer.text

    check()
    target.check()


@QUIET
@given(path=st.text(max_size=60), body=st.binary(max_size=200))
def test_no_path_fails(target: Prepared, path: str, body: bytes) -> None:
    pool_id = target.known["UserPoolId"][0]
    known: list[Any] = [pool_id, "oauth2", "_user-import", "_console/pools", ".well-known", "_engine"]
    for first in known:
        for method in ("GET", "POST", "PUT"):
            written = f"/{first}/{quote(path, safe='/', errors='replace')}"
            assert ask(target.engine, written, method=method, body=body).status < 500
