"""Secrets in the system's keyring, by the package as it comes and with keyrings made for the tests."""

import sys

import pytest
from keyring.backends.fail import Keyring as NoKeyring
from keyring.errors import KeyringLocked

from automation.errors import UsageError
from automation.terminal.keyring_secrets import (
    KeyringUnavailableError,
    check_source,
    is_in_keyring,
    keyring_secret,
)
from tests.automation.keyrings import SOURCE, Keyring, use_keyring


def why_not(source: str = SOURCE) -> str:
    with pytest.raises(KeyringUnavailableError) as refusal:
        keyring_secret(source)
    assert "\n" not in str(refusal.value)
    return str(refusal.value)


def test_a_secret_is_an_entry_of_a_service_whose_name_may_have_slashes(monkeypatch: pytest.MonkeyPatch) -> None:
    use_keyring(monkeypatch, Keyring("s3cret"))
    assert is_in_keyring(SOURCE)
    assert keyring_secret(check_source(SOURCE, "--client-secret")) == "s3cret"


@pytest.mark.parametrize("secret", [None, ""])
def test_an_entry_that_lacks_is_said_with_how_to_make_it(monkeypatch: pytest.MonkeyPatch, secret: str | None) -> None:
    use_keyring(monkeypatch, Keyring(secret))
    assert why_not().endswith("Store it with: keyring set https://shop.example/pool batch")
    assert why_not("keyring:my shop/x").endswith("keyring set 'my shop' x")


def test_a_system_without_a_keyring_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    use_keyring(monkeypatch, NoKeyring())
    assert "this system has no keyring" in why_not()


def test_without_the_package_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert "pip install 'cognito-access-token[keyring]'" in why_not()


def test_a_keyring_that_fails_says_nothing_of_what_it_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    use_keyring(monkeypatch, Keyring(failure=KeyringLocked("s3cret")))
    assert "the keyring is locked" in why_not()
    use_keyring(monkeypatch, Keyring(failure=RuntimeError("s3cret")))
    assert "the keyring failed (RuntimeError)" in why_not()
    assert "s3cret" not in why_not()


@pytest.mark.parametrize("given", ["keyring:", "keyring:x", "keyring:/x", "keyring:x/", "keyring:a\n/b"])
def test_what_names_no_entry_is_refused_before_the_keyring_is_asked(given: str) -> None:
    with pytest.raises(UsageError, match="keyring:SERVICE/NAME"):
        check_source(given, "--client-secret")
