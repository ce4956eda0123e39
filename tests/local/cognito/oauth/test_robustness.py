"""Whatever comes to the endpoints and pages is answered, and never with a failure of ours."""

import random
from urllib.parse import quote_from_bytes

import pytest

from local.cognito.app import EngineApp
from local.cognito.oauth.paths import ENDPOINTS
from local.cognito.pages.paths import PAGES
from tests.local.cognito.asking import ask
from tests.local.cognito.oauth.domain import FORM, Domain

PATHS = sorted(ENDPOINTS | PAGES)
NAMES = (
    *("client_id", "client_secret", "grant_type", "code", "redirect_uri", "refresh_token", "scope", "token", "state"),
    *("response_type", "code_verifier", "resource", "aws_client_metadata", "subject_token", "subject_token_type"),
    *("session", "username", "password", "_csrf", "logout_uri", "confirmation_code", "user_name", "prompt", "nonce"),
)
GRANTS = (
    "authorization_code",
    "refresh_token",
    "client_credentials",
    "urn:ietf:params:oauth:grant-type:token-exchange",
)
ODD = (
    b"",
    b"\x00",
    b"\xff\xfe",
    b"%",
    b"%zz",
    b"\xf0\x9f\x90\x88",
    b"x" * 3000,
    b"[" * 3000,
    b'{"a": [1, null]}',
    b"..",
)


def value(source: random.Random, domain: Domain) -> bytes:
    """Something right, something odd, or noise."""
    right = (domain.client_id, domain.world.pool_id, "http://localhost:8585/callback", "code", "openid", *GRANTS)
    kind = source.randrange(3)
    if kind == 0:
        return source.choice(right).encode()
    return source.choice(ODD) if kind == 1 else source.randbytes(source.randrange(40))


def form(source: random.Random, domain: Domain) -> bytes:
    pairs = [(source.choice(NAMES), value(source, domain)) for _ in range(source.randrange(8))]
    joined = b"&".join(name.encode() + b"=" + quote_from_bytes(content).encode() for name, content in pairs)
    return joined if source.randrange(4) else joined + source.randbytes(5)


@pytest.mark.parametrize("seed", range(8))
def test_noise_is_refused_or_answered(domain: Domain, seed: int):
    source = random.Random(seed)
    app = EngineApp(domain.world.engine)
    for _ in range(60):
        path, method = source.choice(PATHS), source.choice(["GET", "POST", "POST", "HEAD", "PUT"])
        query = quote_from_bytes(form(source, domain), safe="=&%").replace("#", "%23")
        headers = {
            "content-type": source.choice([*FORM.values(), "application/json", "text/plain", ""]),
            "authorization": source.choice(
                ["", "Basic", "Basic %%%", "Basic Og==", "Bearer x.y.z", "Bearer " + "a" * 999]
            ),
            "cookie": source.choice(["", "XSRF-TOKEN=", "=;;=", f"cognito-{domain.world.pool_id}=x; XSRF-TOKEN=a"]),
        }
        body = b"" if method in {"GET", "HEAD"} else form(source, domain)
        answer = ask(domain.world.engine, f"{path}?{query}", method=method, headers=headers, body=body, app=app)
        assert answer.status < 500 or answer.status == 501, (path, method, query, headers, body)
    app.close()
