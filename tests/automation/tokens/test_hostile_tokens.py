"""Tokens that somebody made, changed or borrowed: every one is refused, and says which check refused it."""

import base64
import hashlib
import hmac
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from automation.tokens.verification import LEEWAY_S, VerificationError
from tests.automation.environments import CLIENT_ID, ISSUER
from tests.automation.tokens.test_verification import (
    FOREIGN_KEY,
    KEY,
    NOW,
    FakeHttp,
    access_claims,
    id_claims,
    sign,
    unsigned_part,
    verifier,
)

GENUINE = sign(access_claims())
HEADER, PAYLOAD, SIGNATURE = GENUINE.split(".")
UNBOUND = RSAKey.import_key(
    {name: value for name, value in KEY.as_dict(private=True).items() if name not in ("alg", "use")}
)
"""The pool's key, for algorithms that it isn't meant for."""
PUBLIC_PEM = KEY.as_pem(private=False)
EC_KEY = ECKey.generate_key("P-256", {"kid": "pool-key"})


def part(value: Any) -> str:
    return (
        base64.urlsafe_b64encode(value if isinstance(value, bytes) else json.dumps(value).encode())
        .rstrip(b"=")
        .decode()
    )


def header(**changes: Any) -> str:
    return part({"alg": "RS256", "kid": "pool-key", **changes})


def hs256(secret: bytes, **changes: Any) -> str:
    signed = f"{header(alg='HS256', **changes)}.{PAYLOAD}"
    return f"{signed}.{part(hmac.new(secret, signed.encode(), hashlib.sha256).digest())}"


TWICE = b'{"alg":"none","alg":"RS256","kid":"pool-key"}'
HOSTILE = {
    # The algorithm
    "alg none without a signature": f"{header(alg='none')}.{PAYLOAD}.",
    "alg none with the genuine signature": f"{header(alg='none')}.{PAYLOAD}.{SIGNATURE}",
    "alg None": f"{header(alg='None')}.{PAYLOAD}.",
    "alg NONE": f"{header(alg='NONE')}.{PAYLOAD}.",
    "alg empty": f"{header(alg='')}.{PAYLOAD}.{SIGNATURE}",
    "alg null": f"{header(alg=None)}.{PAYLOAD}.{SIGNATURE}",
    "alg a number": f"{header(alg=256)}.{PAYLOAD}.{SIGNATURE}",
    "alg a list": f"{header(alg=['RS256'])}.{PAYLOAD}.{SIGNATURE}",
    "alg missing": f"{part({'kid': 'pool-key'})}.{PAYLOAD}.{SIGNATURE}",
    "alg in lower case": f"{header(alg='rs256')}.{PAYLOAD}.{SIGNATURE}",
    "HS256 with the public key as secret": hs256(PUBLIC_PEM),
    "HS256 with the modulus as secret": hs256(str(KEY.as_dict(private=False)["n"]).encode()),
    "HS256 with an empty secret": hs256(b""),
    "RS384": jwt.encode({"alg": "RS384", "kid": "pool-key"}, access_claims(), UNBOUND, algorithms=["RS384"]),
    "RS512": jwt.encode({"alg": "RS512", "kid": "pool-key"}, access_claims(), UNBOUND, algorithms=["RS512"]),
    "PS256": jwt.encode({"alg": "PS256", "kid": "pool-key"}, access_claims(), UNBOUND, algorithms=["PS256"]),
    "ES256": jwt.encode({"alg": "ES256", "kid": "pool-key"}, access_claims(), EC_KEY, algorithms=["ES256"]),
    # The key
    "a foreign key under its own id": sign(access_claims(), FOREIGN_KEY),
    "a foreign key under the pool's id": sign(access_claims(), FOREIGN_KEY, kid="pool-key"),
    "a foreign key brought along as jwk": sign(
        access_claims(), FOREIGN_KEY, kid="pool-key", jwk=FOREIGN_KEY.as_dict(private=False)
    ),
    "a foreign key behind jku": sign(access_claims(), FOREIGN_KEY, kid="x", jku="https://evil.example/jwks.json"),
    "a foreign key behind x5u": sign(access_claims(), FOREIGN_KEY, kid="x", x5u="https://evil.example/cert.pem"),
    "a foreign key in x5c": sign(access_claims(), FOREIGN_KEY, kid="pool-key", x5c=["MIIB"]),
    "kid missing": jwt.encode({"alg": "RS256"}, access_claims(), FOREIGN_KEY),
    "kid null": f"{header(kid=None)}.{PAYLOAD}.{SIGNATURE}",
    "kid a path": f"{header(kid='../../dev/null')}.{PAYLOAD}.{SIGNATURE}",
    "kid an injection": f"{header(kid=chr(39) + ' OR 1=1 --')}.{PAYLOAD}.{SIGNATURE}",
    "kid a list": f"{header(kid=['pool-key'])}.{PAYLOAD}.{SIGNATURE}",
    "kid an object": f"{header(kid={'a': 1})}.{PAYLOAD}.{SIGNATURE}",
    # The header
    "an unknown critical extension": f"{header(crit=['exp'], exp=NOW)}.{PAYLOAD}.{SIGNATURE}",
    "an empty list of critical extensions, signed": sign(access_claims(), crit=[]),
    "an unencoded payload": f"{header(b64=False, crit=['b64'])}.{PAYLOAD}.{SIGNATURE}",
    "a header that is a list": f"{part([])}.{PAYLOAD}.{SIGNATURE}",
    "a header that is a text": f"{part('RS256')}.{PAYLOAD}.{SIGNATURE}",
    "a header with the key twice": f"{part(TWICE)}.{PAYLOAD}.{SIGNATURE}",
    "a header nested deeply": f"{part(b'[' * 5000)}.{PAYLOAD}.{SIGNATURE}",
    # The payload
    "one more claim": f"{HEADER}.{unsigned_part({**access_claims(), 'cognito:groups': ['admins']})}.{SIGNATURE}",
    "another subject": f"{HEADER}.{unsigned_part(access_claims(sub='root'))}.{SIGNATURE}",
    "a later expiry": f"{HEADER}.{unsigned_part(access_claims(exp=NOW * 2))}.{SIGNATURE}",
    "no payload": f"{HEADER}..{SIGNATURE}",
    "a payload that is a list, signed": jwt.encode({"alg": "RS256", "kid": "pool-key"}, {"0": []}, KEY),
    # The signature
    "no signature": f"{HEADER}.{PAYLOAD}.",
    "another token's signature": f"{HEADER}.{PAYLOAD}.{sign(id_claims()).split('.')[2]}",
    "half a signature": f"{HEADER}.{PAYLOAD}.{SIGNATURE[: len(SIGNATURE) // 2]}",
    "a signature of zeros": f"{HEADER}.{PAYLOAD}.{part(bytes(256))}",
    "a signature that is no base64url": f"{HEADER}.{PAYLOAD}.!!!!",
    # The form
    "nothing": "",
    "one dot": f"{HEADER}.{PAYLOAD}",
    "four parts": f"{GENUINE}.{SIGNATURE}",
    "dots": "....",
    "a JWE's five parts": f"{GENUINE}.{PAYLOAD}.{SIGNATURE}",
    "the JSON serialization": json.dumps({"payload": PAYLOAD, "protected": HEADER, "signature": SIGNATURE}),
    "a line break inside": f"{HEADER}.\n{PAYLOAD}.{SIGNATURE}",
    "megabytes": "a" * 3_000_000,
    "characters beyond ASCII": f"{HEADER}.{PAYLOAD}.ü{SIGNATURE}",
    "a null character": f"{GENUINE}\0",
    # Genuine signatures, wrong claims
    "expired": sign(access_claims(exp=NOW - LEEWAY_S - 1)),
    "without expiry": sign(access_claims(exp=None)),
    "with an expiry of text": sign(access_claims(exp="2999-01-01")),
    "with an expiry of true": sign(access_claims(exp=True)),
    "with an expiry of a list": sign(access_claims(exp=[NOW * 2])),
    **{
        f"{name} of {value}, signed": sign(access_claims(**{name: float(value)}))
        for name in ("exp", "iat", "nbf")
        for value in ("NaN", "Infinity", "-Infinity")
    },
    "not valid yet": sign(access_claims(nbf=NOW + LEEWAY_S + 10)),
    "issued in the future": sign(access_claims(iat=NOW + LEEWAY_S + 10)),
    "issued at a text": sign(access_claims(iat="now")),
    "another pool's issuer": sign(access_claims(iss=ISSUER.replace("_abc", "_xyz"))),
    "an issuer that begins like ours": sign(access_claims(iss=f"{ISSUER}.evil.example")),
    "an issuer with a slash more": sign(access_claims(iss=f"{ISSUER}/")),
    "no issuer": sign(access_claims(iss=None)),
    "an issuer that is a list": sign(access_claims(iss=[ISSUER])),
    "another client": sign(access_claims(client_id="another")),
    "no client": sign(access_claims(client_id=None)),
    "a client that is a list": sign(access_claims(client_id=[CLIENT_ID])),
    "a client that is an object": sign(access_claims(client_id={"id": CLIENT_ID})),
    "an access token with aud for client_id": sign(access_claims(client_id=None, aud=CLIENT_ID)),
    "an ID token": sign(id_claims()),
    "an ID token that says access": sign({**id_claims(), "token_use": "access"}),
    "no subject": sign(access_claims(sub=None)),
    "an empty subject": sign(access_claims(sub="")),
    "a subject that is a number": sign(access_claims(sub=7)),
    "no token use": sign(access_claims(token_use=None)),
    "an unknown token use": sign(access_claims(token_use="refresh")),
    "a token use that is a list": sign(access_claims(token_use=["access"])),
}


def test_there_are_more_than_fifty_of_them():
    assert len(HOSTILE) > 50


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_token_is_refused(name):
    with pytest.raises(VerificationError, match=r"^The token is refused: "):
        verifier().verify(HOSTILE[name], token_use="access")


@pytest.mark.parametrize("name", HOSTILE)
def test_a_refusal_never_repeats_the_token(name):
    with pytest.raises(VerificationError) as refusal:
        verifier().verify(HOSTILE[name], token_use="access")
    parts = [one for one in HOSTILE[name].split(".") if len(one) > 20]
    assert not [one for one in parts if one in str(refusal.value)]


@given(st.integers(0, len(GENUINE) - 1), st.characters(codec="ascii"))
def test_any_single_changed_character_is_refused(at, character):
    changed = GENUINE[:at] + character + GENUINE[at + 1 :]
    same_bytes = at == len(GENUINE) - 1 or changed == GENUINE  # the last one's lowest bits stand for nothing
    if not same_bytes:
        with pytest.raises(VerificationError):
            verifier().verify(changed)


@given(st.text(max_size=200))
def test_any_text_is_refused(text):
    with pytest.raises(VerificationError):
        verifier().verify(text)


@given(st.binary(max_size=60), st.binary(max_size=60), st.binary(max_size=60))
def test_any_three_parts_are_refused(first, second, third):
    with pytest.raises(VerificationError):
        verifier().verify(".".join(part(one) for one in (first, second, third)))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from(["iss", "client_id", "token_use"]), JSON)
def test_claims_of_any_type_are_refused_and_never_an_accident(claim, value):
    if access_claims()[claim] != value:
        with pytest.raises(VerificationError):
            verifier().verify(sign(access_claims(**{claim: value})), token_use="access")


@given(st.dictionaries(st.sampled_from(["alg", "kid", "typ", "crit", "jwk", "zip", "b64", "cty"]), JSON, min_size=1))
def test_headers_of_any_kind_are_refused_with_a_signature_over_another_one(changes):
    forged = f"{header(**changes)}.{PAYLOAD}.{SIGNATURE}"
    if forged != GENUINE:
        with pytest.raises(VerificationError):
            verifier().verify(forged)


def test_genuine_tokens_of_every_kind_are_accepted():
    machine = access_claims(sub=CLIENT_ID, scope="orders/read")
    federated = access_claims(**{"cognito:groups": ["us-east-1_abc_Google"], "username": "Google_1"})
    for claims in (access_claims(), machine, federated):
        assert verifier().verify(sign(claims), token_use="access").claims == claims
    assert verifier().verify(sign(id_claims()), token_use="id").claims == id_claims()


def test_a_scope_and_a_group_can_be_asked_for():
    token = sign(access_claims(scope="orders/read openid", **{"cognito:groups": ["admins"]}))
    assert verifier().verify(token, scopes=["orders/read"], groups=["admins"])
    with pytest.raises(VerificationError, match="lacks the scope orders/write"):
        verifier().verify(token, scopes=["orders/write"])
    with pytest.raises(VerificationError, match="group owners"):
        verifier().verify(token, groups=["owners"])


def test_a_scope_that_another_one_contains_is_not_that_scope():
    with pytest.raises(VerificationError, match="lacks the scope"):
        verifier().verify(sign(access_claims(scope="orders/readonly")), scopes=["orders/read"])


def test_a_stream_of_invented_key_ids_fetches_the_keys_once():
    http = FakeHttp([KEY])
    one = verifier()
    one._http = http  # type: ignore[assignment] # the fake has what is called
    for number in range(20):
        with pytest.raises(VerificationError, match="has no key"):
            one.verify(sign(access_claims(), FOREIGN_KEY, kid=f"invented-{number}"))
    assert http.fetched == 1


def test_an_issuer_of_the_newer_form_is_accepted_where_the_pools_discovery_names_it():
    newer = "https://issuer-cognito-idp.us-east-1.amazonaws.com/us-east-1_abc"
    http = FakeHttp([KEY])
    one = verifier()
    one._http = http  # type: ignore[assignment] # as above
    with pytest.raises(VerificationError, match="its issuer"):
        one.verify(sign(access_claims(iss=newer)))
    http.issuer = newer
    assert one.verify(sign(access_claims(iss=newer)))
