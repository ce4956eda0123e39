"""Signatures as botocore makes them, and every way in which one can be wrong."""

import datetime as dt
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import pytest
from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from hypothesis import given
from hypothesis import strategies as st

from local.cognito.signature import Request, SignatureError, Verifier, claim_of

KEY, SECRET = "LOCALEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
URL = "http://127.0.0.1:4566/"
BODY = b'{"MaxResults": 1}'
TARGET = {"X-Amz-Target": "AWSCognitoIdentityProviderService.ListUserPools", "Content-Type": "text/plain"}


def seconds() -> float:
    return dt.datetime.now(dt.UTC).timestamp()


def signed(
    url: str = URL, body: bytes = BODY, headers: dict[str, str] = TARGET, method: str = "POST", service: str = "sts"
) -> Request:
    request = AWSRequest(method, url, headers, body)
    SigV4Auth(Credentials(KEY, SECRET, "a token"), service, "eu-west-1").add_auth(request)
    return as_sent(request, body)


def presigned(url: str = f"{URL}?Action=GetCallerIdentity", expires: int = 60) -> Request:
    request = AWSRequest("GET", url)
    SigV4QueryAuth(Credentials(KEY, SECRET), "sts", "eu-west-1", expires=expires).add_auth(request)
    return as_sent(request, b"")


def as_sent(request: Any, body: bytes) -> Request:
    parts = urlsplit(request.url)
    headers = [(name.lower(), value) for name, value in request.headers.items()]
    return Request(request.method, parts.path, parts.query, [("host", parts.netloc), *headers], body)


def verify(request: Request, later_s: float = 0, key: str = KEY, secret: str = SECRET) -> None:
    claim = claim_of(request)
    assert claim is not None
    Verifier(key, secret, lambda: seconds() + later_s).verify(request, claim)


def refused(request: Request, later_s: float = 0, key: str = KEY, secret: str = SECRET) -> str:
    with pytest.raises(SignatureError) as error:
        verify(request, later_s, key, secret)
    assert SECRET not in str(error.value)
    return error.value.code


def with_header(request: Request, name: str, value: str) -> Request:
    return replace(request, headers=[*((key, old) for key, old in request.headers if key != name), (name, value)])


def test_the_example_of_amazons_documentation_is_accepted():
    """From the General Reference, "Examples of the complete Signature Version 4 signing process" (IAM ListUsers)."""
    headers = [
        ("content-type", "application/x-www-form-urlencoded; charset=utf-8"),
        ("host", "iam.amazonaws.com"),
        ("x-amz-date", "20150830T123600Z"),
    ]
    authorization = (
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, "
        "SignedHeaders=content-type;host;x-amz-date, "
        "Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"
    )
    headers.append(("authorization", authorization))
    request = Request("GET", "/", "Action=ListUsers&Version=2010-05-08", headers, b"")
    claim = claim_of(request)
    assert claim is not None
    assert (claim.region, claim.service) == ("us-east-1", "iam")
    at = dt.datetime(2015, 8, 30, 12, 36, tzinfo=dt.UTC).timestamp()
    Verifier("AKIDEXAMPLE", SECRET, lambda: at).verify(request, claim)


def test_what_is_not_signed_claims_nothing():
    assert claim_of(Request("GET", "/", "code=1&state=2", [("authorization", "Bearer x")], b"")) is None


def test_botocores_signatures_are_accepted_in_the_header_and_in_the_query():
    verify(signed())
    verify(presigned())
    verify(signed(f"{URL}2015-03-31/functions/arn%3Aaws%3Alambda%3Aone/invocations?Qualifier=%24LATEST&a=&b=x%20y%2Bz"))


@given(
    st.binary(max_size=50),
    st.lists(st.tuples(st.text("ab *~%é/=", min_size=1), st.text("ab +&=é/~"))),
    st.text(" a\tb", max_size=9),
)
def test_whatever_botocore_signs_is_accepted(body, parameters, value):
    verify(signed(f"{URL}?{urlencode(parameters, quote_via=quote)}", body, {"X-Amz-Meta": value, **TARGET}))


@pytest.mark.parametrize("make", [signed, presigned])
def test_any_change_of_what_is_signed_is_refused(make):
    request = make()
    for changed in (
        replace(request, method="PUT"),
        replace(request, path="/other"),
        replace(request, query=f"{request.query}&a=b"),
        replace(request, body=request.body + b" "),
        with_header(request, "host", "127.0.0.1:1"),
        with_header(request, "x-amz-target", "AWSCognitoIdentityProviderService.DeleteUserPool"),
    ):
        assert refused(changed) == "InvalidSignatureException"
    assert refused(request, secret="other") == "InvalidSignatureException"
    assert refused(request, key="test") == "UnrecognizedClientException"


def test_a_header_that_says_another_hash_of_the_body_is_refused():
    for said in ("UNSIGNED-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "0" * 64):
        assert refused(signed(headers={**TARGET, "X-Amz-Content-SHA256": said})) == "InvalidSignatureException"


@pytest.mark.parametrize("name", ["host", "x-amz-target", "x-amz-date"])
def test_a_header_that_has_to_be_signed_is_missed(name):
    request = signed()
    authorization = request.header("authorization").replace(f"{name};", "").replace(f";{name}", "")
    assert refused(with_header(request, "authorization", authorization)) == "InvalidSignatureException"


def test_clocks_may_differ_by_a_quarter_of_an_hour():
    for later_s in (-14 * 60, 14 * 60):
        verify(signed(), later_s)
    for later_s in (-16 * 60, 16 * 60):
        assert refused(signed(), later_s) == "InvalidSignatureException"


def test_a_presigned_address_is_good_until_it_expires():
    verify(presigned(expires=3600), 59 * 60)
    assert refused(presigned(expires=60), 62) == "InvalidSignatureException"
    assert refused(presigned(), -16 * 60) == "InvalidSignatureException"


@pytest.mark.parametrize(
    "authorization",
    [
        "AWS4-HMAC-SHA256",
        "AWS4-HMAC-SHA256 Credential=a/20260101/b/c/aws4_request, SignedHeaders=host",
        "AWS4-HMAC-SHA256 Credential=a/b/c/aws4_request, SignedHeaders=host, Signature=0",
        "AWS4-HMAC-SHA256 Credential=a/20260101/b/c/other, SignedHeaders=host, Signature=0",
        "AWS4-ECDSA-P256-SHA256 Credential=a/20260101/c/aws4_request, SignedHeaders=host, Signature=0",
        "AWS key:signature",
    ],
)
def test_what_is_no_signature_of_version_4_is_incomplete(authorization):
    with pytest.raises(SignatureError, match="IncompleteSignatureException"):
        claim_of(Request("POST", "/", "", [("host", "a"), ("authorization", authorization)], b""))


def test_two_signatures_are_none():
    one, other = signed(), presigned()
    for both in (
        replace(one, query=other.query),
        replace(one, headers=[*one.headers, ("authorization", one.header("authorization"))]),
        replace(other, query=f"{other.query}&X-Amz-Credential=x"),
    ):
        with pytest.raises(SignatureError, match="IncompleteSignatureException"):
            claim_of(both)


@pytest.mark.parametrize("expires", ["0", "604801", "-1", "x", "٣"])
def test_a_presigned_address_says_for_how_long(expires):
    query = presigned().query.replace("X-Amz-Expires=60", f"X-Amz-Expires={expires}")
    with pytest.raises(SignatureError, match="IncompleteSignatureException"):
        claim_of(replace(presigned(), query=query))


@pytest.mark.parametrize("moment", ["", "20261301T000000Z", "20260101", "2026-01-01T00:00:00Z"])
def test_a_date_that_is_none_is_refused(moment):
    assert refused(with_header(signed(), "x-amz-date", moment)) == "IncompleteSignatureException"
