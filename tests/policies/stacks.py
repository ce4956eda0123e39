"""Resources as Pulumi shows them to a policy, in plain dictionaries."""

from typing import Any

from automation.audits.registrations import LATER
from policies.registered import Registered

KINDS = {
    "pool": "aws:cognito/userPool:UserPool",
    "client": "aws:cognito/userPoolClient:UserPoolClient",
    "managed client": "aws:cognito/managedUserPoolClient:ManagedUserPoolClient",
    "risk": "aws:cognito/riskConfiguration:RiskConfiguration",
    "provider": "aws:cognito/identityProvider:IdentityProvider",
    "group": "aws:cognito/userGroup:UserGroup",
    "server": "aws:cognito/resourceServer:ResourceServer",
    "logs": "aws:cognito/logDeliveryConfiguration:LogDeliveryConfiguration",
    "identity pool": "aws:cognito/identityPool:IdentityPool",
    "acl": "aws:wafv2/webAclAssociation:WebAclAssociation",
}


def urn(kind: str, name: str) -> str:
    return f"urn:pulumi:dev::shop::{KINDS[kind]}::{name}"


def resource(kind: str, name: str, inputs: Any, *, of: str = "", outputs: Any = None) -> Registered:
    """A resource; `of`: the pool of the stack that it belongs to, whose id isn't known yet."""
    key = "resourceArn" if kind == "acl" else "userPoolId"
    return Registered(
        KINDS[kind],
        name,
        urn(kind, name),
        {**({key: LATER} if of else {}), **inputs},
        outputs or {},
        {key: [urn("pool", of)]} if of else {},
    )
