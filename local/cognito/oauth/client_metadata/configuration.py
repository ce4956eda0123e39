"""Which files stand for client metadata documents, as a stack's file and the control interface say it."""

from collections.abc import Mapping
from pathlib import Path

from local.cognito.oauth.client_metadata.addresses import parsed
from local.cognito.oauth.client_metadata.errors import ClientMetadataError


def checked_files(given: Mapping[str, object], folder: Path | None = None) -> dict[str, Path]:
    """Files by the address that they stand for, from their paths, which may be relative to `folder`.

    Raises ClientMetadataError for an address that can't be a client's, and for what is no file.
    """
    found = {}
    for url, path in given.items():
        parsed(str(url))
        file = Path(path) if isinstance(path, str) and path else None
        if file is not None and folder is not None:
            file = folder / file
        if file is None or not file.is_absolute() or not file.is_file():
            raise ClientMetadataError(f"{path!r}, which replaces the client metadata document {url}, isn't a file.")
        found[str(url)] = file
    return found
