"""Which paths are the test identity provider's, and what is at each.

The default provider is at `/_idp/oidc` and `/_idp/saml`; one that stands for another at `/_idp/NAME/oidc` and so on.
"""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

ROOT: Final = "/_idp/"
OIDC, SAML = "oidc", "saml"
DISCOVERY: Final = "/.well-known/openid-configuration"
OIDC_ENDPOINTS: Final = frozenset({DISCOVERY, "/authorize", "/token", "/userinfo", "/jwks", "/logout"})
SAML_ENDPOINTS: Final = frozenset({"/metadata", "/sso", "/slo"})
PATH: Final = re.compile(r"/_idp/(?:(?P<name>[^/]{1,32})/)?(?P<protocol>oidc|saml)(?P<endpoint>/.*)")
PAGES: Final = re.compile(r"/_idp/(?:[^/]{1,32}/)?(oidc/(authorize|logout)|saml/(sso|slo))")
"""Where another site may send its visitor to."""


@dataclass(frozen=True, slots=True)
class Place:
    """What a path names."""

    provider: str
    """Whom it stands for; empty for the default provider."""
    protocol: str
    endpoint: str

    @property
    def base(self) -> str:
        """What the paths of its protocol begin with."""
        return base_path(self.provider, self.protocol)


def base_path(provider: str, protocol: str) -> str:
    """`/_idp/oidc`, `/_idp/NAME/saml` ..."""
    return f"{ROOT}{quote(provider, safe='')}/{protocol}" if provider else f"{ROOT}{protocol}"


def is_provider(path: str) -> bool:
    """Whether a path is the test identity provider's."""
    return path.startswith(ROOT)


def is_page(path: str) -> bool:
    """Whether a path is a page of its: one that browsers are sent to."""
    return PAGES.fullmatch(path) is not None


def place_of(path: str) -> Place | None:
    """What a path names; None for nothing."""
    found = PATH.fullmatch(path)
    if found is None:
        return None
    known = OIDC_ENDPOINTS if found["protocol"] == OIDC else SAML_ENDPOINTS
    return Place(found["name"] or "", found["protocol"], found["endpoint"]) if found["endpoint"] in known else None
