"""What a request to the emulator asks for, as far as our layer needs to know."""

from collections.abc import Iterable, Mapping
from typing import Any

USER_POOLS = b"AWSCognitoIdentityProviderService."
READING_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
CHANGING_PAGES = frozenset({"/oauth2/authorize", "/oauth2/idpresponse", "/logout", "/confirmUser"})
"""Read by their method, and yet a code is made, a session ended, a user confirmed."""
PROGRESS = frozenset({b"DescribeUserImportJob", b"ListUserImportJobs"})
"""They tell of what has changed meanwhile, outside of any request."""
READING_PREFIXES = (b"Describe", b"List", b"AdminGet", b"AdminList")
"""Not Get: GetTokensFromRefreshToken and GetUserAttributeVerificationCode change something."""


def user_pool_operation(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """The `cognito-idp` operation, such as `CreateUserPool`; empty for anything else."""
    target = next((value for name, value in headers if name.lower() == b"x-amz-target"), b"")
    return target.removeprefix(USER_POOLS) if target.startswith(USER_POOLS) else b""


def changes_something(scope: Mapping[str, Any]) -> bool:
    """Whether an HTTP request, as an ASGI scope, may change what the emulator holds; when in doubt, yes."""
    if scope["method"] in READING_METHODS:
        return scope["path"] in CHANGING_PAGES
    operation = user_pool_operation(scope["headers"])
    return operation in PROGRESS or not operation.startswith(READING_PREFIXES)
