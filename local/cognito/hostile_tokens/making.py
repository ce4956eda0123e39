"""The list of hostile tokens for one back end."""

from dataclasses import dataclass, field
from typing import Self

from local.cognito.hostile_tokens import forged, signed
from local.cognito.hostile_tokens.genuine_tokens import ID, GenuineTokens, Kind
from local.cognito.json_types import JsonObject


@dataclass(frozen=True, slots=True)
class HostileToken:
    """A token that must be refused."""

    name: str
    """Stays the same from release to release."""
    reason: str
    token: str = field(repr=False)
    """Empty where the request has none."""
    scheme: str
    """Before it in the header; empty for none."""

    @property
    def authorization(self) -> str:
        """The request header's value (RFC 6750 section 2.1); empty where there is to be none."""
        return f"{self.scheme} {self.token}".strip()

    def to_json(self) -> JsonObject:
        """Its members, and `authorization`. `token` can be a genuine one: secret."""
        return {
            "name": self.name,
            "reason": self.reason,
            "token": self.token,
            "scheme": self.scheme,
            "authorization": self.authorization,
        }

    @classmethod
    def from_json(cls, written: JsonObject) -> Self:
        """What `to_json` has written."""
        return cls(**{name: str(written[name]) for name in ("name", "reason", "token", "scheme")})


def hostile_tokens(genuine: GenuineTokens) -> list[HostileToken]:
    """All that apply to such a back end; where nobody has the pool's key, those that take none."""
    kinds = [*forged.KINDS, *(signed.KINDS if genuine.sign else ())]
    made = [_made(kind, genuine) for kind in kinds if kind.applies(genuine)]
    return [*made, *_of_the_other_use(genuine)]


def _made(kind: Kind, genuine: GenuineTokens) -> HostileToken:
    return HostileToken(kind.name, kind.reason, kind.make(genuine), kind.scheme)


def _of_the_other_use(genuine: GenuineTokens) -> list[HostileToken]:
    """A token of the other use, where the sign-in gave none."""
    if genuine.other or genuine.sign is None:
        return []
    is_id = genuine.use == ID
    client = genuine.claims.get(genuine.client_claim)
    changes = {"aud": None, "client_id": client} if is_id else {"aud": client, "client_id": None, "scope": None}
    token = genuine.by_pool(genuine.changed(token_use="access" if is_id else "id", **changes))
    name = "access-token-as-id-token" if is_id else "id-token-as-access-token"
    reason = next(kind.reason for kind in forged.KINDS if kind.name == name)
    return [HostileToken(name, reason, token, "Bearer")]
