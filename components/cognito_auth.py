"""`CognitoAuth`: a user pool, its domain and its app clients as one Pulumi component."""

from typing import Any, Final

import pulumi

from cognito_model.endpoints import ORIGINAL_ISSUER, Endpoints, endpoints_of
from cognito_model.regions import region_of_pool
from components.app_clients import AppClient, app_client, client_output
from components.arguments import CognitoAuthArgs
from components.children import Children
from components.client_settings import client_settings
from components.federation import identity_providers, resource_servers
from components.identity_pool import identity_pool
from components.managed_login import branding
from components.sessions import sessions
from components.user_pool import domain, groups, log_delivery, risk, ui_customization, user_pool
from components.validation import InvalidArgumentsError, checked

__all__ = ["TYPE_TOKEN", "CognitoAuth", "InvalidArgumentsError"]

TYPE_TOKEN: Final = "cognito-access-token:index:CognitoAuth"  # noqa: S105 - a resource's type
"""Part of every deployed stack's state: never to be changed."""


class CognitoAuth(pulumi.ComponentResource):
    """Sign-in with Amazon Cognito, from the user pool to the endpoints that give tokens."""

    user_pool_id: pulumi.Output[str]
    """The user pool's id, e.g. `us-east-1_a1B2c3D4e`."""
    user_pool_arn: pulumi.Output[str]
    """The user pool's ARN."""
    region: pulumi.Output[str]
    """The region that the user pool is in."""
    domain: pulumi.Output[str | None]
    """The domain's prefix, or the whole name of a custom domain; None without a domain."""
    hosted_ui_url: pulumi.Output[str | None]
    """The hosted UI's base URL, without a slash at its end; None without a domain."""
    issuer: pulumi.Output[str]
    """The `iss` of the pool's tokens."""
    jwks_uri: pulumi.Output[str]
    """Where the keys are that the pool's tokens are signed with."""
    authorize_endpoint: pulumi.Output[str | None]
    """The authorization endpoint (RFC 6749, section 3.1)."""
    token_endpoint: pulumi.Output[str | None]
    """The token endpoint (RFC 6749, section 3.2)."""
    userinfo_endpoint: pulumi.Output[str | None]
    """The UserInfo endpoint (OpenID Connect Core, section 5.3)."""
    revoke_endpoint: pulumi.Output[str | None]
    """The revocation endpoint (RFC 7009)."""
    logout_endpoint: pulumi.Output[str | None]
    """Where a browser ends its session with the hosted UI."""
    client_id: pulumi.Output[str | None]
    """The first-named client's id; None for a pool without app clients."""
    client_secret: pulumi.Output[str | None]
    """The first-named client's secret, as a Pulumi secret; None for a public client, or without one."""
    clients: pulumi.Output[dict[str, dict[str, Any]]]
    """Every client by its name, with its id, its secret and what it allows (`ClientOutput`); a Pulumi secret."""

    identity_pool_id: pulumi.Output[str | None]
    """The identity pool's id; None without one."""

    def __init__(self, name: str, args: CognitoAuthArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Register the component and everything in it.

        Args:
            name: the component's name, and what its children's names begin with.
            args: see `CognitoAuthArgs`.
            opts: the component's own options; children get none but their parent.

        Raises:
            InvalidArgumentsError: arguments break rules; nothing has been registered then.

        """
        args = checked(args, name=name)
        super().__init__(TYPE_TOKEN, name, {}, opts)
        children = Children(name, self)

        pool = user_pool(children, args)
        pool_domain = domain(children, args, pool)
        groups(children, args, pool)
        log_delivery(children, args, pool)
        risk(children, args.get("risk_configuration"), pool)
        ui_customization(children, args.get("ui_customization"), pool_domain)
        referred = [*resource_servers(children, args, pool), *identity_providers(children, args, pool)]
        clients: list[AppClient] = []
        for wanted in args["clients"]:
            client = app_client(children, wanted, pool, *referred)
            clients.append(client)
            risk(children, client.args.get("risk_configuration"), pool, client)
            ui_customization(children, client.args.get("ui_customization"), pool_domain, client)
            branding(children, args, pool, client)
            client_settings(children, client, pool, None if "user_pool_id" in args else pool)
        sessions(children, args, pool, clients)
        identities = identity_pool(children, args, pool, clients)
        first = clients[0] if clients else None
        nothing = pulumi.Output.from_input(None)

        self.user_pool_id = pool.id
        self.user_pool_arn = pool.arn
        self.region = pool.id.apply(region_of_pool)
        self.domain = pool_domain.domain if pool_domain else nothing
        self._set_endpoints(args)
        self.client_id = first.resource.id if first else nothing
        self.client_secret = first.secret if first else nothing
        described = {client.name: client_output(client) for client in clients}
        self.clients = pulumi.Output.secret(pulumi.Output.all(**described) if described else {})
        self.identity_pool_id = identities.id if identities else nothing
        self.register_outputs({key: getattr(self, key) for key in CognitoAuth.__annotations__})

    def _set_endpoints(self, args: CognitoAuthArgs) -> None:
        endpoint_url, is_issuer = args.get("endpoint_url"), bool(args.get("endpoint_is_issuer"))
        issuer_type = args["issuer_configuration"]["type"] if "issuer_configuration" in args else ORIGINAL_ISSUER
        known = pulumi.Output.all(self.user_pool_id, self.domain, issuer_type)
        endpoints: pulumi.Output[Endpoints] = known.apply(
            lambda known: endpoints_of(known[0], known[1], endpoint_url, is_issuer=is_issuer, issuer_type=known[2])
        )
        self.hosted_ui_url = endpoints.apply(lambda e: e.hosted_ui_url)
        self.issuer = endpoints.apply(lambda e: e.issuer)
        self.jwks_uri = endpoints.apply(lambda e: e.jwks_uri)
        self.authorize_endpoint = endpoints.apply(lambda e: e.at("/oauth2/authorize"))
        self.token_endpoint = endpoints.apply(lambda e: e.at("/oauth2/token"))
        self.userinfo_endpoint = endpoints.apply(lambda e: e.at("/oauth2/userInfo"))
        self.revoke_endpoint = endpoints.apply(lambda e: e.at("/oauth2/revoke"))
        self.logout_endpoint = endpoints.apply(lambda e: e.at("/logout"))
