"""What a load balancer signs, read by a library that nobody here wrote."""

import base64
import json
import time

import jwt
import pytest

from local.gateway.user_claims import UserClaimsSigner

ARN = "arn:aws:elasticloadbalancing:us-east-1:000000000000:loadbalancer/app/local-gateway/0123456789abcdef"
ISSUER = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_a1B2c3D4e"
SIGNER = UserClaimsSigner(ARN, ISSUER, "client")
CLAIMS = {"sub": "ada", "email": "ada@example.com", "name": "Ada ÿÿ>"}


def test_pyjwt_verifies_it_with_the_public_key():
    now = time.time()
    signed = SIGNER.sign(CLAIMS, now)
    found = jwt.decode(signed, SIGNER.public_key, algorithms=["ES256"])
    assert found == {**CLAIMS, "iss": ISSUER, "exp": int(now) + 120}


def test_its_header_names_key_signer_issuer_client_and_expiry():
    header = jwt.get_unverified_header(SIGNER.sign(CLAIMS, 1000))
    assert header == {
        "typ": "JWT",
        "alg": "ES256",
        "kid": SIGNER.kid,
        "iss": ISSUER,
        "client": "client",
        "signer": ARN,
        "exp": 1120,
    }


def test_its_parts_are_padded_as_a_load_balancers_are():
    parts = SIGNER.sign(CLAIMS, 1000).split(".")
    assert all(len(part) % 4 == 0 for part in parts)
    assert json.loads(base64.urlsafe_b64decode(parts[1]))["name"] == "Ada ÿÿ>"
    assert len(base64.urlsafe_b64decode(parts[2])) == 64


def test_every_load_balancer_has_a_key_of_its_own():
    other = UserClaimsSigner(ARN, ISSUER, "client")
    assert other.kid != SIGNER.kid
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(SIGNER.sign(CLAIMS, time.time()), other.public_key, algorithms=["ES256"])


def test_the_private_key_is_not_shown():
    assert "key=" not in repr(SIGNER)
