"""The certificate of the key with which a user pool signs."""

import base64
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from local.former import state
from local.former.operations.lookup import pool_of
from local.former.operations.types import Handler, Parameters, Result

CERTIFICATE: Final = "_SigningCertificate"
YEARS: Final = 10


def get_signing_certificate(parameters: Parameters) -> Result:
    """GetSigningCertificate: self-signed, valid for ten years, DER in base64, the same at every call."""
    pool = pool_of(parameters)
    if CERTIFICATE not in pool:
        pool[CERTIFICATE] = _certificate(pool["Id"])
    return {"Certificate": pool[CERTIFICATE]}


def _certificate(pool_id: str) -> str:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.x509.oid import NameOID

    key = state.signing_key(pool_id)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, pool_id)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=365 * YEARS))
        .sign(key, hashes.SHA256())
    )
    return base64.b64encode(certificate.public_bytes(serialization.Encoding.DER)).decode()


ADDED: Final[Mapping[str, Handler]] = {"GetSigningCertificate": get_signing_certificate}
