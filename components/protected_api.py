"""`ProtectedApi`: an HTTP API of API Gateway that lets in whoever has a token of a user pool."""

from collections.abc import Mapping
from typing import Any, Final

import pulumi
import pulumi_aws as aws

from components.children import Children
from components.protected_api_arguments import ProtectedApiArgs, ProtectedRouteArgs
from components.protected_api_rules import problems_of
from components.validation import InvalidArgumentsError, plain

__all__ = ["PROTECTED_API_TOKEN", "ProtectedApi"]

PROTECTED_API_TOKEN: Final = "cognito-access-token:index:ProtectedApi"  # noqa: S105 - a resource's type
"""Part of every deployed stack's state: never to be changed."""
STAGE: Final = "$default"
"""The stage whose name isn't part of a request's path."""
LOCALLY: Final = (
    "The local target has no API Gateway, so this API isn't created there. To apply the same rules to a back end on "
    "this machine: python automation/run.py local gateway --to http://127.0.0.1:8000"
)


class ProtectedApi(pulumi.ComponentResource):
    """An HTTP API with a JWT authorizer: routes, the scopes that each asks for, and the back end behind them."""

    api_id: pulumi.Output[str | None]
    """The API's id; None on the local target."""
    api_endpoint: pulumi.Output[str | None]
    """Where the API answers, without a slash at its end; None on the local target."""
    authorizer_id: pulumi.Output[str | None]
    """The JWT authorizer's id; None on the local target."""

    def __init__(self, name: str, args: ProtectedApiArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Register the component and everything in it.

        Args:
            name: the component's name, and what its children's names begin with.
            args: see `ProtectedApiArgs`.
            opts: the component's own options; children get none but their parent.

        Raises:
            InvalidArgumentsError: arguments break rules; nothing has been registered then.

        """
        if problems := problems_of(plain(args)):
            raise InvalidArgumentsError(problems, source=f"ProtectedApi {name}")
        super().__init__(PROTECTED_API_TOKEN, name, {}, opts)
        if args.get("endpoint_url"):
            pulumi.log.info(LOCALLY, self)
            self.api_id = self.api_endpoint = self.authorizer_id = pulumi.Output.from_input(None)
        else:
            self._register(Children(name, self), args)
        self.register_outputs({key: getattr(self, key) for key in ProtectedApi.__annotations__})

    def _register(self, children: Children, args: ProtectedApiArgs) -> None:
        api = aws.apigatewayv2.Api(
            children.named("api"),
            name=args.get("name", children.name),
            description=args.get("description"),
            protocol_type="HTTP",
            tags=args.get("tags"),
            opts=children.options(),
        )
        authorizer = aws.apigatewayv2.Authorizer(
            children.named("authorizer"),
            name=children.named("authorizer"),
            api_id=api.id,
            authorizer_type="JWT",
            identity_sources=["$request.header.Authorization"],
            jwt_configuration={"issuer": args["issuer"], "audiences": args["audience"]},
            opts=children.options(),
        )
        integrations = _integrations(children, args, api)
        for route in args["routes"]:
            _route(children, route, api, authorizer, integrations[bool(route.get("public"))])
        aws.apigatewayv2.Stage(
            children.named("stage"),
            name=STAGE,
            api_id=api.id,
            auto_deploy=True,
            tags=args.get("tags"),
            opts=children.options(),
        )
        self.api_id, self.api_endpoint, self.authorizer_id = api.id, api.api_endpoint, authorizer.id


def _route(
    children: Children,
    route: ProtectedRouteArgs,
    api: aws.apigatewayv2.Api,
    authorizer: aws.apigatewayv2.Authorizer,
    integration: aws.apigatewayv2.Integration,
) -> None:
    protection: dict[str, Any] = {"authorization_type": "NONE"}
    if not route.get("public"):
        protection = {
            "authorization_type": "JWT",
            "authorizer_id": authorizer.id,
            "authorization_scopes": route.get("scopes"),
        }
    aws.apigatewayv2.Route(
        children.named(f"route-{route['route_key']}"),
        api_id=api.id,
        route_key=route["route_key"],
        target=pulumi.Output.concat("integrations/", integration.id),
        **protection,
        opts=children.options(),
    )


def _integrations(
    children: Children, args: ProtectedApiArgs, api: aws.apigatewayv2.Api
) -> Mapping[bool, aws.apigatewayv2.Integration]:
    """The way to the back end, by whether a route is public: nobody's claims are known there."""
    if "function_arn" in args:
        function = _function(children, args["function_arn"], api)
        return {False: function, True: function}
    headers = args.get("claim_headers") or {}
    claims = {f"overwrite:header.{name}": _claim(claim) for name, claim in headers.items()}
    protected = _http(children, "integration", args, api, claims)
    if not headers or not any(route.get("public") for route in args["routes"]):
        return {False: protected, True: protected}
    # Whoever calls without a token must not be able to say who they are.
    removed = {f"remove:header.{name}": "''" for name in headers}
    return {False: protected, True: _http(children, "public-integration", args, api, removed)}


def _claim(name: pulumi.Input[str]) -> pulumi.Output[str]:
    return pulumi.Output.concat("$context.authorizer.claims.", name)


def _http(
    children: Children, role: str, args: ProtectedApiArgs, api: aws.apigatewayv2.Api, headers: Mapping[str, Any]
) -> aws.apigatewayv2.Integration:
    return aws.apigatewayv2.Integration(
        children.named(role),
        api_id=api.id,
        integration_type="HTTP_PROXY",
        integration_method="ANY",
        integration_uri=args["backend_url"],
        payload_format_version="1.0",
        request_parameters={"overwrite:path": "$request.path", **headers},
        opts=children.options(),
    )


def _function(children: Children, arn: pulumi.Input[str], api: aws.apigatewayv2.Api) -> aws.apigatewayv2.Integration:
    aws.lambda_.Permission(
        children.named("permission"),
        action="lambda:InvokeFunction",
        function=arn,
        principal="apigateway.amazonaws.com",
        source_arn=pulumi.Output.concat(api.execution_arn, "/*/*"),
        opts=children.options(),
    )
    return aws.apigatewayv2.Integration(
        children.named("integration"),
        api_id=api.id,
        integration_type="AWS_PROXY",
        integration_uri=arn,
        payload_format_version="2.0",
        opts=children.options(),
    )
