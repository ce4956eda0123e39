"""What the address of a client metadata document looks like (draft, Client Identifier URL)."""

from typing import Final
from urllib.parse import SplitResult, urlsplit

from local.cognito.oauth.client_metadata.errors import ClientMetadataError

MAX_LENGTH: Final = 256
"""MetadataURLType."""
HTTPS_PORT: Final = 443


def is_address(client_id: str) -> bool:
    """Whether a client's id is meant to be an address."""
    return client_id.startswith("https://")


def parsed(url: str) -> SplitResult:
    """The address in parts. Raises ClientMetadataError for one that can't be a client's."""
    if len(url) > MAX_LENGTH:
        raise ClientMetadataError(
            f"A client's address can have at most {MAX_LENGTH} characters; this one has {len(url)}."
        )
    try:
        parts = urlsplit(url)
        is_right = bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_right = False
    if not is_right or not url.isascii() or not url.isprintable() or " " in url or parts.scheme != "https":
        raise _wrong(url, "it isn't an https URL")
    if parts.username is not None or parts.password is not None:
        raise _wrong(url, "it has a user name or password in it")
    if "#" in url:
        raise _wrong(url, "it has a fragment")
    if not parts.path:
        raise _wrong(url, "it has no path")
    if {".", ".."} & set(parts.path.split("/")):
        raise _wrong(url, "its path has dot segments")
    return parts


def _wrong(url: str, why: str) -> ClientMetadataError:
    return ClientMetadataError(
        f"{url[:MAX_LENGTH]} can't be a client's address: {why}. Give one such as https://app.example.com/client.json."
    )
