"""An HTTP API's routes: which of them a request is for ("Create routes for HTTP APIs", API Gateway developer guide)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from cognito_model.api_gateway import ANY, DEFAULT_ROUTE, ROUTE_KEY
from local.gateway.errors import GatewayError

GREEDY: Final = "+}"


@dataclass(frozen=True, slots=True)
class Route:
    """One route, and what it asks of a caller."""

    key: str
    scopes: tuple[str, ...] = ()
    """A token needs one of them; none: any token."""
    public: bool = False
    """Whether no token is asked for."""
    method: str = field(init=False)
    parts: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Read the key. Raises GatewayError."""
        found = ROUTE_KEY.fullmatch(self.key)
        if found is None and self.key != DEFAULT_ROUTE:
            raise GatewayError(
                f"{self.key[:80]!r} isn't a route. Give a method and a path, such as 'GET /orders/{{id}}' or 'ANY "
                f"/{{proxy+}}', or {DEFAULT_ROUTE}."
            )
        object.__setattr__(self, "method", found["method"] if found else ANY)
        object.__setattr__(self, "parts", _parts(found["path"]) if found else ())

    @property
    def is_default(self) -> bool:
        """Whether it is for all that no other is for."""
        return self.key == DEFAULT_ROUTE

    def matches(self, method: str, parts: Sequence[str]) -> bool:
        """Whether a request is one of its."""
        if self.is_default:
            return True
        if self.method not in (ANY, method):
            return False
        if self.is_greedy:
            fixed = len(self.parts) - 1
            return len(parts) > fixed and _all_match(self.parts[:-1], parts[:fixed])
        return len(parts) == len(self.parts) and _all_match(self.parts, parts)

    @property
    def is_greedy(self) -> bool:
        """Whether its last part is for whatever follows."""
        return bool(self.parts) and self.parts[-1].endswith(GREEDY)

    @property
    def rank(self) -> tuple[bool, bool, int, int, bool]:
        """The greatest one wins: a full match, a greedy one, $default; among equals the most specific."""
        fixed = sum(not part.startswith("{") for part in self.parts)
        return (not self.is_default, not self.is_greedy, fixed, len(self.parts), self.method != ANY)


class Routes:
    """The routes of one API."""

    def __init__(self, routes: Iterable[Route]) -> None:
        """Raises GatewayError for none at all, and for two of one key."""
        self._routes = sorted(routes, key=lambda route: route.rank, reverse=True)
        keys = [route.key for route in self._routes]
        twice = sorted({key for key in keys if keys.count(key) > 1})
        if twice:
            raise GatewayError(f"The route {twice[0]!r} is given more than once.")

    def find(self, method: str, path: str) -> Route | None:
        """Whose a request is; None for nobody's."""
        parts = _parts(path)
        return next((route for route in self._routes if route.matches(method, parts)), None)


def parse_route(text: str) -> Route:
    """A route as it is written: its key, then its scopes: `GET /orders/{id} orders/read`. Raises GatewayError."""
    words = text.split()
    if words[:1] == [DEFAULT_ROUTE]:
        return Route(DEFAULT_ROUTE, tuple(words[1:]))
    return Route(" ".join(words[:2]), tuple(words[2:]))


def _parts(path: str) -> tuple[str, ...]:
    return tuple(path.removeprefix("/").split("/")) if path != "/" else ()


def _all_match(wanted: Sequence[str], found: Sequence[str]) -> bool:
    return all(one == other or (one.startswith("{") and other) for one, other in zip(wanted, found, strict=True))
