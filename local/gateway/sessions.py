"""Who is signed in at a load balancer, and who is on the way."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import Final, Generic, TypeVar

from local.cognito.http import Scope
from local.gateway.identity_provider import SignedIn

LOGIN_TIMEOUT_S: Final = 900.0
"""How long a sign-in may take."""
MAX_COUNT: Final = 1000
T = TypeVar("T")


@dataclass(slots=True)
class Entry(Generic[T]):
    """What is kept under one name."""

    value: T
    ends: float


@dataclass(slots=True)
class ExpiringStore(Generic[T]):
    """Values under names that nobody guesses, each for a while; the oldest goes where there are too many."""

    lasts_s: float
    entries: dict[str, Entry[T]] = field(default_factory=dict)

    def add(self, value: T, now: float) -> str:
        """Keep a value; its name."""
        while len(self.entries) >= MAX_COUNT:
            del self.entries[next(iter(self.entries))]
        name = secrets.token_urlsafe(32)
        self.entries[name] = Entry(value, now + self.lasts_s)
        return name

    def get(self, names: Iterable[str], now: float) -> tuple[str, T] | None:
        """The first of these names that something is kept under, and what."""
        for name in names:
            entry = self.entries.get(name)
            if entry is not None and entry.ends > now:
                return name, entry.value
        return None

    def replace(self, name: str, value: T) -> None:
        """Keep another value under the same name, for no longer."""
        if name in self.entries:
            self.entries[name].value = value

    def pop(self, name: str, now: float) -> T | None:
        """Take a value, once."""
        entry = self.entries.pop(name, None)
        return entry.value if entry is not None and entry.ends > now else None


@dataclass(frozen=True, slots=True)
class PendingSignIn:
    """A browser that has been sent to the sign-in page."""

    target: str
    """What it asked for."""
    redirect_uri: str
    nonce: str
    """Which browser it is: it has this in a cookie."""


Sessions = ExpiringStore[SignedIn]
SignIns = ExpiringStore[PendingSignIn]


def cookies_of(scope: Scope, name: str) -> list[str]:
    """The values of a request's cookies of one name."""
    found = []
    for key, value in scope["headers"]:
        if key == b"cookie":
            for pair in value.decode("latin-1").split(";"):
                one, _, content = pair.strip().partition("=")
                if one == name:
                    found.append(content)
    return found


def cookie(name: str, value: str, lasts_s: float, *, secure: bool) -> tuple[bytes, bytes]:
    """A header that sets a cookie; with 0 seconds, one that removes it."""
    jar = SimpleCookie()
    try:
        jar[name] = value
    except CookieError:  # the name was checked at the start
        raise AssertionError(name) from None
    jar[name]["path"] = "/"
    jar[name]["httponly"] = True
    jar[name]["samesite"] = "Lax"
    jar[name]["max-age"] = str(int(lasts_s))
    if secure:
        jar[name]["secure"] = True
    return b"set-cookie", jar[name].OutputString().encode()
