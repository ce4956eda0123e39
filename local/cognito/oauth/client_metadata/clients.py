"""The client that a metadata document describes, on the terms of the app client that its policy names."""

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from local.cognito.json_types import JsonObject
from local.cognito.oauth.client_metadata.documents import Document, fetch
from local.cognito.oauth.client_metadata.errors import ClientMetadataError
from local.cognito.oauth.client_metadata.metadata import checked
from local.cognito.oauth.client_metadata.policies import policy_of

if TYPE_CHECKING:
    from local.cognito.call import Call
    from local.cognito.engine import Engine
    from local.cognito.store.pools import AppClient, UserPool

DAY_S: Final = 86_400
YEAR_S: Final = 31_556_952
"""CacheDurationType's bounds; the smaller one is its default."""
MAX_CACHED: Final = 200
"""Documents that a pool keeps; with more, the oldest goes."""
GRANT_OF_FLOW: Final = {"code": "authorization_code", "implicit": "implicit"}


def described_client(engine: "Engine", url: str, pool: "UserPool | None") -> "tuple[UserPool, AppClient, str]":
    """The pool, the client as it counts for a request, and the id of its app client.

    May wait for a server of this machine: no lock is held. Raises ClientMetadataError.
    """
    pool, policy = policy_of(engine, url, pool)
    client = pool.clients.get(str(policy.get("ClientId")))
    if client is None:
        raise ClientMetadataError(f"The app client of the CIMD policy for {url} doesn't exist any more.")
    document = _cached(engine, pool, url)
    if document is None:
        document = _load(engine, pool, policy, url)
    return pool, _effective(client, url, document), client.id


def _load(engine: "Engine", pool: "UserPool", policy: JsonObject, url: str) -> JsonObject:
    document = fetch(engine, url)
    metadata = checked(url, document.content)
    with engine.calling(pool) as call:
        _keep(call, pool, policy, url, document, metadata)
    return metadata


def _cached(engine: "Engine", pool: "UserPool", url: str) -> JsonObject | None:
    with pool.lock:
        kept = pool.client_metadata_urls.get(url) or {}
    is_good = kept.get("Document") and kept.get("ExpirationDate", 0.0) > engine.clock.now()
    return kept["Document"] if is_good else None


def _keep(  # noqa: PLR0913, PLR0917 - what is kept, and where
    call: "Call", pool: "UserPool", policy: JsonObject, url: str, document: Document, metadata: JsonObject
) -> None:
    kept = pool.client_metadata_urls
    kept.pop(url, None)  # the newest is the last
    while len(kept) >= MAX_CACHED:
        del kept[next(iter(kept))]
    kept[url] = {
        "CIMDPolicyId": policy.get("CIMDPolicyId"),
        "CachedDate": call.now,
        "ExpirationDate": call.now + _lifetime_s(policy, document),
        "Document": metadata,
    }
    call.save(pool)


def _lifetime_s(policy: JsonObject, document: Document) -> int:
    """The document's own max-age, where it is between a day and a year, or else the policy's duration."""
    if document.max_age_s is not None and DAY_S <= document.max_age_s <= YEAR_S:
        return document.max_age_s
    return int(policy.get("CacheDuration") or DAY_S)


def _effective(client: "AppClient", url: str, metadata: JsonObject) -> "AppClient":
    """What both allow: the app client's flows and scopes, and the document's grants and scopes."""
    flows = [flow for flow in client.oauth_flows if GRANT_OF_FLOW.get(flow) in metadata["grant_types"]]
    scopes = list(client.settings.get("AllowedOAuthScopes") or [])
    if "scope" in metadata:
        scopes = [scope for scope in scopes if scope in metadata["scope"].split()]
    settings = {
        **client.settings,
        "AllowedOAuthFlows": flows,
        "AllowedOAuthScopes": scopes,
        "CallbackURLs": metadata["redirect_uris"],
    }
    settings.pop("DefaultRedirectURI", None)
    return replace(client, id=url, settings=settings, secrets=[], registration=metadata)
