"""Identity pools: the operations of `cognito-identity`, one module a subject, imported when it is asked for first."""

from collections.abc import Mapping
from typing import Final

from local.cognito.call import Handler
from local.cognito.operations import Subjects, operations_of

SUBJECTS: Final[Subjects] = {
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

IDENTITY_OPERATIONS: Final[Mapping[str, Handler]] = operations_of(__name__, SUBJECTS)
"""By name."""
