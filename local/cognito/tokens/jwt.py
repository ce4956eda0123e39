"""JSON Web Tokens signed with RS256 (RFC 7515, RFC 7519), the only algorithm of Cognito's tokens.

By hand on `cryptography`: a library for all of JOSE takes 80 ms to import, and the engine starts in about 150.
"""

import base64
import binascii
import json
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from local.cognito.json_types import JsonObject

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey


_ENCODE: Final = json.JSONEncoder(separators=(",", ":")).encode


class InvalidTokenError(Exception):
    """What was given isn't a JWT of this form and key."""


def sign(claims: Mapping[str, Any], key: "RSAPrivateKey", kid: str) -> str:
    """A token in compact form."""
    return _signed(_header(kid), claims, key)


def sign_as(header: Mapping[str, Any], claims: Mapping[str, Any], key: "RSAPrivateKey") -> str:
    """The same with a header of one's own, which RS256 signs whatever it says."""
    return _signed(encode(_ENCODE(header).encode()), claims, key)


def claims_of(token: str) -> JsonObject:
    """What a token says, unverified. Raises InvalidTokenError."""
    return _part(token, 1)


def header_of(token: str) -> JsonObject:
    """A token's header, unverified. Raises InvalidTokenError."""
    return _part(token, 0)


def verify(token: str, key: "RSAPublicKey") -> JsonObject:
    """The claims of a token that a key has signed with RS256; times aren't looked at. Raises InvalidTokenError."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.hashes import SHA256

    if header_of(token).get("alg") != "RS256":
        raise InvalidTokenError("The token isn't signed with RS256.")
    signed, _, signature = token.rpartition(".")
    try:
        key.verify(decode(signature), signed.encode(), PKCS1v15(), SHA256())
    except InvalidSignature as error:
        raise InvalidTokenError("The token's signature is invalid.") from error
    return claims_of(token)


def half_hash(token: str) -> str:
    """`at_hash` of an access token (OpenID Connect Core section 3.1.3.6)."""
    import hashlib

    return encode(hashlib.sha256(token.encode()).digest()[:16])


def jwk(key: "RSAPublicKey", kid: str) -> dict[str, str]:
    """A public key as a JSON Web Key (RFC 7517)."""
    numbers = key.public_numbers()
    return {
        "alg": "RS256",
        "e": _integer(numbers.e),
        "kid": kid,
        "kty": "RSA",
        "n": _integer(numbers.n),
        "use": "sig",
    }


def encode(content: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """The bytes of base64url without padding. Raises InvalidTokenError."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidTokenError("The token isn't base64url.") from error


def _part(token: str, number: int) -> JsonObject:
    parts = token.split(".")
    if len(parts) != 3:  # noqa: PLR2004 - header, payload, signature
        raise InvalidTokenError("The token doesn't have three parts.")
    try:
        found = json.loads(decode(parts[number]))
    except (ValueError, RecursionError) as error:
        raise InvalidTokenError("The token's parts aren't JSON.") from error
    if not isinstance(found, dict):
        raise InvalidTokenError("The token's parts aren't JSON objects.")
    return found


def _signed(header: str, claims: Mapping[str, Any], key: "RSAPrivateKey") -> str:
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.hashes import SHA256

    signed = f"{header}.{encode(_ENCODE(claims).encode())}"
    return f"{signed}.{encode(key.sign(signed.encode(), PKCS1v15(), SHA256()))}"


@cache
def _header(kid: str) -> str:
    """The header of tokens that a key signs, encoded."""
    return encode(_ENCODE({"kid": kid, "alg": "RS256"}).encode())


def _integer(number: int) -> str:
    return encode(number.to_bytes((number.bit_length() + 7) // 8, "big"))
