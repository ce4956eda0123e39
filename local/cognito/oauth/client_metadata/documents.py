"""Where a client metadata document comes from: a file that stands for its address, or a server of this machine."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import SplitResult, urlsplit

from local.cognito.oauth.client_metadata.addresses import HTTPS_PORT, parsed
from local.cognito.oauth.client_metadata.errors import ClientMetadataError
from local.cognito.origin_policy import is_loopback

if TYPE_CHECKING:
    from local.cognito.engine import Engine

MAX_BYTES: Final = 5120
"""The draft's recommended maximum."""
TIMEOUT_S: Final = 5.0
OK: Final = 200
REDIRECTS: Final = range(300, 400)


@dataclass(frozen=True, slots=True)
class Document:
    """A document as it came."""

    content: bytes = field(repr=False)
    max_age_s: int | None = None
    """Of its Cache-Control header, where it has one."""


def fetch(engine: "Engine", url: str) -> Document:
    """The document at an address; may wait for a server of this machine. Raises ClientMetadataError."""
    parts = parsed(url)
    file = engine.client_metadata_files.get(url)
    if file is not None:
        return Document(_read(url, file))
    if not is_loopback(parts.netloc):
        raise ClientMetadataError(
            f"The client metadata document {url} isn't fetched, because the local target sends nothing to other "
            "machines. Map its address to a file with the same content (client_metadata_documents), or serve it at "
            "an https address on this machine."
        )
    if _is_engine(engine, parts):
        raise ClientMetadataError(f"{url} is an address of the engine itself, which has no client metadata documents.")
    return _get(url, parts)


def _read(url: str, file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            content = opened.read(MAX_BYTES + 1)
    except OSError as error:
        raise _unread(url, f"the file {file} that replaces it can't be read ({error.strerror})") from error
    if len(content) > MAX_BYTES:
        raise _unread(url, f"it is larger than {MAX_BYTES} bytes")
    return content


def _get(url: str, parts: SplitResult) -> Document:
    from local.cognito.oauth.client_metadata import loopback

    target = f"{parts.path}?{parts.query}" if parts.query else parts.path
    port = parts.port or HTTPS_PORT
    try:
        status, response = loopback.get(str(parts.hostname), port, target, limit=MAX_BYTES, seconds=TIMEOUT_S)
    except TimeoutError as error:
        raise _unread(url, f"it didn't arrive within {TIMEOUT_S:.0f} seconds") from error
    except (OSError, ClientMetadataError) as error:
        why = str(error) if isinstance(error, ClientMetadataError) else f"its server can't be reached ({error})"
        raise _unread(url, why) from error
    if status in REDIRECTS:
        raise _unread(url, f"its server redirects (HTTP {status}), and redirects aren't followed")
    if status != OK or not response.is_whole:
        raise _unread(
            url, f"its server responded with HTTP {status}" if status != OK else "the response was incomplete"
        )
    return Document(response.body, _max_age(response.headers.get("cache-control", "")))


def _max_age(cache_control: str) -> int | None:
    found = re.search(r"(?:^|[\s,])max-age=\"?(\d{1,10})", cache_control)
    return int(found[1]) if found else None


def _is_engine(engine: "Engine", parts: SplitResult) -> bool:
    return (parts.port or HTTPS_PORT) == urlsplit(engine.settings.endpoint_url).port


def _unread(url: str, why: str) -> ClientMetadataError:
    return ClientMetadataError(f"The client metadata document {url} isn't accepted: {why}.")
