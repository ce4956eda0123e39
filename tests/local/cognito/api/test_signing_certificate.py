"""API reference: GetSigningCertificate."""

import base64
from datetime import UTC, datetime, timedelta

from cryptography import x509

from local.cognito.engine import Engine
from tests.local.cognito.world import World


def test_a_pool_has_one_signing_certificate_for_ten_years(engine: Engine) -> None:
    world, other = World.with_pool(engine), World.with_pool(engine)
    text = world.of_pool("GetSigningCertificate")["Certificate"]
    certificate = x509.load_der_x509_certificate(base64.b64decode(text))
    assert certificate.not_valid_after_utc > datetime.now(UTC) + timedelta(days=9 * 365)
    certificate.verify_directly_issued_by(certificate)
    assert world.of_pool("GetSigningCertificate")["Certificate"] == text
    assert other.of_pool("GetSigningCertificate")["Certificate"] != text
