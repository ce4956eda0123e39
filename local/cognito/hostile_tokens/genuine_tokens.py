"""What hostile tokens are made from."""

import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from local.cognito.json_types import JsonObject
from local.cognito.tokens import jwt
from local.cognito.tokens.signing_keys import new_key

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

ACCESS: Final = "access"
ID: Final = "id"

Sign: TypeAlias = Callable[[JsonObject, JsonObject], str]
"""A token of these header members and claims, signed with the pool's own key, which adds `alg` and `kid`."""


@dataclass(frozen=True)
class GenuineTokens:
    """Genuine tokens of one sign-in, and what a back end asks of them."""

    token: str = field(repr=False)
    """What the back end lets in, of the use `use`; it has `scope` and `group` where they are asked for."""
    other: str = field(repr=False)
    """The sign-in's token of the other use; empty where there is none."""
    use: str
    """`access` or `id`."""
    key: Mapping[str, Any]
    """The public key (RFC 7517) that verifies `token`."""
    now: float
    """In seconds since the epoch."""
    sign: Sign | None = field(default=None, repr=False)
    """None where nobody here has the pool's signing key."""
    scope: str = ""
    """That the back end asks for; empty where it asks for none."""
    group: str = ""
    """Likewise."""

    @cached_property
    def parts(self) -> list[str]:
        """Header, payload and signature of `token`, encoded."""
        return self.token.split(".")

    @cached_property
    def header(self) -> JsonObject:
        """That of `token`."""
        return jwt.header_of(self.token)

    @cached_property
    def claims(self) -> JsonObject:
        """Those of `token`."""
        return jwt.claims_of(self.token)

    @cached_property
    def own_key(self) -> "RSAPrivateKey":
        """A key that has nothing to do with the pool."""
        return new_key()

    @cached_property
    def other_pool_issuer(self) -> str:
        """The issuer of another pool in the same place."""
        place, _, pool_id = str(self.claims["iss"]).rpartition("/")
        region = pool_id.partition("_")[0]
        return f"{place}/{region}_{uuid.uuid4().hex[:9]}"

    @property
    def client_claim(self) -> str:
        """Where a token says to which app client it was issued."""
        return "client_id" if self.use == ACCESS else "aud"

    def changed(self, **changes: Any) -> JsonObject:
        """The claims with others in their place; without those that are None."""
        return {name: value for name, value in {**self.claims, **changes}.items() if value is not None}

    def with_payload(self, claims: Mapping[str, Any]) -> str:
        """`token` with another payload under the same signature."""
        return f"{self.parts[0]}.{encoded(claims)}.{self.parts[2]}"

    def by_own_key(self, claims: Mapping[str, Any] | None = None, **header: Any) -> str:
        """A token of the key that has nothing to do with the pool; header members that are None are left out."""
        members = {"alg": "RS256", "kid": self.header.get("kid"), **header}
        named = {name: value for name, value in members.items() if value is not None}
        return jwt.sign_as(named, self.claims if claims is None else claims, self.own_key)

    def by_pool(self, claims: JsonObject, **header: Any) -> str:
        """A token of the pool's own key."""
        assert self.sign is not None
        return self.sign(header, claims)


def encoded(value: Mapping[str, Any]) -> str:
    """A part of a token."""
    return jwt.encode(json.dumps(value, separators=(",", ":")).encode())


@dataclass(frozen=True, slots=True)
class Kind:
    """One way in which a token is hostile."""

    name: str
    reason: str
    """Why it must be refused."""
    make: Callable[[GenuineTokens], str] = field(repr=False)
    applies: Callable[[GenuineTokens], bool] = lambda _: True
    """Whether it is hostile to such a back end."""
    scheme: str = "Bearer"
    """Before the token in the header; empty for none."""
