"""Managed login's looks: a style per client, without which a client has no pages there."""

from typing import Any

import pulumi
import pulumi_aws as aws

from components.app_clients import AppClient
from components.arguments import BrandingArgs, CognitoAuthArgs
from components.children import Children
from components.rules.managed_login import MANAGED_LOGIN


def branding(children: Children, args: CognitoAuthArgs, pool: aws.cognito.UserPool, client: AppClient) -> None:
    """Register a client's style: the one it asks for, or Cognito's own where the domain serves managed login."""
    wanted = client.args.get("branding")
    if wanted is None:
        if (args.get("domain") or {}).get("managed_login_version") != MANAGED_LOGIN:
            return
        wanted = BrandingArgs()
    settings = wanted.get("settings")
    assets: Any = wanted.get("assets")
    plain = wanted.get("use_cognito_provided_values")
    aws.cognito.ManagedLoginBranding(
        children.named(f"branding-{client.name}"),
        client_id=client.resource.id,
        user_pool_id=pool.id,
        assets=assets,
        settings=pulumi.Output.json_dumps(settings) if settings else None,
        use_cognito_provided_values=(not settings and not assets) if plain is None else plain,
        opts=children.options(),
    )
