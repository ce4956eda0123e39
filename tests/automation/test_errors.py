"""Every error ends in a sentence for people and a code for programs."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
import requests
from botocore.exceptions import ClientError, EndpointConnectionError

from automation.errors import DriverError, UsageError, described, reason


def refusal(code):
    return ClientError({"Error": {"Code": code, "Message": "User pool us-east-1_abc does not exist."}}, "ListUsers")


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (DriverError("it failed"), "failed", "it failed"),
        (UsageError("not so"), "usage", "not so"),
        (refusal("ResourceNotFoundException"), "gone", "us-east-1_abc does not exist"),
        (refusal("TooManyRequestsException"), "aws_refused", "AWS refused ListUsers"),
        (EndpointConnectionError(endpoint_url="http://127.0.0.1:1"), "aws_unreachable", "127.0.0.1:1"),
        (RecursionError(), "too_deep", "nested too deeply"),
        (FileNotFoundError(2, "No such file or directory", "/x"), "system", "on /x: No such file"),
        (ZeroDivisionError(), "unforeseen", "ZeroDivisionError"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_an_error_has_a_code_and_a_text(error, code, words):
    found = described(error)
    assert found[0] == code
    assert words in found[1]


def test_an_address_with_a_code_in_it_is_not_repeated():
    request = requests.Request("GET", "http://127.0.0.1:4566/back?code=s3cret").prepare()
    code, text = described(requests.ConnectionError("…?code=s3cret", request=request))
    assert (code, "127.0.0.1:4566" in text, "s3cret" in text) == ("network", True, False)


@pytest.mark.parametrize(
    ("days", "words"),
    [(1, r"clock is 1 day, 0:00:\d\d \(h:mm:ss\) ahead of the service's"), (-1, "behind the service's")],
)
def test_a_clock_that_is_off_is_said_with_by_how_much(days, words):
    now = datetime.now(UTC)
    refused = {
        "Error": {"Code": "InvalidSignatureException", "Message": "Signature not yet current: 20261127T051303Z"},
        "ResponseMetadata": {"HTTPHeaders": {"date": format_datetime(now - timedelta(days=days), usegmt=True)}},
    }
    assert re.search(words, reason(ClientError(refused, "ListUsers")))


def test_a_reason_is_the_services_words_with_no_address_that_may_hold_a_signature():
    refused = ClientError({"Error": {"Code": "UsernameExistsException", "Message": "User exists."}}, "AdminCreateUser")
    broken = requests.ConnectionError("https://bucket/?X-Amz-Signature=secret")
    broken.request = requests.Request("PUT", "https://bucket/?X-Amz-Signature=secret").prepare()

    assert reason(refused) == "User exists (UsernameExistsException)"
    assert "secret" not in reason(broken)
    assert reason(ValueError("no reason")) == "no reason"
