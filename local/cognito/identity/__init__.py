"""Identity pools: the operations of `cognito-identity`, one module a subject, imported when it is asked for first."""

from collections.abc import Mapping
from importlib import import_module
from typing import Final

from local.cognito.call import Call, Handler
from local.cognito.json_types import JsonObject

SUBJECTS: Final[Mapping[str, tuple[str, ...]]] = {
    "pools": (
        "CreateIdentityPool",
        "UpdateIdentityPool",
        "DescribeIdentityPool",
        "DeleteIdentityPool",
        "ListIdentityPools",
    ),
    "roles": ("GetIdentityPoolRoles", "SetIdentityPoolRoles"),
    "principal_tags": ("GetPrincipalTagAttributeMap", "SetPrincipalTagAttributeMap"),
    "tags": ("TagResource", "UntagResource", "ListTagsForResource"),
    "identities": (
        "GetId",
        "DescribeIdentity",
        "ListIdentities",
        "DeleteIdentities",
        "UnlinkIdentity",
    ),
    "credentials": ("GetCredentialsForIdentity",),
    "open_id_tokens": ("GetOpenIdToken", "GetOpenIdTokenForDeveloperIdentity"),
    "developers": ("LookupDeveloperIdentity", "MergeDeveloperIdentities", "UnlinkDeveloperIdentity"),
}
"""Operations by module."""


def _operation(module: str, name: str) -> Handler:
    def handler(call: Call) -> JsonObject:
        handlers: Mapping[str, Handler] = import_module(f"{__name__}.{module}").OPERATIONS
        return handlers[name](call)

    return handler


IDENTITY_OPERATIONS: Final[Mapping[str, Handler]] = {
    name: _operation(module, name) for module, names in SUBJECTS.items() for name in names
}
"""By name."""
