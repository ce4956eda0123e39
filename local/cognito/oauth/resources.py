"""The resource that an access token is for: its `aud` ("Authorize endpoint", `resource`; RFC 8707)."""

from typing import Final

from cognito_model.redirect_uris import is_redirect_uri
from cognito_model.tiers import LITE
from local.cognito.store.pools import UserPool

WITHOUT_BINDING: Final = LITE


def is_resource(value: str) -> bool:
    """An https address, one of this machine, or an application's own scheme; without a fragment."""
    return is_redirect_uri(value)


def bound(pool: UserPool, value: str) -> str:
    """The resource that a token is bound to; none in a pool of the Lite plan, which knows no binding."""
    return "" if pool.tier == WITHOUT_BINDING else value
