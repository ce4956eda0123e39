"""Managed login's looks: a style per client, without which a client has no pages there."""

from typing import Any

import pulumi
import pulumi_aws as aws

from components.app_clients import AppClient
from components.arguments import BrandingArgs, CognitoAuthArgs
from components.children import Children
from components.schema.managed_login import MANAGED_LOGIN


def branding(children: Children, args: CognitoAuthArgs, pool: aws.cognito.UserPool, client: AppClient) -> None:
    """Register a client's style: the one it asks for, or Cognito's own where the domain serves managed login."""
    wanted = client.args.get("branding")
    if wanted is None:
        if (args.get("domain") or {}).get("managed_login_version") != MANAGED_LOGIN:
            return
        wanted = BrandingArgs()
    assets: Any = wanted.get("assets")
    settings = wanted.get("settings")
    if settings is None and assets:
        settings = {}  # Cognito wants settings or its own, and not both; these change nothing
    plain = wanted.get("use_cognito_provided_values")
    aws.cognito.ManagedLoginBranding(
        children.named(f"branding-{client.name}"),
        client_id=client.resource.id,
        user_pool_id=pool.id,
        assets=assets,
        settings=None if settings is None else pulumi.Output.json_dumps(settings),
        use_cognito_provided_values=plain is None or plain if settings is None else None,
        opts=children.options(),
    )
