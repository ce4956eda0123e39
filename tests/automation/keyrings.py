"""Keyrings for the package `keyring`, in memory."""

import keyring.core
import pytest
from keyring.backend import KeyringBackend

SERVICE, NAME = "https://shop.example/pool", "batch"
SOURCE = f"keyring:{SERVICE}/{NAME}"


class Keyring(KeyringBackend):
    """Holds one secret, and counts how often it is asked."""

    priority = 1.0

    def __init__(self, secret: str | None = None, failure: Exception | None = None) -> None:
        super().__init__()
        self.secret, self.failure, self.asked = secret, failure, 0

    def get_password(self, service: str, username: str) -> str | None:
        self.asked += 1
        if self.failure is not None:
            raise self.failure
        return self.secret if (service, username) == (SERVICE, NAME) else None

    def set_password(self, service: str, username: str, password: str) -> None:
        raise AssertionError("nobody writes")


def use_keyring(patch: pytest.MonkeyPatch, backend: KeyringBackend) -> None:
    """Have the package use it, whatever this system has."""
    patch.setattr(keyring.core, "_keyring_backend", backend)
