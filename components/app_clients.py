"""The app clients."""

from dataclasses import dataclass
from functools import partial
from typing import Any, TypedDict

import pulumi
import pulumi_aws as aws

from components import effective
from components.arguments import ClientArgs
from components.checking.duration import parse_duration
from components.children import Children, inputs, mapped
from components.schema.clients import CLIENT
from components.schema.token_lifetimes import TOKENS


@dataclass(frozen=True)
class AppClient:
    """An app client's arguments, and the resource that they became."""

    args: ClientArgs
    resource: aws.cognito.UserPoolClient
    secret: pulumi.Output[str | None]
    """The newest, as a Pulumi secret, whatever the provider says of it; None for a public client."""

    @property
    def name(self) -> str:
        """The client's name."""
        return self.args["name"]


class ClientOutput(TypedDict):
    """What a program needs to know about one app client to use it."""

    client_id: str
    """The id that the client goes by in every request."""
    client_secret: str | None
    """The secret of a confidential client, None for a public one."""
    allowed_oauth_flows: list[str]
    """The OAuth grants the client may use."""
    allowed_oauth_scopes: list[str]
    """The scopes it may ask for."""
    explicit_auth_flows: list[str]
    """The API's sign-in flows it may use."""
    callback_urls: list[str]
    """Where the hosted UI may send its authorization code."""
    logout_urls: list[str]
    """Where the hosted UI may send a user after signing out."""


def app_client(
    children: Children, client: ClientArgs, pool: aws.cognito.UserPool, *after: pulumi.Resource
) -> AppClient:
    """Register one app client.

    Args:
        children: how the component's children are named and owned.
        client: the client's checked arguments.
        pool: the user pool.
        after: what has to be there before: its scopes' resource servers, its identity providers.

    """
    properties: dict[str, Any] = {
        **inputs(CLIENT, client),
        **_oauth(client),
        **_lifetimes(client),
    }
    _warn_of_tokens_that_dont_rotate(client)
    role = f"client-{client['name']}"
    opts = children.options(*after)
    resource = aws.cognito.UserPoolClient(children.named(role), **properties, user_pool_id=pool.id, opts=opts)
    return AppClient(client, resource, _secret(children, client, pool, resource))


def client_output(client: AppClient) -> pulumi.Output[ClientOutput]:
    """What the stack's outputs say about an app client; the caller makes it a secret, as a whole."""
    resource = client.resource
    described: pulumi.Output[ClientOutput] = pulumi.Output.all(
        client_id=resource.id,
        client_secret=client.secret,
        allowed_oauth_flows=resource.allowed_oauth_flows,
        allowed_oauth_scopes=resource.allowed_oauth_scopes,
        explicit_auth_flows=resource.explicit_auth_flows,
        callback_urls=resource.callback_urls,
        logout_urls=resource.logout_urls,
    ).apply(_described)
    return described


def _secret(
    children: Children, client: ClientArgs, pool: aws.cognito.UserPool, resource: aws.cognito.UserPoolClient
) -> pulumi.Output[str | None]:
    """The client's newest secret; the provider knows but one."""
    known: pulumi.Output[str | None] = resource.client_secret
    rotate = client.get("rotate_secret")
    if rotate is not None:
        from components.client_secret_resource import ClientSecret  # noqa: PLC0415 - for those alone who need it

        name = children.named(f"secret-{client['name']}")
        opts = children.options(deleted_with=resource)
        known = ClientSecret(name, user_pool_id=pool.id, client_id=resource.id, rotate=rotate, opts=opts).client_secret
    return pulumi.Output.secret(known.apply(lambda secret: secret or None))


def _described(known: dict[str, Any]) -> ClientOutput:
    return ClientOutput(
        client_id=known["client_id"],
        client_secret=known["client_secret"] or None,
        allowed_oauth_flows=known["allowed_oauth_flows"] or [],
        allowed_oauth_scopes=known["allowed_oauth_scopes"] or [],
        explicit_auth_flows=known["explicit_auth_flows"] or [],
        callback_urls=known["callback_urls"] or [],
        logout_urls=known["logout_urls"] or [],
    )


def _oauth(client: ClientArgs) -> dict[str, Any]:
    """What the client may ask for, with the defaults of its kind: code with callback URLs, or a machine."""
    flows = client.get("allowed_oauth_flows")
    if flows is None:
        flows = mapped(client.get("callback_urls"), effective.default_oauth_flows)
    return {
        "allowed_oauth_flows": flows,
        "allowed_oauth_flows_user_pool_client": mapped(flows, bool),
        "allowed_oauth_scopes": _or(
            client.get("allowed_oauth_scopes"), default=mapped(flows, effective.default_scopes)
        ),
        "explicit_auth_flows": _or(
            client.get("explicit_auth_flows"),
            default=mapped(flows, partial(effective.default_auth_flows, rotates=effective.rotates(client))),
        ),
        "supported_identity_providers": _or(
            client.get("supported_identity_providers"), default=mapped(flows, effective.default_identity_providers)
        ),
    }


def _warn_of_tokens_that_dont_rotate(client: ClientArgs) -> None:
    """Both together is allowed: whether Cognito refuses it, at creation or at sign-in, isn't settled."""
    flows: Any = client.get("explicit_auth_flows")
    if effective.rotates(client) and isinstance(flows, list) and "ALLOW_REFRESH_TOKEN_AUTH" in flows:
        pulumi.log.warn(
            f"The client {client['name']} rotates refresh tokens and allows ALLOW_REFRESH_TOKEN_AUTH,"
            " which doesn't rotate them; leave that flow out."
        )


def _lifetimes(client: ClientArgs) -> dict[str, Any]:
    """`15 minutes` as Cognito takes it: the amount here, the unit there."""
    given: dict[str, Any] = {key: value for key, value in client.items() if key in TOKENS}
    if not given:
        return {}
    amounts = {key: mapped(text, lambda t: parse_duration(t).amount) for key, text in given.items()}
    units = {
        key.removesuffix("_validity"): mapped(text, lambda t: parse_duration(t).unit) for key, text in given.items()
    }
    return {**amounts, "token_validity_units": units}


def _or(value: Any, *, default: Any) -> Any:
    return default if value is None else value
