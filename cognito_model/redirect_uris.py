"""Which addresses an application may be answered at (CreateUserPoolClient, CallbackURLs), or ask for tokens for.

The same form has the `resource` that access tokens are bound to (developer guide, "Authorize endpoint").
"""

import re
from typing import Final
from urllib.parse import urlsplit

from cognito_model.scopes import LOOPBACK_HOSTS

MAX_REDIRECT_URIS: Final = 100
MAX_LENGTH: Final = 1024
"""RedirectUrlType."""
OWN_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]*", re.IGNORECASE)
UNSAFE_SCHEMES: Final = frozenset({"javascript", "data", "vbscript", "file", "blob", "about"})


def is_redirect_uri(uri: str) -> bool:
    """Absolute, without a fragment, and https, an application's own scheme, or http on loopback."""
    if not 0 < len(uri) <= MAX_LENGTH or not uri.isprintable() or " " in uri or "#" in uri:
        return False
    try:
        parts = urlsplit(uri)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return False
    match parts.scheme:
        case "https":
            return bool(host)
        case "http":
            return host in LOOPBACK_HOSTS
        case scheme:
            return OWN_SCHEME.fullmatch(scheme) is not None and scheme not in UNSAFE_SCHEMES
