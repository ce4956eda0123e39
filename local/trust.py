"""The variables by which programs trust the local engine's own authority, where it speaks https."""

import contextlib
import os
import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from local.private_files import write_private

BUNDLE: Final = "authorities.pem"
REPLACING: Final = ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE")
"""What names all authorities that a program trusts: Python's requests; OpenSSL, Go, httpx."""
ADDING: Final = "NODE_EXTRA_CA_CERTS"
FOR_AWS: Final = "AWS_CA_BUNDLE"
"""What SDKs of AWS trust, whose calls all go to the engine."""
CHANGED: Final = (*REPLACING, ADDING)


def trusting_variables(authority_file: str, folder: Path, variables: Mapping[str, str]) -> dict[str, str]:
    """What to set, nothing where there is no `authority_file`; `variables` are those that programs have now.

    Some variables name all that a program trusts, so they get a file in `folder` with the engine's authority and those
    that were trusted before: other sites can still be reached. Raises StorageError.
    """
    if not authority_file:
        return {}
    bundle = folder.absolute() / BUNDLE
    named = [variables[name] for name in CHANGED if variables.get(name)]
    trusted = [Path(name) for name in dict.fromkeys([*_defaults(), *named]) if Path(name) != bundle]
    texts = [found for path in [*trusted, Path(authority_file)] if (found := _read(path))]
    write_private(bundle, "\n".join(dict.fromkeys(texts)))
    return {FOR_AWS: authority_file, **dict.fromkeys(CHANGED, str(bundle))}


def _defaults() -> list[str]:
    """The file of the system's authorities, else that of certifi, which requests uses."""
    system = ssl.get_default_verify_paths().openssl_cafile
    if os.path.isfile(system):  # noqa: PTH113 - a text as it comes
        return [system]
    import certifi

    return [certifi.where()]


def _read(path: Path) -> str:
    with contextlib.suppress(OSError, UnicodeDecodeError):
        return path.read_text(encoding="utf-8").strip() + "\n"
    return ""
