"""The identity pool, which gives the clients' users AWS credentials."""

from typing import Any, Final

import pulumi
import pulumi_aws as aws

from cognito_model.endpoints import issuer_of
from components.app_clients import AppClient
from components.arguments import CognitoAuthArgs, IdentityPoolArgs, RoleMappingArgs
from components.children import Children, inputs
from components.effective import is_trusted
from components.schema.identity_pool import IDENTITY_POOL, PRINCIPAL_TAGS, ROLE_MAPPING

_CHECK: Final = "server_side_token_check"


def identity_pool(
    children: Children,
    args: CognitoAuthArgs,
    pool: aws.cognito.UserPool,
    clients: list[AppClient],
) -> aws.cognito.IdentityPool | None:
    """Register the identity pool with its roles and session tags, where the arguments have one."""
    wanted = args.get("identity_pool")
    if wanted is None:
        return None
    provider = pool.id.apply(lambda known: issuer_of(known).removeprefix("https://"))
    trusted = [client for client in clients if is_trusted(client.args)]
    identities = aws.cognito.IdentityPool(
        children.named("identity-pool"),
        **{"identity_pool_name": args["pool_name"], **inputs(IDENTITY_POOL, wanted)},
        cognito_identity_providers=[_trusted(client.resource, provider, wanted) for client in trusted],
        tags=args.get("tags"),
        opts=children.options(),
    )
    _roles(children, wanted, identities, {client.name: _identity(provider, client.resource) for client in trusted})
    _principal_tags(children, wanted, identities, provider)
    return identities


def _trusted(client: aws.cognito.UserPoolClient, provider: pulumi.Output[str], wanted: IdentityPoolArgs) -> Any:
    return {
        "client_id": client.id,
        "provider_name": provider,
        "server_side_token_check": wanted.get(_CHECK, IDENTITY_POOL.keys[_CHECK].default),
    }


def _identity(provider: pulumi.Output[str], client: aws.cognito.UserPoolClient) -> pulumi.Output[str]:
    """A client of the user pool as role mappings name it."""
    return pulumi.Output.concat(provider, ":", client.id)


def _roles(
    children: Children,
    wanted: IdentityPoolArgs,
    identities: aws.cognito.IdentityPool,
    clients: dict[str, pulumi.Output[str]],
) -> None:
    roles: Any = wanted.get("roles")
    mappings = wanted.get("role_mappings") or []
    if roles or mappings:
        aws.cognito.IdentityPoolRoleAttachment(
            children.named("identity-pool-roles"),
            identity_pool_id=identities.id,
            roles=roles,
            role_mappings=[_mapping(mapping, clients) for mapping in mappings],
            opts=children.options(),
        )


def _mapping(mapping: RoleMappingArgs, clients: dict[str, pulumi.Output[str]]) -> Any:
    return {
        **ROLE_MAPPING.defaults(),
        **mapping,
        "identity_provider": pulumi.Output.from_input(mapping["identity_provider"]).apply(
            lambda name: clients.get(name, pulumi.Output.from_input(name))
        ),
    }


def _principal_tags(
    children: Children, wanted: IdentityPoolArgs, identities: aws.cognito.IdentityPool, provider: pulumi.Output[str]
) -> None:
    tags = wanted.get("principal_tags")
    if tags:
        aws.cognito.IdentityPoolProviderPrincipalTag(
            children.named("identity-pool-tags"),
            identity_pool_id=identities.id,
            identity_provider_name=provider,
            **inputs(PRINCIPAL_TAGS, tags),
            opts=children.options(),
        )
