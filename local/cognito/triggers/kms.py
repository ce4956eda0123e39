"""The local stand-in for the KMS key of custom senders (LambdaConfig's KMSKeyID).

Codes are encrypted with the AWS Encryption SDK's message format, so that a function decrypts them with that SDK as it
does on AWS: its KMS client, led to the engine by AWS_ENDPOINT_URL, calls Decrypt, the one operation of KMS that the
engine answers. Every key ARN is a key; what one engine has encrypted no other one decrypts.
"""

import base64
import binascii
import hashlib
import hmac
import json
import os
import struct
from collections.abc import Mapping
from typing import Any, Final

from local.cognito.errors import CognitoError
from local.cognito.json_types import JsonObject
from local.cognito.triggers.encrypted_message import encrypted_message

TARGET: Final = "TrentService.Decrypt"
"""X-Amz-Target of KMS's Decrypt."""
_MARK: Final = b"\x01"
_NONCE_LENGTH: Final = 12


class LocalKms:
    """Encrypts codes, and decrypts the data keys of what it has encrypted."""

    def __init__(self, secret: bytes) -> None:
        """`secret` is the engine's own, 32 bytes or more; keys of KMS are derived from it."""
        self._secret = secret

    def encrypt_code(self, code: str, key_arn: str) -> str:
        """`request.code` of a custom sender's event: Base64 of a message of the AWS Encryption SDK."""

        def wrap_key(data_key: bytes, context: Mapping[str, str]) -> bytes:
            nonce = os.urandom(_NONCE_LENGTH)
            sealed: bytes = self._cipher(key_arn).encrypt(nonce, data_key, _bound(context))
            arn = key_arn.encode()
            return _MARK + struct.pack(">H", len(arn)) + arn + nonce + sealed

        return base64.b64encode(encrypted_message(code.encode(), key_arn, wrap_key)).decode()

    def decrypt(self, parameters: Mapping[str, Any]) -> JsonObject:
        """KMS's Decrypt: `CiphertextBlob`, `EncryptionContext` and `KeyId` in; `KeyId` and `Plaintext` out.

        Raises InvalidCiphertextException, and IncorrectKeyException where another key is named.
        """
        key_arn, nonce, sealed = _opened(parameters.get("CiphertextBlob"))
        asked = parameters.get("KeyId")
        if asked and not _names(str(asked), key_arn):
            text = "The key ID in the request does not identify a CMK that can perform this operation."
            raise CognitoError("IncorrectKeyException", text)
        context = parameters.get("EncryptionContext") or {}
        try:
            plaintext = self._cipher(key_arn).decrypt(nonce, sealed, _bound(context))
        except Exception as error:
            from cryptography.exceptions import InvalidTag

            if isinstance(error, InvalidTag):
                raise _invalid_ciphertext() from error
            raise
        return {
            "KeyId": key_arn,
            "Plaintext": base64.b64encode(plaintext).decode(),
            "EncryptionAlgorithm": "SYMMETRIC_DEFAULT",
        }

    def _cipher(self, key_arn: str) -> Any:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        return AESGCM(hmac.digest(self._secret, b"kms " + key_arn.encode(), hashlib.sha256))


def _bound(context: Mapping[str, str]) -> bytes:
    return json.dumps(context, sort_keys=True).encode()


def _opened(blob: object) -> tuple[str, bytes, bytes]:
    try:
        data = base64.b64decode(str(blob), validate=True)
        length = struct.unpack(">H", data[1:3])[0]
        start, end = 3 + length, 3 + length + _NONCE_LENGTH
        key_arn = data[3:start].decode()
    except (binascii.Error, struct.error, ValueError) as error:
        raise _invalid_ciphertext() from error
    if data[:1] != _MARK or len(data) <= end:
        raise _invalid_ciphertext()
    return key_arn, data[start:end], data[end:]


def _names(asked: str, key_arn: str) -> bool:
    """Whether a key's ARN, or what stands behind its last colon or slash, is meant."""
    return asked in {key_arn, key_arn.rpartition(":")[2], key_arn.rpartition("/")[2]}


def _invalid_ciphertext() -> CognitoError:
    return CognitoError("InvalidCiphertextException", "")
