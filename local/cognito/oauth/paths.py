"""Which paths are the endpoints'."""

import re
from typing import Final

TOKEN: Final = "/oauth2/token"  # noqa: S105 - a path
REVOKE: Final = "/oauth2/revoke"
USER_INFO: Final = "/oauth2/userInfo"
REGISTER: Final = "/oauth2/register"
ENDPOINTS: Final = frozenset({TOKEN, REVOKE, USER_INFO, "/oauth2/userinfo", REGISTER})
MAX_TOKEN_FORM_BYTES: Final = 400_000
"""Two tokens of GetDerivedToken's largest size."""
OF_A_POOL: Final = re.compile(
    r"/(?P<pool_id>[\w-]+_[0-9a-zA-Z]+)/(?P<name>\.well-known/jwks\.json|\.well-known/openid-configuration|oauth2/register)"
)
"""A pool's documents, and where applications register with it; on AWS the domain says which pool is meant."""


def is_endpoint(path: str) -> bool:
    """Whether an endpoint answers at a path."""
    return path in ENDPOINTS or OF_A_POOL.fullmatch(path) is not None
