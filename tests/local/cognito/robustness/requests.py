"""Requests of every operation, driven by the service model: nearly right ones, wrong ones, and junk."""

import base64
import copy
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from cognito_model.model import Service, Shape, service_model
from cognito_model.patterns import matcher

TEXTS: Final = (
    "a",
    "ada",
    "ada@example.com",
    "+15555550100",
    "true",
    "email",
    "0",
    "123456",
    "https://example.com/cb",
    "http://[",
    "us-east-1_none",
    "arn:aws:iam::123456789012:role/any",
    "arn:aws:lambda:us-east-1:123456789012:function:any",
    "arn:aws:ses:us-east-1:123456789012:identity/a@example.com",
    'email = "ada@example.com"',
    'username ^= "a',
    "{####} {username}",
    "MIIB",
    "é",
    "😀" * 3,
    "\u202e\u0000\n",
    "a b",
    "00000000-0000-0000-0000-000000000000",
    "us-east-1:00000000-0000-0000-0000-000000000000",
    "arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-0000-0000-000000000000",
    "arn:aws:kms:us-east-1:123456789012:key/any",
    "arn:aws:logs:us-east-1:123456789012:log-group:any",
    "arn:aws:wafv2:us-east-1:123456789012:regional/webacl/a/b",
    "auth.example.com",
    "2026-01-01",
    "custom:tenant",
    "cognito:default",
    "ab" * 192,
    "QUJD",
    "en",
    "us-west-2",
    "client_credentials",
    "orders/read",
    "openid",
    "example.com",
    "https://example.com/client.json",
    " ",
    "%00%ff",
    "${jndi:x}",
    "' OR 1=1 --",
    "../../etc/passwd",
)
JUNK: Final[tuple[Any, ...]] = (
    None,
    "",
    [],
    {},
    "http://[",
    "0",
    -1,
    0,
    2**63,
    -(2**70),
    True,
    5.5,
    1e308,
    [None],
    {"a": None},
    [[[[]]]],
    "é" * 200,
    "x" * 70_000,
    {"": ""},
    {"$bytes": "!"},
    [{}] * 500,
)

SIGN_IN_KEYS: Final = (
    *("USERNAME", "PASSWORD", "SRP_A", "SECRET_HASH", "ANSWER", "NEW_PASSWORD", "REFRESH_TOKEN", "DEVICE_KEY"),
    *("SMS_MFA_CODE", "SOFTWARE_TOKEN_MFA_CODE", "EMAIL_OTP_CODE", "PREFERRED_CHALLENGE", "CREDENTIAL", "SESSION"),
    *("PASSWORD_CLAIM_SIGNATURE", "PASSWORD_CLAIM_SECRET_BLOCK", "TIMESTAMP", "CHALLENGE_NAME", "userAttributes.email"),
)
"""Of AuthParameters and ChallengeResponses."""
STANDS_FOR: Final = {
    "USERNAME": "Username",
    "PASSWORD": "Password",
    "REFRESH_TOKEN": "RefreshToken",
    "SESSION": "Session",
}
"""Which member's values such a key has."""
DETAIL_KEYS: Final = ("client_id", "client_secret", "oidc_issuer", "authorize_scopes", "attributes_request_method")
MAX_TEXT: Final = 70_000


@dataclass(frozen=True)
class Requests:
    """Makes requests by chance; the same for the same seed."""

    chance: random.Random
    known: Mapping[str, Sequence[str]]
    """Values of members that exist."""
    right: Mapping[str, Sequence[Any]]
    """Requests that pass, by operation."""

    def of(self, service: Service, operation: str) -> Any:
        """Parameters of an operation: right ones, some as the model has them, and many with junk somewhere."""
        shape = service_model(service).input_of(operation)
        parameters = {} if shape is None else self._value(service, shape, "")
        if operation in self.right and not self._now_and_then(4):
            more = parameters if self._now_and_then(3) else {}
            parameters = {**more, **copy.deepcopy(self.chance.choice(self.right[operation]))}
        if self._now_and_then(3):
            self._spoil(parameters)
        return parameters

    def _now_and_then(self, one_of: int) -> bool:
        return self.chance.randrange(one_of) == 0

    def _spoil(self, parameters: Any) -> None:
        found = list(_places(parameters))
        if found:
            container, key = self.chance.choice(found)
            container[key] = copy.deepcopy(self.chance.choice(JUNK))

    def _value(self, service: Service, name: str, member: str) -> Any:
        shape = service_model(service).shapes[name]
        kind = shape["type"]
        if shape.get("document"):
            return self._document(3)
        if kind == "structure":
            return self._structure(service, shape)
        if kind == "list":
            size = self.chance.choice([shape.get("min", 0), 1, 1, 2, 3])
            return [self._value(service, shape["member"]["shape"], member) for _ in range(min(size, 3))]
        if kind == "map":
            return self._map(service, shape)
        return self._scalar(kind, shape, member)

    def _structure(self, service: Service, shape: Shape) -> dict[str, Any]:
        members = shape["members"]
        required = [name for name in shape.get("required", ()) if not self._now_and_then(60)]
        optional = [name for name in members if name not in required]
        chosen = self.chance.sample(optional, min(self.chance.choice([0, 0, 1, 2, 3, 5]), len(optional)))
        return {name: self._value(service, members[name]["shape"], name) for name in (*required, *chosen)}

    def _map(self, service: Service, shape: Shape) -> dict[str, Any]:
        keys = service_model(service).shapes[shape["key"]["shape"]]
        found = {}
        for _ in range(self.chance.choice([0, 1, 2, 3])):
            usual = (*SIGN_IN_KEYS, *DETAIL_KEYS, *self.known["Logins"])
            key = self._text(keys, "") if "enum" in keys or self._now_and_then(4) else self.chance.choice(usual)
            stands_for = self.known.get(STANDS_FOR.get(key, ""))
            found[key] = (
                self.chance.choice(stands_for) if stands_for else self._value(service, shape["value"]["shape"], "")
            )
        if "USERNAME" in self.chance.choice(SIGN_IN_KEYS[:2]) and "enum" not in keys:
            found["USERNAME"] = self.chance.choice(self.known["Username"])
            found["PASSWORD"] = self.chance.choice(self.known["Password"])
        return found

    def _scalar(self, kind: str, shape: Shape, member: str) -> Any:
        if kind == "boolean":
            return self.chance.choice([True, False])
        if kind in {"integer", "long"}:
            least, most = shape.get("min", 0), shape.get("max", 100_000)
            wrong = [least - 1, most + 1, 2**40]
            return self.chance.choice(wrong if self._now_and_then(20) else [least, most, (least + most) // 2])
        if kind == "timestamp":
            return self.chance.choice([0, 1_700_000_000, 1.5, -1, 2**40, 1e300])
        if kind == "blob":
            return base64.b64encode(self.chance.randbytes(self.chance.randrange(40))).decode()
        return self._text(shape, member)

    def _text(self, shape: Shape, member: str) -> str:
        if self._now_and_then(25):
            return str(self.chance.choice([*TEXTS, "x" * (min(shape.get("max", 300), MAX_TEXT) + 1)]))
        if "enum" in shape:
            return str(self.chance.choice(shape["enum"]))
        if member in self.known and not self._now_and_then(10):
            return self.chance.choice(self.known[member])
        fitting = _fitting(shape.get("pattern", ""), shape.get("min", 0), shape.get("max", 300))
        return self.chance.choice(fitting or TEXTS)

    def _document(self, depth: int) -> Any:
        """JSON of any form."""
        if depth and self._now_and_then(2):
            return {self.chance.choice(TEXTS): self._document(depth - 1) for _ in range(self.chance.randrange(3))}
        if depth and self._now_and_then(2):
            return [self._document(depth - 1) for _ in range(self.chance.randrange(3))]
        return self.chance.choice([None, True, 0, -1.5, 2**60, *TEXTS])


@cache
def _fitting(pattern: str, least: int, most: int) -> tuple[str, ...]:
    """Which of the texts a shape takes; one that is as long as may be among them."""
    matches = matcher(pattern) if pattern else None
    found = [*TEXTS, "x" * min(most, MAX_TEXT), "5" * max(least, 1)]
    return tuple(text for text in found if least <= len(text) <= most and (matches is None or matches(text)))


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every container in a request with each of its keys."""
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield value, key
        yield from _places(value[key])
