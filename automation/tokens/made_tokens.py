"""Tokens that no sign-in issues: with another lifetime, with more scopes and groups, or hostile ones.

The local engine has its pools' signing keys and makes them all. On AWS nobody but Cognito has them: there only what
anybody can forge is made.
"""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from automation.environment import Environment
from automation.errors import DriverError, UsageError
from automation.tokens.token_set import TokenSet

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    import requests

    from local.cognito.hostile_tokens.making import HostileToken

TIMEOUT_S = 30


class Signer(Protocol):
    """Signs tokens of a pool; `local.cognito.control.client.EngineControl` implements it."""

    def reissue_tokens(
        self,
        access_token: str,
        id_token: str | None,
        *,
        expires_in: int | None = None,
        scopes: Sequence[str] = (),
        groups: Sequence[str] = (),
    ) -> dict[str, Any]:
        """`access_token`, `expires_in`, and `id_token` where one was given."""

    def hostile_tokens(
        self, access_token: str, id_token: str | None, *, use: str = "access", scope: str = "", group: str = ""
    ) -> list[dict[str, Any]]:
        """Members of `HostileToken` each."""


class PoolAccess(Protocol):
    """Access to a target's pools; `automation.targets.Connection` implements it."""

    def http(self) -> "AbstractContextManager[requests.Session]":
        """An HTTP session with the proxy settings."""

    def signer(self) -> Signer | None:
        """The signer for the target's pools; None if only Cognito can sign."""


@dataclass(frozen=True)
class Demand:
    """What a back end requires of a token."""

    use: str = "access"
    """`access` or `id`."""
    scope: str = ""
    """Empty where it asks for none."""
    group: str = ""
    """Likewise."""


def lasting(tokens: TokenSet, expires_in: int, signer: Signer) -> TokenSet:
    """The same tokens, signed again with a lifetime in seconds. Raises EngineError."""
    return _with(tokens, signer.reissue_tokens(tokens.access_token, tokens.id_token, expires_in=expires_in))


def check_signer(access: PoolAccess) -> Signer:
    """The target's signer. Raises UsageError if only Cognito can sign for the target's pools."""
    signer = access.signer()
    if signer is None:
        raise UsageError(
            "expires_in is for the local target: on AWS only Cognito signs tokens, with the lifetimes of the app "
            "client's access_token_validity and id_token_validity. Set those, or use --target local."
        )
    return signer


def scopes_to_ask_for(demand: Demand, access: PoolAccess) -> tuple[str, ...]:
    """The scopes that a sign-in must request to meet a demand; none if the target's signer can add them."""
    return (demand.scope,) if demand.scope and access.signer() is None else ()


def meeting(tokens: TokenSet, demand: Demand, access: PoolAccess) -> TokenSet:
    """Tokens that meet a back end's demand: reissued with its scope and group or, on AWS, checked for them.

    Raises UsageError where they lack something that can't be given to them.
    """
    if demand.use == "id" and tokens.id_token is None:
        raise UsageError("This sign-in issued no ID token. Choose a --flow and a --client with the scope openid.")
    signer = access.signer()
    scopes, groups = [demand.scope] if demand.scope else [], [demand.group] if demand.group else []
    if signer is not None:
        if not scopes and not groups:
            return tokens
        return _with(tokens, signer.reissue_tokens(tokens.access_token, tokens.id_token, scopes=scopes, groups=groups))
    from local.cognito.tokens.jwt import claims_of

    claims = claims_of(tokens.access_token)
    if demand.scope and demand.scope not in str(claims.get("scope", "")).split():
        raise UsageError(f"The token lacks the scope {demand.scope}. Choose a --flow and a --client that get it.")
    if demand.group and demand.group not in claims.get("cognito:groups", []):
        raise UsageError(f"The user isn't in the group {demand.group}. Name a user who is with --user and --password.")
    return tokens


def hostile_tokens(
    environment: Environment,
    good: TokenSet,
    demand: Demand,
    access: PoolAccess,
) -> "list[HostileToken]":
    """Tokens that a back end must refuse, made from `good`. Secret. Raises EngineError, DriverError."""
    from local.cognito.hostile_tokens.genuine_tokens import GenuineTokens
    from local.cognito.hostile_tokens.making import HostileToken
    from local.cognito.hostile_tokens.making import hostile_tokens as made_of

    signer = access.signer()
    if signer is not None:
        asked = signer.hostile_tokens(
            good.access_token, good.id_token, use=demand.use, scope=demand.scope, group=demand.group
        )
        return [HostileToken.from_json(one) for one in asked]
    pair = (good.access_token, good.id_token or "")
    token, other = pair if demand.use == "access" else (pair[1], pair[0])
    with access.http() as http:
        key = _published_key(environment, token, http)
    return made_of(GenuineTokens(token, other, demand.use, key, time.time(), scope=demand.scope, group=demand.group))


def _published_key(environment: Environment, token: str, http: "requests.Session") -> dict[str, Any]:
    import requests  # slow, and needed for its errors alone

    from local.cognito.tokens.jwt import header_of

    kid = header_of(token).get("kid")
    try:
        answer = http.get(environment.jwks_uri, timeout=TIMEOUT_S)
        answer.raise_for_status()
        return next(dict(key) for key in answer.json()["keys"] if key["kid"] == kid)
    except (requests.RequestException, json.JSONDecodeError, KeyError, TypeError, StopIteration) as error:
        raise DriverError(
            f"Reading the user pool's keys from {environment.jwks_uri} failed ({type(error).__name__})."
        ) from None


def _with(tokens: TokenSet, made: dict[str, Any]) -> TokenSet:
    return replace(
        tokens,
        access_token=str(made["access_token"]),
        id_token=made.get("id_token"),
        expires_in=int(made["expires_in"]),
    )
