"""A message of the AWS Encryption SDK, as Cognito sends codes to custom senders.

"AWS Encryption SDK message format reference", version 1: a framed message of one frame under the algorithm suite
`AES_256_GCM_IV12_TAG16_HKDF_SHA384_ECDSA_P384` (0x0378), the SDK's default before key commitment. The developer guide's
examples decrypt with the commitment policy REQUIRE_ENCRYPT_ALLOW_DECRYPT, which is the one for messages without it; the
suite itself isn't documented.
"""

import base64
import os
import struct
from collections.abc import Callable, Mapping
from typing import Final

PUBLIC_KEY: Final = "aws-crypto-public-key"
"""The encryption context's pair that the algorithm suite adds."""
PROVIDER: Final = b"aws-kms"
_VERSION: Final = b"\x01\x80"
_SUITE: Final = b"\x03\x78"
_FRAMED: Final = b"\x02"
_FRAME_LENGTH: Final = 4096
_IV_LENGTH: Final = 12
_KEY_LENGTH: Final = 32
_LAST_FRAME: Final = b"\xff\xff\xff\xff"
_LAST_FRAME_WORDS: Final = b"AWSKMSEncryptionClient Final Frame"

WrapKey = Callable[[bytes, Mapping[str, str]], bytes]
"""Encrypts a data key under a KMS key, bound to an encryption context."""


def encrypted_message(plaintext: bytes, key_arn: str, wrap_key: WrapKey) -> bytes:
    """Encrypt `plaintext`, of less than a frame (4096 bytes), for whoever may use the KMS key."""
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    signing_key = ec.generate_private_key(ec.SECP384R1())
    point = signing_key.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.CompressedPoint
    )
    context = {PUBLIC_KEY: base64.b64encode(point).decode()}
    data_key, message_id = os.urandom(_KEY_LENGTH), os.urandom(16)
    header = _header(message_id, context, key_arn, wrap_key(data_key, context))

    derived = HKDF(hashes.SHA384(), _KEY_LENGTH, salt=None, info=_SUITE + message_id).derive(data_key)
    cipher = AESGCM(derived)
    header_iv, frame_iv = bytes(_IV_LENGTH), (1).to_bytes(_IV_LENGTH, "big")
    header += header_iv + cipher.encrypt(header_iv, b"", header)

    sequence, length = struct.pack(">I", 1), len(plaintext)
    associated = message_id + _LAST_FRAME_WORDS + sequence + struct.pack(">Q", length)
    frame = _LAST_FRAME + sequence + frame_iv + struct.pack(">I", length)
    frame += cipher.encrypt(frame_iv, plaintext, associated)
    return header + frame + _sized(signing_key.sign(header + frame, ec.ECDSA(hashes.SHA384())))


def _header(message_id: bytes, context: Mapping[str, str], key_arn: str, wrapped_key: bytes) -> bytes:
    pairs = b"".join(_sized(name.encode()) + _sized(value.encode()) for name, value in sorted(context.items()))
    associated = struct.pack(">H", len(context)) + pairs
    keys = struct.pack(">H", 1) + _sized(PROVIDER) + _sized(key_arn.encode()) + _sized(wrapped_key)
    content = _FRAMED + bytes(4) + struct.pack(">BI", _IV_LENGTH, _FRAME_LENGTH)
    return _VERSION + _SUITE + message_id + _sized(associated) + keys + content


def _sized(data: bytes) -> bytes:
    return struct.pack(">H", len(data)) + data
