from typing import Any

import pulumi
import pytest

from components import CognitoAuth, InvalidArgumentsError, ProtectedApi
from tests.components.support import API_ID, ARTICLE, RecordingMocks, client_id, known, pulumi_test

ISSUER = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_a1B2c3D4e"
API: dict[str, Any] = {
    "issuer": ISSUER,
    "audience": ["client"],
    "backend_url": "https://backend.example.com",
    "routes": [
        {"route_key": "GET /orders/{id}", "scopes": ["orders/read", "orders/admin"]},
        {"route_key": "$default"},
    ],
}
FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:orders"


@pulumi_test
def construct(args: Any, name: str = "api") -> None:
    """Construct the component; all that it registers is there afterwards."""
    ProtectedApi(name, args)


def without(key: str, **more: Any) -> dict[str, Any]:
    return {**{name: value for name, value in API.items() if name != key}, **more}


def problems(args: Any) -> str:
    with pytest.raises(InvalidArgumentsError) as caught:
        ProtectedApi("api", args)
    return str(caught.value)


@pulumi_test
async def test_the_authorizer_takes_tokens_of_the_issuer_and_the_clients_of_an_auth_component(
    mocks: RecordingMocks,
) -> None:
    auth = CognitoAuth("auth", ARTICLE)  # type: ignore[arg-type]
    api = ProtectedApi("api", {**API, "issuer": auth.issuer, "audience": [auth.client_id]})  # type: ignore[typeddict-item]
    assert await known(api.authorizer_id) == "id-of-api-authorizer"

    authorizer = mocks.inputs("Authorizer")
    assert authorizer["authorizerType"] == "JWT"
    assert authorizer["identitySources"] == ["$request.header.Authorization"]
    assert authorizer["jwtConfiguration"] == {"issuer": ISSUER, "audiences": [client_id("auth-client-webapp")]}
    assert authorizer["apiId"] == API_ID


def test_every_route_asks_for_its_own_scopes(mocks: RecordingMocks) -> None:
    construct(API)

    route = mocks.inputs("Route", "api-route-GET /orders/{id}")
    assert route["authorizationType"] == "JWT"
    assert route["authorizerId"] == "id-of-api-authorizer"
    assert route["authorizationScopes"] == ["orders/read", "orders/admin"]
    assert route["target"] == "integrations/id-of-api-integration"
    rest = mocks.inputs("Route", "api-route-$default")
    assert rest["authorizationType"] == "JWT"
    assert "authorizationScopes" not in rest


def test_a_route_is_open_only_where_it_says_so(mocks: RecordingMocks) -> None:
    routes = [*API["routes"], {"route_key": "GET /health", "public": True}]
    construct({**API, "routes": routes})

    kinds = {route.inputs["routeKey"]: route.inputs["authorizationType"] for route in mocks.of_type("Route")}
    assert kinds == {"GET /orders/{id}": "JWT", "$default": "JWT", "GET /health": "NONE"}
    assert "authorizerId" not in mocks.inputs("Route", "api-route-GET /health")


def test_the_back_end_is_asked_for_the_path_of_the_request(mocks: RecordingMocks) -> None:
    construct(API)

    integration = mocks.inputs("Integration")
    assert integration["integrationType"] == "HTTP_PROXY"
    assert integration["integrationUri"] == "https://backend.example.com"
    assert integration["requestParameters"] == {"overwrite:path": "$request.path"}
    stage = mocks.inputs("Stage")
    assert (stage["name"], stage["autoDeploy"]) == ("$default", True)


def test_claims_reach_the_back_end_as_headers_that_a_caller_without_a_token_cant_set(
    mocks: RecordingMocks,
) -> None:
    routes = [*API["routes"], {"route_key": "GET /health", "public": True}]
    args: Any = {**API, "routes": routes, "claim_headers": {"x-user": "sub"}}
    construct(args)

    protected = mocks.inputs("Integration", "api-integration")["requestParameters"]
    assert protected["overwrite:header.x-user"] == "$context.authorizer.claims.sub"
    public = mocks.inputs("Integration", "api-public-integration")["requestParameters"]
    assert public["remove:header.x-user"] == "''"
    assert mocks.inputs("Route", "api-route-GET /health")["target"] == "integrations/id-of-api-public-integration"


@pytest.mark.filterwarnings("ignore:aws.lambda/microvmsimage:DeprecationWarning")  # the SDK's own, at import
def test_a_function_gets_events_of_version_2_and_lets_the_api_alone_call_it(mocks: RecordingMocks) -> None:
    args: Any = without("backend_url", function_arn=FUNCTION)
    construct(args)

    integration = mocks.inputs("Integration")
    assert (integration["integrationType"], integration["payloadFormatVersion"]) == ("AWS_PROXY", "2.0")
    assert integration["integrationUri"] == FUNCTION
    permission = mocks.inputs("Permission")
    assert permission["principal"] == "apigateway.amazonaws.com"
    assert permission["function"] == FUNCTION
    assert permission["sourceArn"] == f"arn:aws:execute-api:us-east-1:123456789012:{API_ID}/*/*"


@pulumi_test
async def test_every_child_is_named_after_the_component_and_owned_by_it(mocks: RecordingMocks) -> None:
    parents: dict[str, Any] = {}

    def remember_parent(args: pulumi.ResourceTransformationArgs) -> None:
        parents[args.name] = args.opts.parent

    api = ProtectedApi("api", API, pulumi.ResourceOptions(transformations=[remember_parent]))  # type: ignore[arg-type]
    await known(api.api_id)

    assert all(name.startswith("api-") for name in parents if name != "api")
    assert {parent for name, parent in parents.items() if name != "api"} == {api}
    assert len(parents) == 7


def test_two_of_them_dont_collide(mocks: RecordingMocks) -> None:
    construct(API, "one")
    construct(API, "two")

    names = [(resource.typ, resource.name) for resource in mocks.resources]
    assert len(names) == len(set(names)) == 14


def test_on_the_local_target_nothing_but_the_component_is_registered(mocks: RecordingMocks) -> None:
    endpoints: list[Any] = []

    @pulumi_test
    async def construct_locally() -> None:
        api = ProtectedApi("api", {**API, "endpoint_url": "http://127.0.0.1:4566"})  # type: ignore[typeddict-item]
        endpoints.append(await known(api.api_endpoint))

    construct_locally()

    assert endpoints == [None]
    assert [resource.typ for resource in mocks.resources] == ["cognito-access-token:index:ProtectedApi"]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (without("issuer"), "issuer: is required"),
        ({**API, "audiences": ["x"]}, "audiences: is not a known argument; did you mean audience?"),
        ({**API, "audience": []}, "audience: must have at least 1 app client ID"),
        (without("backend_url"), "backend_url: or function_arn is required, but not both"),
        ({**API, "function_arn": FUNCTION}, "backend_url: or function_arn is required, but not both"),
        (
            {**API, "backend_url": "https://b.example.com/api?x=1"},
            'is the request\'s; it is "https://b.example.com/api?x=1", "https://b.example.com" would pass',
        ),
        ({**API, "backend_url": "ftp://[x"}, "backend_url: must be a scheme and a host without a path"),
        ({**API, "routes": []}, "routes: must be a list of at least 1 route"),
        ({**API, "routes": ["GET /"]}, "routes[0]: must be an object with a route_key"),
        (
            {**API, "routes": [{"route_key": "/orders"}]},
            "routes[0].route_key: must be a method and a path, or $default",
        ),
        ({**API, "routes": [{"route_key": "GET /{proxy+}/x"}]}, "routes[0].route_key: must be a method"),
        ({**API, "routes": [{"route_key": "GET /"}, {"route_key": "GET /"}]}, "routes[1].route_key: must be unique"),
        (
            {**API, "routes": [{"route_key": "GET /", "scope": ["a"]}]},
            "routes[0].scope: is not a known argument; did you mean",
        ),
        (
            {**API, "routes": [{"route_key": "GET /", "public": True, "scopes": ["a"]}]},
            "routes[0].scopes: can't be combined with public",
        ),
        ({**API, "routes": [{"route_key": "GET /", "public": "no"}]}, "routes[0].public: must be true or false"),
        ({**API, "claim_headers": {"Authorization": "sub"}}, "is a header that API Gateway reserves"),
        ({**API, "claim_headers": {"x-amzn-oidc-identity": "sub"}}, "is a header that API Gateway reserves"),
        ({**API, "claim_headers": {"x user": "sub"}}, "must be a header name"),
        ({**API, "claim_headers": ["sub"]}, "claim_headers: must be an object"),
        (
            without("backend_url", function_arn=FUNCTION, claim_headers={"x-user": "sub"}),
            "claim_headers: needs backend_url",
        ),
        (None, "args: must be an object"),
    ],
)
def test_wrong_arguments_are_refused_before_anything_is_registered(mocks: RecordingMocks, args: Any, said: str) -> None:
    text = problems(args)

    assert text.startswith("ProtectedApi api breaks ")
    assert said in text
    assert mocks.resources == []


def test_routes_may_be_paths_with_parameters_or_a_greedy_one(mocks: RecordingMocks) -> None:
    keys = ["GET /", "ANY /{proxy+}", "POST /orders/{id}/items", "DELETE /v1.0/{id}/{rest+}"]
    args: Any = {**API, "routes": [{"route_key": key} for key in keys]}
    construct(args)

    assert {route.inputs["routeKey"] for route in mocks.of_type("Route")} == set(keys)
