"""What one must be allowed to do for an audit of live pools, part by part."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from auditing.pool import Part
from local.provider.errors import ApiError

_REFUSED: Final = re.compile(r"not authorized to perform: (?P<action>[a-z0-9-]+:[A-Za-z0-9]+)")
PERMISSIONS: Final[Mapping[Part, Sequence[str]]] = MappingProxyType(
    {
        Part.POOL: ("cognito-idp:DescribeUserPool",),
        Part.MFA: ("cognito-idp:GetUserPoolMfaConfig",),
        Part.CLIENT_REGISTRATION: ("cognito-idp:DescribeUserPool",),
        Part.CLIENTS: ("cognito-idp:ListUserPoolClients", "cognito-idp:DescribeUserPoolClient"),
        Part.SECRETS: ("cognito-idp:ListUserPoolClientSecrets",),
        Part.RISK: ("cognito-idp:DescribeRiskConfiguration",),
        Part.PROVIDERS: ("cognito-idp:ListIdentityProviders", "cognito-idp:DescribeIdentityProvider"),
        Part.GROUPS: ("cognito-idp:ListGroups",),
        Part.RESOURCE_SERVERS: ("cognito-idp:ListResourceServers",),
        Part.METADATA_POLICIES: ("cognito-idp:ListCIMDPolicies", "cognito-idp:DescribeCIMDPolicy"),
        Part.LOGS: ("cognito-idp:GetLogDeliveryConfiguration",),
        Part.WEB_ACL: ("wafv2:GetWebACLForResource", "cognito-idp:GetWebACLForResource"),
        Part.IDENTITY_POOLS: ("cognito-identity:ListIdentityPools", "cognito-identity:DescribeIdentityPool"),
    }
)
"""The actions of IAM; AWS WAF asks for one of its own and for one of the resource's service."""
LISTING: Final = "cognito-idp:ListUserPools"
"""For `--all`."""


def missing(error: ApiError, part: Part) -> str:
    """The action that isn't allowed: the one that AWS's refusal names, else that of the operation."""
    named = _REFUSED.search(error.message)
    if named:
        return named["action"]
    return next(action for action in PERMISSIONS[part] if action.endswith(f":{error.operation}"))
