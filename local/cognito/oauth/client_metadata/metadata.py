"""What a client metadata document says, checked.

The draft's Client Metadata, RFC 7591 section 2, and "Client ID metadata documents (CIMD)" of the developer guide.
"""

from typing import Final

from cognito_model.redirect_uris import MAX_REDIRECT_URIS, is_redirect_uri
from local.cognito.json_types import JsonObject
from local.cognito.oauth import json_objects
from local.cognito.oauth.client_metadata.errors import ClientMetadataError

DEFAULT_GRANTS: Final = ("authorization_code",)
SHARED_SECRETS: Final = ("client_secret", "client_secret_expires_at")


def checked(url: str, content: bytes) -> JsonObject:
    """The metadata in a document, completed; what is of no use here is left out. Raises ClientMetadataError."""
    try:
        found = json_objects.parse(content)
    except ValueError as error:
        raise _wrong(url, f"it {error}") from error
    if found.get("client_id") != url:
        raise _wrong(url, "its client_id isn't its own address, character by character")
    if any(name in found for name in SHARED_SECRETS):
        raise _wrong(url, "it has a client_secret, which everybody could read")
    if found.get("token_endpoint_auth_method") != "none":
        raise _wrong(url, 'its token_endpoint_auth_method isn\'t "none": clients of this kind are public')
    grants = _texts(url, found, "grant_types") or list(DEFAULT_GRANTS)
    uris = _texts(url, found, "redirect_uris")
    if not 0 < len(uris) <= MAX_REDIRECT_URIS:
        raise _wrong(url, f"it needs redirect_uris, at most {MAX_REDIRECT_URIS}")
    for uri in uris:
        if not is_redirect_uri(uri):
            raise _wrong(url, f"{uri[:200]} can't be a redirect URI")
    scope = found.get("scope")
    name = found.get("client_name")
    if not isinstance(scope, str | None) or not isinstance(name, str | None):
        raise _wrong(url, "its scope and client_name must be strings")
    return {
        "client_id": url,
        "client_name": name or url,
        "redirect_uris": uris,
        "grant_types": grants,
        "token_endpoint_auth_method": "none",
        **({} if scope is None else {"scope": scope}),
    }


def _texts(url: str, found: JsonObject, name: str) -> list[str]:
    values = found.get(name, [])
    if not isinstance(values, list) or not all(isinstance(one, str) for one in values):
        raise _wrong(url, f"its {name} isn't a list of strings")
    return values


def _wrong(url: str, why: str) -> ClientMetadataError:
    return ClientMetadataError(f"The client metadata document {url} isn't accepted: {why}.")
