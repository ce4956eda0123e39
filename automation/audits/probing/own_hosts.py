"""HTTP to the pool's own hosts alone: a redirect to a callback is looked at and never followed."""

from collections.abc import Collection
from typing import Any
from urllib.parse import urlsplit

import requests

from automation.errors import DriverError

TIMEOUT_S = 30


class ForeignAddressError(DriverError):
    """Something led to an address that isn't the pool's; nothing was sent there."""

    def __init__(self, url: str) -> None:
        """`url` may hold a code or a token: the text has its host alone."""
        super().__init__(
            f"It leads to {urlsplit(url).netloc or urlsplit(url).scheme}, which doesn't belong to the user pool."
        )
        self.url = url


class OwnHosts(requests.adapters.BaseAdapter):
    """In the place of a session's adapters."""

    def __init__(self, session: requests.Session, origins: Collection[str]) -> None:
        """`origins`: scheme, host and port of each address that may be asked. Takes over the session's adapters."""
        super().__init__()
        self._origins = frozenset(origins)
        self._adapters = dict(session.adapters)
        session.adapters.clear()
        for prefix in ("https://", "http://", ""):
            session.mount(prefix, self)

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        """Send it, or raise ForeignAddressError."""
        url = str(request.url)
        if origin(url) not in self._origins:
            raise ForeignAddressError(url)
        adapter = next(one for prefix, one in self._adapters.items() if url.lower().startswith(prefix))
        return adapter.send(request, *args, **options)

    def close(self) -> None:
        """Close what was taken over."""
        for adapter in self._adapters.values():
            adapter.close()


def origin(url: str) -> str:
    """The part of an address that says who answers."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()
