"""Secrets in the system's keyring, by the package `keyring`, which is there where somebody has asked for it."""

import shlex
from typing import Final

from automation.errors import DriverError, UsageError

PREFIX: Final = "keyring:"
FORM: Final = "keyring:SERVICE/NAME"


class KeyringUnavailableError(DriverError):
    """There is no such secret in the system's keyring, or no keyring."""

    code = "keyring_unavailable"


def is_in_keyring(text: str) -> bool:
    """Whether a text names a secret of the keyring's, in place of being one."""
    return text.startswith(PREFIX)


def check_source(text: str, option: str) -> str:
    """The text itself, where it names a service and an entry's name. Raises UsageError; the keyring isn't asked."""
    service, _, name = text.removeprefix(PREFIX).rpartition("/")
    if not service or not name or not text.isprintable():
        raise UsageError(f"{option} {text[:200]!r} doesn't name a secret in the keyring. Write {FORM}.")
    return text


def keyring_secret(source: str) -> str:
    """The secret that `keyring:SERVICE/NAME` names; SERVICE may have slashes. Raises KeyringUnavailableError."""
    service, _, name = source.removeprefix(PREFIX).rpartition("/")
    words = f"{shlex.quote(service)} {shlex.quote(name)}"
    try:
        import keyring  # an extra, and slow
        from keyring.errors import KeyringLocked, NoKeyringError
    except ImportError:
        raise KeyringUnavailableError(
            f"{source} can't be read: the package keyring isn't installed. Install it (pip install "
            "'cognito-access-token[keyring]'), or give the secret with --client-secret @FILE."
        ) from None
    try:
        secret = keyring.get_password(service, name)
    except NoKeyringError:
        raise KeyringUnavailableError(
            f"{source} can't be read: this system has no keyring that the package keyring can use (see `keyring "
            "--list-backends`). Give the secret with --client-secret @FILE."
        ) from None
    except KeyringLocked:
        raise KeyringUnavailableError(f"{source} can't be read: the keyring is locked. Unlock it.") from None
    except Exception as error:  # noqa: BLE001 - a backend's own, whichever it is; its text may be anything
        raise KeyringUnavailableError(
            f"{source} can't be read: the keyring failed ({type(error).__name__}). Check that `keyring get "
            f"{words}` works."
        ) from None
    if not secret:
        raise KeyringUnavailableError(
            f"The keyring has no secret {name} for the service {service}. Store it with: keyring set {words}"
        )
    return secret
