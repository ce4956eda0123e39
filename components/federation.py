"""Resource servers and identity providers: what clients refer to, and so what is there before them."""

from typing import Any

import pulumi
import pulumi_aws as aws

from components.arguments import CognitoAuthArgs
from components.children import Children


def resource_servers(
    children: Children, args: CognitoAuthArgs, pool: aws.cognito.UserPool
) -> list[aws.cognito.ResourceServer]:
    """Register the resource servers with their scopes."""
    return [
        aws.cognito.ResourceServer(
            children.named(f"resource-server-{server['identifier']}"),
            identifier=server["identifier"],
            name=server.get("name") or server["identifier"],
            scopes=_typed(server.get("scopes")),
            user_pool_id=pool.id,
            opts=children.options(),
        )
        for server in args.get("resource_servers") or ()
    ]


def identity_providers(
    children: Children, args: CognitoAuthArgs, pool: aws.cognito.UserPool
) -> list[aws.cognito.IdentityProvider]:
    """Register the identity providers; what they know of each is a secret as a whole."""
    return [
        aws.cognito.IdentityProvider(
            children.named(f"identity-provider-{provider['provider_name']}"),
            provider_name=provider["provider_name"],
            provider_type=provider["provider_type"],
            provider_details=pulumi.Output.secret(provider["provider_details"]),
            attribute_mapping=provider.get("attribute_mapping"),
            idp_identifiers=provider.get("idp_identifiers"),
            user_pool_id=pool.id,
            opts=children.options(),
        )
        for provider in args.get("identity_providers") or ()
    ]


def _typed(blocks: Any) -> Any:
    """Blocks of ours are blocks of the provider's, key by key."""
    return blocks
