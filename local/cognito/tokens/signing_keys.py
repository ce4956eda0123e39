"""RSA keys that sign tokens, made before they are needed: each takes some 40 ms."""

import threading
from collections import deque
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

KEY_BITS: Final = 2048
PUBLIC_EXPONENT: Final = 65537


class SigningKeys(Protocol):
    """Where keys come from."""

    def take(self) -> "RSAPrivateKey":
        """A key that nobody else has."""

    def close(self) -> None:
        """No more are needed."""


class KeyMaker:
    """Makes keys in a thread, `spare` of them in advance. OpenSSL works outside of the interpreter's lock."""

    def __init__(self, spare: int = 2) -> None:
        """Start making at once."""
        self._spare = spare
        self._ready: deque[RSAPrivateKey] = deque()
        self._taken = threading.Condition()
        self._closed = False
        threading.Thread(target=self._make, name="signing-keys", daemon=True).start()

    def take(self) -> "RSAPrivateKey":
        """A key that nobody else has."""
        with self._taken:
            if self._ready:
                key = self._ready.popleft()
                self._taken.notify()
                return key
        return new_key()

    def close(self) -> None:
        """Make no more."""
        with self._taken:
            self._closed = True
            self._taken.notify()

    def _make(self) -> None:
        while True:
            key = new_key()
            with self._taken:
                self._ready.append(key)
                self._taken.wait_for(lambda: self._closed or len(self._ready) < self._spare)
                if self._closed:
                    return


def new_key() -> "RSAPrivateKey":
    """A new key."""
    from cryptography.hazmat.primitives.asymmetric import rsa

    return rsa.generate_private_key(PUBLIC_EXPONENT, KEY_BITS)


def to_pem(key: "RSAPrivateKey") -> bytes:
    """PKCS #8, not encrypted."""
    from cryptography.hazmat.primitives import serialization

    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def from_pem(written: bytes) -> "RSAPrivateKey":
    """What `to_pem` wrote. Raises ValueError where it is no key, TypeError where it is another kind.

    Its primes aren't tested again: that takes as long as making a key, at every start of the engine.
    """
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    key = serialization.load_pem_private_key(written, password=None, unsafe_skip_rsa_key_validation=True)
    if not isinstance(key, RSAPrivateKey):
        raise TypeError("not an RSA key")
    return key
