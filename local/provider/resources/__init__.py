"""The table of resource types, each a module here. A new one is a class in a module of its own, and a line here.

What is a default, what Cognito chooses and what needs a replacement follows the official provider.
"""

from collections.abc import Mapping

from local.provider.resource import Resource
from local.provider.resources.identity_pool import IdentityPool
from local.provider.resources.identity_pool_provider_principal_tag import IdentityPoolProviderPrincipalTag
from local.provider.resources.identity_pool_role_attachment import IdentityPoolRoleAttachment
from local.provider.resources.identity_provider import IdentityProvider
from local.provider.resources.log_delivery_configuration import LogDeliveryConfiguration
from local.provider.resources.managed_login_branding import ManagedLoginBranding
from local.provider.resources.managed_user_pool_client import ManagedUserPoolClient
from local.provider.resources.resource_server import ResourceServer
from local.provider.resources.risk_configuration import RiskConfiguration
from local.provider.resources.ui_customization import UserPoolUICustomization
from local.provider.resources.user import User
from local.provider.resources.user_group import UserGroup
from local.provider.resources.user_in_group import UserInGroup
from local.provider.resources.user_pool import UserPool
from local.provider.resources.user_pool_client import UserPoolClient
from local.provider.resources.user_pool_domain import UserPoolDomain

RESOURCES: Mapping[str, Resource] = {
    resource.kind: resource
    for resource in (
        UserPool(),
        UserPoolDomain(),
        UserPoolClient(),
        ManagedUserPoolClient(),
        ResourceServer(),
        UserGroup(),
        User(),
        UserInGroup(),
        IdentityProvider(),
        UserPoolUICustomization(),
        ManagedLoginBranding(),
        RiskConfiguration(),
        LogDeliveryConfiguration(),
        IdentityPool(),
        IdentityPoolRoleAttachment(),
        IdentityPoolProviderPrincipalTag(),
    )
}
"""Every resource type that the local target has, by Pulumi's type token."""
