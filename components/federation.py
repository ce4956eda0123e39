"""Resource servers and identity providers: what clients refer to, and so what is there before them."""

from typing import Final

import pulumi
import pulumi_aws as aws

from components.arguments import CognitoAuthArgs
from components.children import Children, inputs
from components.schema.federation import IDENTITY_PROVIDER, RESOURCE_SERVER

_KEPT: Final = ["providerDetails"]


def resource_servers(
    children: Children, args: CognitoAuthArgs, pool: aws.cognito.UserPool
) -> list[aws.cognito.ResourceServer]:
    """Register the resource servers with their scopes."""
    return [
        aws.cognito.ResourceServer(
            children.named(f"resource-server-{server['identifier']}"),
            **{"name": server["identifier"], **inputs(RESOURCE_SERVER, server)},
            user_pool_id=pool.id,
            opts=children.options(),
        )
        for server in args.get("resource_servers") or ()
    ]


def identity_providers(
    children: Children, args: CognitoAuthArgs, pool: aws.cognito.UserPool
) -> list[aws.cognito.IdentityProvider]:
    """Register the identity providers; what they know of each is a secret as a whole.

    Details that are kept are those of the provider that is imported: Pulumi ignores that there are none here.
    """
    return [
        aws.cognito.IdentityProvider(
            children.named(f"identity-provider-{provider['provider_name']}"),
            **{
                **inputs(IDENTITY_PROVIDER, provider),
                "provider_details": pulumi.Output.secret(provider.get("provider_details", {})),
            },
            user_pool_id=pool.id,
            opts=children.options(ignore_changes=_KEPT if provider.get("keep_provider_details") else None),
        )
        for provider in args.get("identity_providers") or ()
    ]
