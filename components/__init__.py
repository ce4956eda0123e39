"""A complete Amazon Cognito sign-in as one Pulumi component, and an API that its tokens open as another.

The components and their arguments are loaded when they are asked for: whoever only reads and checks a configuration
(`components.settings`, `components.schema`) doesn't wait for Pulumi.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from components.arguments import CognitoAuthArgs
    from components.cognito_auth import CognitoAuth, InvalidArgumentsError
    from components.protected_api import ProtectedApi
    from components.protected_api_arguments import ProtectedApiArgs, ProtectedRouteArgs

__all__ = [
    "CognitoAuth",
    "CognitoAuthArgs",
    "InvalidArgumentsError",
    "ProtectedApi",
    "ProtectedApiArgs",
    "ProtectedRouteArgs",
]

_HOMES = {
    "CognitoAuth": "cognito_auth",
    "CognitoAuthArgs": "arguments",
    "InvalidArgumentsError": "cognito_auth",
    "ProtectedApi": "protected_api",
    "ProtectedApiArgs": "protected_api_arguments",
    "ProtectedRouteArgs": "protected_api_arguments",
}


def __getattr__(name: str) -> Any:
    """Import a public name's module the first time the name is used (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
