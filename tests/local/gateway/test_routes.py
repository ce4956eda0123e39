"""Which route a request is for."""

import pytest

from local.gateway.errors import GatewayError
from local.gateway.routes import Route, Routes, parse_route

KEYS = (
    "$default",
    "ANY /{proxy+}",
    "GET /orders",
    "ANY /orders/{id}",
    "GET /orders/{id}",
    "GET /orders/latest",
    "GET /orders/{id}/{rest+}",
    "GET /",
)


@pytest.mark.parametrize(
    ("method", "path", "key"),
    [
        ("GET", "/orders", "GET /orders"),
        ("POST", "/orders", "ANY /{proxy+}"),
        ("GET", "/orders/7", "GET /orders/{id}"),
        ("DELETE", "/orders/7", "ANY /orders/{id}"),
        ("GET", "/orders/latest", "GET /orders/latest"),
        ("GET", "/orders/7/items/1", "GET /orders/{id}/{rest+}"),
        ("GET", "/", "GET /"),
        ("POST", "/", "$default"),
    ],
)
def test_a_full_match_wins_then_a_greedy_one_then_the_default(method, path, key):
    found = Routes(Route(one) for one in KEYS).find(method, path)
    assert found is not None
    assert found.key == key


@pytest.mark.parametrize("path", ["/orders", "/orders/1/2", "/orders/", "/Orders/1", "//orders/1"])
def test_what_no_route_is_for_has_none(path):
    assert Routes([Route("GET /orders/{id}")]).find("GET", path) is None


def test_a_route_is_written_with_its_scopes_behind_it():
    route = parse_route("GET /orders/{id} orders/read orders/all")
    assert (route.key, route.scopes, route.public) == ("GET /orders/{id}", ("orders/read", "orders/all"), False)
    assert parse_route("$default openid").scopes == ("openid",)


@pytest.mark.parametrize("text", ["", "GET", "/orders", "get /orders", "GET orders", "GET /{proxy+}/x", "$Default"])
def test_what_is_no_route_is_refused(text):
    with pytest.raises(GatewayError, match=r"isn't a route\. Give a method and a path"):
        parse_route(text)


def test_two_routes_of_one_key_are_refused():
    with pytest.raises(GatewayError, match=r"'GET /' is given more than once"):
        Routes([Route("GET /"), Route("GET /", public=True)])
