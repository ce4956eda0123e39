"""The provider's configuration: what `aws:region`, `aws.Provider(...)` and their like say, as settings."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from local.credentials import Credentials
from local.provider.clients import Settings
from local.provider.errors import ProviderError
from local.provider.operation import IDENTITY_SERVICE, SERVICE
from local.provider.values import Properties, is_unknown

# The official provider's names of the services that this one talks to.
_ENDPOINT_NAMES = {
    "cognitoidentity": IDENTITY_SERVICE,
    "cognitoidentityprovider": SERVICE,
    "cognitoidp": SERVICE,
    "sts": "sts",
}


def configured(defaults: Settings, configuration: Properties) -> Settings:
    """The settings of one provider. Raises ProviderError where a value can't be read.

    Understood: region, profile, accessKey, secretKey, token, endpoints (cognitoidp, cognitoidentity, sts), defaultTags,
    maxRetries. The rest of the official provider's configuration is about AWS itself and means nothing to an endpoint
    of our own.
    """
    plain = {name: _decoded(name, value) for name, value in configuration.items() if not is_unknown(value)}
    settings = replace(
        defaults,
        region=str(plain.get("region") or defaults.region),
        profile=plain.get("profile") or defaults.profile,
        default_tags=tuple(sorted(_default_tags(plain.get("defaultTags")).items())),
        endpoints=(*defaults.endpoints, *_endpoints(plain.get("endpoints"))),
    )
    if plain.get("accessKey") and plain.get("secretKey"):
        credentials = Credentials(str(plain["accessKey"]), str(plain["secretKey"]), plain.get("token"))
        settings = replace(settings, credentials=credentials)
    if plain.get("maxRetries") is not None:
        settings = replace(settings, attempts=1 + int(plain["maxRetries"]))
    return settings


def _decoded(name: str, value: Any) -> Any:
    """Nested configuration arrives as JSON text from Pulumi's SDKs, as a structure from others."""
    if name not in ("defaultTags", "endpoints", "maxRetries") or not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise ProviderError(f"aws:{name} is not valid JSON") from None


def _default_tags(value: Any) -> dict[str, str]:
    tags = value.get("tags") if isinstance(value, Mapping) else None
    return {key: str(tag) for key, tag in tags.items()} if isinstance(tags, Mapping) else {}


def _endpoints(value: Any) -> Iterator[tuple[str, str]]:
    for item in value if isinstance(value, list) else [value] if value else []:
        if isinstance(item, Mapping):
            yield from (
                (_ENDPOINT_NAMES[name], str(url)) for name, url in item.items() if url and name in _ENDPOINT_NAMES
            )
