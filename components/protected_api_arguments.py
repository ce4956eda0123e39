"""The arguments of `ProtectedApi`."""

from typing import NotRequired, TypedDict

import pulumi


class ProtectedRouteArgs(TypedDict):
    """One route of the API, and what a caller needs for it."""

    route_key: str
    """A method and a path, such as `GET /orders/{id}` or `ANY /{proxy+}`; `$default` for all others. Required."""
    scopes: NotRequired[pulumi.Input[list[pulumi.Input[str]]]]
    """The token's scope must be one of these; without any, ID tokens get in as well. Default: none."""
    public: NotRequired[bool]
    """Whether callers need no token. Default: false."""


class ProtectedApiArgs(TypedDict):
    """An HTTP API in front of a back end, whose callers need a token of a user pool."""

    audience: pulumi.Input[list[pulumi.Input[str]]]
    """The ids of the app clients whose tokens get in. Required."""
    backend_url: NotRequired[pulumi.Input[str]]
    """Where the back end is: scheme and host, such as https://backend.example.com. Default: none; or function_arn."""
    claim_headers: NotRequired[dict[str, pulumi.Input[str]]]
    """Claims that an HTTP back end gets as headers, by the header's name, such as `x-user: sub`. Default: none."""
    description: NotRequired[pulumi.Input[str]]
    """What the API is for. Default: none."""
    endpoint_url: NotRequired[str]
    """Where the local target answers; the API isn't made there. Default: none, on AWS."""
    function_arn: NotRequired[pulumi.Input[str]]
    """The ARN of the Lambda function that is the back end. Default: none; or backend_url."""
    issuer: pulumi.Input[str]
    """The `iss` of the tokens that get in, `CognitoAuth`'s output of that name. Required."""
    name: NotRequired[pulumi.Input[str]]
    """The API's name. Default: the component's."""
    routes: list[ProtectedRouteArgs]
    """The routes. Required."""
    tags: NotRequired[pulumi.Input[dict[str, pulumi.Input[str]]]]
    """Tags of the API and its stage. Default: none."""
