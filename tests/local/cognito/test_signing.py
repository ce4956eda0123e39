"""Signatures of our own signer are those that botocore makes, and our own verifier accepts them."""

import calendar
import time
from dataclasses import replace
from urllib.parse import quote

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as BotocoreCredentials
from hypothesis import given
from hypothesis import strategies as st

from local.cognito.signature import Request, Verifier, claim_of
from local.cognito.signing import signed_headers
from local.credentials import Credentials

KEY = Credentials("LOCALEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
HOST = "127.0.0.1:4566"


def test_it_signs_as_botocore_does():
    path, query = "/_engine/snapshots/one", "b=2&a=%2B1"
    theirs = AWSRequest("PUT", f"http://{HOST}{path}?{query}", {"Host": HOST}, b"{}")
    SigV4Auth(BotocoreCredentials(KEY.access_key, KEY.secret_key), "local-engine", "us-east-1").add_auth(theirs)
    now = calendar.timegm(time.strptime(theirs.headers["X-Amz-Date"], "%Y%m%dT%H%M%SZ"))
    headers = signed_headers(Request("PUT", path, query, [("host", HOST)], b"{}"), KEY, "local-engine", now=now)
    assert headers["authorization"] == theirs.headers["Authorization"]


@given(st.text(st.characters(categories=("L", "N", "P", "S")), max_size=20), st.binary(max_size=50))
def test_the_verifier_accepts_what_it_signs(name, body):
    written = quote(name, safe="")
    request = Request("PUT", f"/_engine/snapshots/{written}", f"a={written}", [("host", HOST)], body)
    signed = replace(request, headers=list(signed_headers(request, KEY, "local-engine").items()))
    claim = claim_of(signed)
    assert claim is not None
    Verifier(KEY.access_key, KEY.secret_key).verify(signed, claim)
