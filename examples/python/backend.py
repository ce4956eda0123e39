"""A small API behind Amazon Cognito, which accepts access tokens the way production code should.

    uvicorn backend:app          with COGNITO_ISSUER, COGNITO_JWKS_URI and COGNITO_CLIENT_IDS in the environment

Every rule of the developer guide's "Verifying JSON web tokens" is here: the signature by a key of this pool, one
algorithm, issuer, expiry, token use and app client; then scopes (OAuth 2.0) and groups (Cognito's) per route.
"""

import json
import math
import os
import time
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, KeySetSerialization
from joserfc.jwt import JWTClaimsRegistry
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

KEYS_FETCHED_AT_MOST_EVERY_S = 10
"""A token with an invented key id must not make us ask Cognito each time."""
LEEWAY_S = 10
TEXTS = ("iss", "sub", "token_use", "client_id")


@dataclass
class Keys:
    """The pool's signing keys, fetched when first needed and again when a new one appears."""

    fetch: Callable[[], KeySetSerialization]
    _keys: KeySet = field(default_factory=lambda: KeySet([]))
    _fetched: float = float("-inf")

    def containing(self, key_id: object) -> KeySet:
        """The keys; the one asked for is among them if the pool has it."""
        known = any(key.kid == key_id for key in self._keys.keys)
        if not known and time.monotonic() - self._fetched > KEYS_FETCHED_AT_MOST_EVERY_S:
            self._keys, self._fetched = KeySet.import_key_set(self.fetch()), time.monotonic()
        return self._keys


@dataclass(frozen=True)
class AccessTokens:
    """Verifies access tokens of one user pool."""

    issuer: str
    client_ids: frozenset[str]
    keys: Keys

    def verify(self, token: str) -> Mapping[str, Any]:
        """The claims of a genuine access token. Raises HTTPException 401 for anything else."""
        try:
            # The header is what the bearer says; only its key id is used, to look a key up.
            decoded = jwt.decode(token, lambda given: self.keys.containing(given.headers().get("kid")), ["RS256"])
            registry = JWTClaimsRegistry(
                leeway=LEEWAY_S,
                exp={"essential": True},
                iss={"essential": True, "value": self.issuer},
                token_use={"essential": True, "value": "access"},
                client_id={"essential": True, "values": sorted(self.client_ids)},
            )
            registry.validate(decoded.claims)
            return well_formed(decoded.claims)
        except (JoseError, ValueError, TypeError, KeyError, AttributeError, ArithmeticError, RecursionError):
            # Why it was refused is nothing for whoever sent it.
            raise unauthorized("invalid_token") from None


def well_formed(claims: object) -> Mapping[str, Any]:
    """Claims of the forms that the rest relies on: a group in a text is none. ValueError, TypeError, KeyError."""
    if not isinstance(claims, dict) or not all(isinstance(claims[name], str) for name in TEXTS):
        raise ValueError("nobody's")
    if type(claims["exp"]) not in (int, float) or not math.isfinite(claims["exp"]):
        raise ValueError("no time")
    if not isinstance(claims.get("scope", ""), str):
        raise TypeError("no scopes")
    groups = claims.get("cognito:groups", [])
    if not isinstance(groups, list) or not all(isinstance(group, str) for group in groups):
        raise ValueError("no groups")
    return claims


def unauthorized(error: str | None = None) -> HTTPException:
    """RFC 6750 section 3: without a token no error code, with a bad one `invalid_token`."""
    challenge = f'Bearer error="{error}"' if error else "Bearer"
    return HTTPException(401, "unauthorized", {"WWW-Authenticate": challenge})


def require(request: Request, *, scope: str | None = None, group: str | None = None) -> Mapping[str, Any]:
    """The caller's claims, if the token has the scope or its user is in the group. Raises HTTPException 401, 403."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise unauthorized()
    claims: Mapping[str, Any] = request.app.state.tokens.verify(token)
    if scope and scope not in claims.get("scope", "").split():
        challenge = f'Bearer error="insufficient_scope", scope="{scope}"'
        raise HTTPException(403, f"needs the scope {scope}", {"WWW-Authenticate": challenge})
    if group and group not in claims.get("cognito:groups", []):
        raise HTTPException(403, f"needs the group {group}")
    return claims


def me(request: Request) -> JSONResponse:
    """Whoever is signed in."""
    claims = require(request)
    return JSONResponse({"sub": claims["sub"], "groups": claims.get("cognito:groups", [])})


def orders(request: Request) -> JSONResponse:
    """People and programs that were granted `orders/read`."""
    claims = require(request, scope="orders/read")
    return JSONResponse({"orders": [{"id": 1, "for": claims["sub"]}]})


def cancel(request: Request) -> JSONResponse:
    """Administrators alone."""
    require(request, group="admins")
    return JSONResponse({"cancelled": request.path_params["order"]})


async def refuse(_request: Request, error: Exception) -> JSONResponse:
    """RFC 9457, in small."""
    assert isinstance(error, HTTPException)
    return JSONResponse({"title": error.detail, "status": error.status_code}, error.status_code, error.headers)


def make_app(variables: Mapping[str, str]) -> Starlette:
    """The application for the pool that the variables name."""

    def fetch() -> KeySetSerialization:
        with urllib.request.urlopen(variables["COGNITO_JWKS_URI"], timeout=5) as answer:  # noqa: S310 - our own setting
            found: KeySetSerialization = json.load(answer)
        return found

    app = Starlette(
        routes=[
            Route("/me", me),
            Route("/orders", orders),
            Route("/orders/{order:int}", cancel, methods=["DELETE"]),
        ],
        exception_handlers={HTTPException: refuse},
    )
    clients = frozenset(variables["COGNITO_CLIENT_IDS"].split(","))
    app.state.tokens = AccessTokens(variables["COGNITO_ISSUER"], clients, Keys(fetch))
    return app


def __getattr__(name: str) -> Starlette:
    """`backend:app` for a server, made from its environment when it asks for it."""
    if name == "app":
        return make_app(os.environ)
    raise AttributeError(name)
