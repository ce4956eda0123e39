"""Amazon Cognito access tokens: the components for a Pulumi program of one's own.

What is here is loaded when it is asked for: the command doesn't wait for Pulumi.
"""

import importlib
from typing import TYPE_CHECKING, Any

from local.program import VERSION

if TYPE_CHECKING:
    from components.arguments import CognitoAuthArgs
    from components.cognito_auth import CognitoAuth, InvalidArgumentsError
    from components.program import deploy
    from components.protected_api import ProtectedApi
    from components.protected_api_arguments import ProtectedApiArgs, ProtectedRouteArgs

__all__ = [
    "CognitoAuth",
    "CognitoAuthArgs",
    "InvalidArgumentsError",
    "ProtectedApi",
    "ProtectedApiArgs",
    "ProtectedRouteArgs",
    "__version__",
    "deploy",
]

__version__ = VERSION
_HOMES = {**dict.fromkeys(__all__, ""), "deploy": ".program"}


def __getattr__(name: str) -> Any:
    """Import a public name's module the first time the name is used (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.components{_HOMES[name]}"), name)
