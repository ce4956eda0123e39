"""What API Gateway, or the component, would refuse of `ProtectedApi`'s arguments."""

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any
from urllib.parse import urlsplit

from cognito_model.api_gateway import DEFAULT_ROUTE, HEADER_NAME, ROUTE_KEY, is_reserved
from components.checking.problems import UNKNOWN, Problem
from components.protected_api_arguments import ProtectedApiArgs, ProtectedRouteArgs


def problems_of(args: Any) -> list[Problem]:
    """The rules that arguments break; Outputs among them are `UNKNOWN`."""
    if not isinstance(args, Mapping):
        return [Problem("args", "must be an object with keys of its own")]
    problems = list(_keys(args, ProtectedApiArgs, ""))
    if problems:
        return problems
    return [*_backend(args), *_routes(args["routes"]), *_headers(args), *_audience(args["audience"])]


def _keys(given: Mapping[str, Any], shape: Any, path: str) -> Iterator[Problem]:
    for key in given:
        if key not in shape.__annotations__:
            near = get_close_matches(str(key), shape.__annotations__, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            yield Problem(f"{path}{key}", f"is not a known argument{hint}")
    for key in sorted(shape.__required_keys__ - given.keys()):
        yield Problem(f"{path}{key}", "is required")


def _backend(args: Mapping[str, Any]) -> Iterator[Problem]:
    if ("backend_url" in args) == ("function_arn" in args):
        yield Problem("backend_url", "or function_arn is required, but not both")
    url = args.get("backend_url", UNKNOWN)
    if url is not UNKNOWN:
        origin = _origin(url)
        if origin != url:
            yield Problem(
                "backend_url", "must be a scheme and a host without a path; the path is the request's", url, origin
            )
    if args.get("claim_headers") and "function_arn" in args:
        yield Problem("claim_headers", "needs backend_url; a function gets all claims in its event")


def _origin(url: Any) -> Any:
    try:
        parts = urlsplit(url) if isinstance(url, str) else urlsplit("")
        is_sound = parts.scheme in {"http", "https"} and parts.hostname and "@" not in parts.netloc
    except ValueError:
        is_sound = False
    return f"{parts.scheme}://{parts.netloc}" if is_sound else "https://backend.example.com"


def _routes(routes: Any) -> Iterator[Problem]:
    if not isinstance(routes, list) or not routes:
        yield Problem("routes", "must be a list of at least 1 route", routes)
        return
    known: set[str] = set()
    for index, route in enumerate(routes):
        path = f"routes[{index}]"
        if not isinstance(route, Mapping):
            yield Problem(path, "must be an object with a route_key", route)
            continue
        problems = list(_keys(route, ProtectedRouteArgs, f"{path}."))
        yield from problems or _route(route, path, known)


def _route(route: Mapping[str, Any], path: str, known: set[str]) -> Iterator[Problem]:
    key = route["route_key"]
    if key is UNKNOWN:
        yield Problem(f"{path}.route_key", "can't be an Output; it names the resource")
    elif not isinstance(key, str) or (key != DEFAULT_ROUTE and not ROUTE_KEY.fullmatch(key)):
        yield Problem(f"{path}.route_key", "must be a method and a path, or $default", key, "GET /orders/{id}")
    elif key in known:
        yield Problem(f"{path}.route_key", "must be unique among the routes", key)
    else:
        known.add(key)
    if route.get("public") and route.get("scopes"):
        yield Problem(f"{path}.scopes", "can't be combined with public: a public route takes no token")
    if route.get("public") not in (None, True, False):
        yield Problem(f"{path}.public", "must be true or false, and can't be an Output")


def _headers(args: Mapping[str, Any]) -> Iterator[Problem]:
    headers = args.get("claim_headers") or {}
    if not isinstance(headers, Mapping):
        yield Problem("claim_headers", "must be an object of claims by header name", headers, {"x-user": "sub"})
        return
    for name in headers:
        if not HEADER_NAME.fullmatch(name):
            yield Problem(f"claim_headers[{name!r}]", "must be a header name", name, "x-user")
        elif is_reserved(name):
            yield Problem(f"claim_headers[{name!r}]", "is a header that API Gateway reserves", name, "x-user")


def _audience(audience: Any) -> Iterable[Problem]:
    if audience is UNKNOWN or (isinstance(audience, list) and audience):
        return
    yield Problem("audience", "must have at least 1 app client ID", audience)
