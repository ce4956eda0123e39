"""What a load balancer tells its targets of a user, signed: `x-amzn-oidc-data`.

Source: "User claims encoding and signature verification" in "Authenticate users using an Application Load Balancer",
Elastic Load Balancing user guide: ES256; key id, signer, issuer, client and expiry in the header; padded base64url; the
public key in PEM at an address that ends with the key id.
"""

import base64
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

VALIDITY_S: Final = 120
NUMBER_BYTES: Final = 32
"""Of each half of a P-256 signature (RFC 7518 section 3.4)."""


@dataclass(frozen=True)
class UserClaimsSigner:
    """Signs for one load balancer."""

    load_balancer_arn: str
    issuer: str
    client_id: str
    kid: str = field(default_factory=lambda: str(uuid.uuid4()))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()), repr=False)

    def sign(self, claims: Mapping[str, Any], now: float) -> str:
        """A user's claims as a JWT. By hand: its padding is signed, and libraries for JOSE make none."""
        expires = int(now) + VALIDITY_S
        head = {
            "typ": "JWT",
            "kid": self.kid,
            "alg": "ES256",
            "iss": self.issuer,
            "client": self.client_id,
            "signer": self.load_balancer_arn,
            "exp": expires,
        }
        signed = f"{_padded(head)}.{_padded({**claims, 'exp': expires, 'iss': self.issuer})}"
        r, s = decode_dss_signature(self.key.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
        signature = r.to_bytes(NUMBER_BYTES, "big") + s.to_bytes(NUMBER_BYTES, "big")
        return f"{signed}.{base64.urlsafe_b64encode(signature).decode()}"

    @property
    def public_key(self) -> bytes:
        """In PEM."""
        return self.key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )


def _padded(part: Mapping[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part, separators=(",", ":")).encode()).decode()
