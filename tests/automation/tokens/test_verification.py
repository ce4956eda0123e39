"""Genuine tokens are accepted; each way of tampering is refused by the check it breaks."""

import base64
import json
import time
from typing import Any

import pytest
import requests
from joserfc import jwt
from joserfc.jwk import RSAKey

from automation.errors import DriverError
from automation.tokens.token_set import TokenSet
from automation.tokens.verification import VerificationError, Verifier
from tests.automation.environments import CLIENT_ID, ISSUER, make_environment

KEY = RSAKey.generate_key(2048, {"kid": "pool-key", "use": "sig", "alg": "RS256"})
FOREIGN_KEY = RSAKey.generate_key(2048, {"kid": "foreign-key", "use": "sig", "alg": "RS256"})
NOW = 1_800_000_000


class Answer:
    def __init__(self, keys: list[Any]) -> None:
        self._keys = keys

    def raise_for_status(self) -> None:
        """Fine."""

    def json(self) -> Any:
        return {"keys": self._keys}


class Discovery:
    ok = True

    def __init__(self, issuer: str) -> None:
        self._issuer = issuer

    def json(self) -> Any:
        return {"issuer": self._issuer}


class FakeHttp:
    """Serves a pool's key set and discovery document, and counts how often it is asked for keys."""

    issuer = ISSUER

    def __init__(self, *key_sets: list[RSAKey]) -> None:
        self._key_sets = list(key_sets)
        self.fetched = 0

    def get(self, url: str, timeout: float) -> Any:
        if url.endswith("openid-configuration"):
            return Discovery(self.issuer)
        self.fetched += 1
        keys = self._key_sets.pop(0) if len(self._key_sets) > 1 else self._key_sets[0]
        return Answer([key.as_dict(private=False) for key in keys])


def access_claims(**changes: Any) -> dict[str, Any]:
    claims = {
        "sub": "6f0b", "iss": ISSUER, "client_id": CLIENT_ID, "token_use": "access", "iat": NOW, "exp": NOW + 3600,
    } | changes  # fmt: skip
    return {name: value for name, value in claims.items() if value is not None}


def id_claims(**changes: Any) -> dict[str, Any]:
    return access_claims(client_id=None, aud=CLIENT_ID, token_use="id", nonce="n-1", **changes)


def sign(claims: dict[str, Any], key: RSAKey = KEY, **header: Any) -> str:
    return jwt.encode({"alg": "RS256", "kid": key.kid, **header}, claims, key)


def verifier(*key_sets: list[RSAKey], at: float = NOW) -> Verifier:
    return Verifier(make_environment(), FakeHttp(*(key_sets or ([KEY],))), now=lambda: at)


def unsigned_part(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def test_a_genuine_access_token_is_accepted_with_its_claims():
    verified = verifier().verify(sign(access_claims()), token_use="access")

    assert verified.claims["sub"] == "6f0b"
    assert verified.header["kid"] == "pool-key"


def test_a_genuine_id_token_is_accepted_where_its_nonce_is_the_one_that_was_sent():
    assert verifier().verify(sign(id_claims()), token_use="id", nonce="n-1").claims["aud"] == CLIENT_ID


def test_both_tokens_of_a_set_are_verified():
    tokens = TokenSet(sign(access_claims()), sign(id_claims()), None, 3600, nonce="n-1")

    assert set(verifier().verify_set(tokens)) == {"access_token", "id_token"}


def test_a_token_of_a_clock_slightly_ahead_or_behind_is_accepted():
    assert verifier(at=NOW - 30).verify(sign(access_claims()))
    assert verifier(at=NOW + 3600 + 30).verify(sign(access_claims()))


@pytest.mark.parametrize(
    ("claims", "words"),
    [
        (access_claims(iss="https://cognito-idp.us-east-1.amazonaws.com/us-east-1_other"), "its issuer is"),
        (access_claims(iss=None), "its issuer is None"),
        (access_claims(exp=NOW - 61), "it expired 61 s ago"),
        (access_claims(exp=None), "it has no expiry"),
        (access_claims(exp=True), "it has no expiry"),
        (access_claims(iat=NOW + 3600), "it isn't valid yet (iat)"),
        (access_claims(nbf=NOW + 3600), "it isn't valid yet (nbf)"),
        (access_claims(token_use="refresh"), "its token_use is 'refresh'"),
        (access_claims(token_use=None), "its token_use is None"),
        (access_claims(client_id="another-client"), "issued to 'another-client' (client_id)"),
        (access_claims(client_id=None, aud=CLIENT_ID), "issued to None (client_id)"),
        (id_claims() | {"aud": "another-client"}, "issued to 'another-client' (aud)"),
    ],
)
def test_a_token_with_a_wrong_claim_is_refused_by_name(claims, words):
    with pytest.raises(VerificationError) as caught:
        verifier().verify(sign(claims))

    assert words in str(caught.value)


def test_a_swapped_token_use_is_refused():
    with pytest.raises(VerificationError, match="its token_use is 'id', expected 'access'"):
        verifier().verify(sign(id_claims()), token_use="access")


def test_an_id_token_that_answers_another_request_is_refused():
    with pytest.raises(VerificationError, match="nonce"):
        verifier().verify(sign(id_claims()), nonce="n-2")


def test_a_token_signed_with_a_foreign_key_under_the_pools_key_id_is_refused():
    forged = sign(access_claims(), FOREIGN_KEY, kid="pool-key")

    with pytest.raises(VerificationError, match="signature doesn't verify"):
        verifier().verify(forged)


def test_a_tampered_payload_is_refused():
    header, _, signature = sign(access_claims()).split(".")
    tampered = f"{header}.{unsigned_part(access_claims(sub='admin'))}.{signature}"

    with pytest.raises(VerificationError, match="signature doesn't verify"):
        verifier().verify(tampered)


def test_a_token_without_signature_is_refused_whatever_its_header_says():
    unsigned = f"{unsigned_part({'alg': 'none', 'kid': 'pool-key'})}.{unsigned_part(access_claims())}."

    with pytest.raises(VerificationError, match="its algorithm is 'none'"):
        verifier().verify(unsigned)


def test_a_token_signed_with_the_public_key_as_a_shared_secret_is_refused():
    header = unsigned_part({"alg": "HS256", "kid": "pool-key"})

    with pytest.raises(VerificationError, match="its algorithm is 'HS256'"):
        verifier().verify(f"{header}.{unsigned_part(access_claims())}.c2lnbmF0dXJl")


@pytest.mark.parametrize("text", ["", "abc", "a.b", "a.b.c.d", "ey.ey.ey", "\N{SNOWMAN}.a.b"])
def test_what_is_no_token_is_refused_as_such(text):
    with pytest.raises(VerificationError, match="isn't a signed JWT"):
        verifier().verify(text)


def test_the_key_set_is_fetched_once_and_again_for_a_key_that_came_later():
    http = FakeHttp([KEY], [KEY, FOREIGN_KEY])
    clock = [NOW]
    rotating = Verifier(make_environment(), http, now=lambda: clock[0])

    rotating.verify(sign(access_claims()))
    rotating.verify(sign(access_claims()))
    assert http.fetched == 1
    clock[0] += 60
    rotating.verify(sign(access_claims(), FOREIGN_KEY))
    assert http.fetched == 2


def test_a_key_that_the_pool_does_not_have_is_named():
    with pytest.raises(VerificationError, match="has no key 'foreign-key'"):
        verifier().verify(sign(access_claims(), FOREIGN_KEY))


def test_a_refusal_never_repeats_the_token():
    token = sign(access_claims(exp=int(time.time()) - 10**9))

    with pytest.raises(VerificationError) as caught:
        verifier(at=time.time()).verify(token)

    assert token.split(".")[1] not in str(caught.value)


class Failing(FakeHttp):
    """Gives no keys, or no discovery document, as a test says."""

    def __init__(self, keys: Any = None, discovery: Any = None) -> None:
        super().__init__([KEY])
        self._keys, self._discovery = keys, discovery

    def get(self, url: str, timeout: float) -> Any:
        says = self._discovery if url.endswith("openid-configuration") else self._keys
        if isinstance(says, Exception):
            raise says
        return says or super().get(url, timeout)


class Page:
    """What isn't JSON."""

    ok = True

    def raise_for_status(self) -> None:
        """Fine."""

    def json(self) -> Any:
        raise ValueError("no JSON")


@pytest.mark.parametrize("says", [requests.ConnectionError("no route"), Page()], ids=["unreachable", "no JSON"])
def test_keys_that_cant_be_had_are_told_with_their_address(says):
    verify = Verifier(make_environment(), Failing(keys=says), now=lambda: NOW).verify
    with pytest.raises(DriverError, match=r"keys from http://127\.0\.0\.1:4566/us-east-1_abc/"):
        verify(sign(access_claims()))


@pytest.mark.parametrize(
    "says",
    [requests.ConnectionError("no route"), Page(), Discovery(["https://issuer.example.com"])],
    ids=["unreachable", "no JSON", "no text"],
)
def test_an_issuer_that_the_pool_doesnt_confirm_is_refused(says):
    verify = Verifier(make_environment(), Failing(discovery=says), now=lambda: NOW).verify
    with pytest.raises(VerificationError, match="issuer"):
        verify(sign(access_claims(iss="https://issuer.example.com")))
