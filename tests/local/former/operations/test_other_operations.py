"""API reference: GetSigningCertificate; and what is answered to an operation that the emulator doesn't have."""

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from botocore.exceptions import ClientError
from cryptography import x509


def test_a_pool_has_one_signing_certificate_for_ten_years(cognito, pool, make_pool):
    text = cognito.get_signing_certificate(UserPoolId=pool)["Certificate"]
    certificate = x509.load_der_x509_certificate(base64.b64decode(text))
    assert certificate.not_valid_after_utc > datetime.now(UTC) + timedelta(days=9 * 365)
    certificate.verify_directly_issued_by(certificate)
    assert cognito.get_signing_certificate(UserPoolId=pool)["Certificate"] == text
    assert cognito.get_signing_certificate(UserPoolId=make_pool())["Certificate"] != text


def test_an_operation_that_is_not_available_is_refused_by_its_name(cognito, pool):
    with pytest.raises(
        ClientError, match="operation ListUserPoolReplicas is not available on the local target"
    ) as info:
        cognito.list_user_pool_replicas(UserPoolId=pool)
    assert info.value.response["Error"]["Code"] == "UnknownOperationException"


def test_an_operation_that_nobody_has_is_refused_alike(raw):
    assert json.loads(raw("MakeCoffee", {}))["__type"] == "UnknownOperationException"
