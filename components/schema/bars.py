"""The bar of the production profile, as the table's keys refer to it."""

from collections.abc import Mapping, Sequence
from functools import partial
from operator import eq, ne
from types import MappingProxyType
from typing import Any, Final

from components.checking.bars import Bar
from components.checking.duration import Duration
from components.checking.examples import example_for
from components.checking.problems import UNKNOWN

EXAMPLE_IDENTITY: Final = example_for("source_arn")
_SHORTEST_PASSWORD: Final = 12

BARS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "mfa": "Users have a second factor, or can have one.",
        "strong_passwords": f"Passwords have at least {_SHORTEST_PASSWORD} characters of all four classes.",
        "own_mail": "E-mail goes through the account's own SES: Cognito's sender stops at 50 a day.",
        "deletion_protection": "The pool with its users can't be deleted by accident.",
        "threat_protection": "Threat protection acts (AWS Security Hub, control Cognito.1).",
        "short_tokens": (
            "Access and ID tokens live an hour at most, refresh tokens 30 days; and refresh tokens can be revoked."
        ),
        "token_revocation": "Refresh tokens can be revoked.",
        "no_implicit_grant": (
            "Tokens don't travel in URLs (OAuth 2.0 Security Best Current Practice, RFC 9700 section 2.1.2)."
        ),
        "no_admin_password_flow": "No server sees users' passwords.",
        "no_password_flow": "Passwords aren't sent as they are; SRP proves them.",
        "user_existence_hidden": "Nobody can find out who has an account.",
        "no_localhost": "Nobody's own machine gets the users' codes.",
    }
)
"""What the production profile asks for, by the name that an exception gives."""


def _must_be(name: str, value: Any, rule: str = "") -> Bar:
    return Bar(name, rule or f"must be {str(value).lower() if value is True else value}", partial(eq, value), value)


def _at_most(longest: Duration) -> Bar:
    return Bar("short_tokens", f"must be at most {longest}", lambda life: life.seconds <= longest.seconds, str(longest))


def _without(name: str, *flows: str) -> tuple[Bar, ...]:
    return tuple(
        Bar(name, f"must not be {flow}", partial(ne, flow), "ALLOW_USER_SRP_AUTH", each=True) for flow in flows
    )


def _without_implicit(flows: Sequence[Any]) -> list[Any]:
    return [flow for flow in flows if flow not in {"implicit", UNKNOWN}] or ["code"]


MFA: Final = Bar("mfa", "must be ON or OPTIONAL", {"ON", "OPTIONAL"}.__contains__, "OPTIONAL")
PASSWORD_LENGTH: Final = Bar(
    "strong_passwords",
    f"must be at least {_SHORTEST_PASSWORD}",
    lambda length: length >= _SHORTEST_PASSWORD,
    _SHORTEST_PASSWORD,
)
PASSWORD_CLASS: Final = _must_be("strong_passwords", value=True)
OWN_MAIL: Final = _must_be(
    "own_mail",
    "DEVELOPER",
    f"must be DEVELOPER, with the SES identity in source_arn (such as {EXAMPLE_IDENTITY})",
)
DELETION_PROTECTION: Final = _must_be("deletion_protection", "ACTIVE")
THREAT_PROTECTION: Final = _must_be("threat_protection", "ENFORCED", "must be ENFORCED, with user_pool_tier PLUS")
SHORT_ACCESS: Final = _at_most(Duration(1, "hours"))
SHORT_REFRESH: Final = _at_most(Duration(30, "days"))
REVOCATION: Final = _must_be("token_revocation", value=True)
NO_IMPLICIT_GRANT: Final = Bar(
    "no_implicit_grant",
    "must not contain implicit",
    lambda flows: "implicit" not in (flows or ()),
    _without_implicit,
)
NO_PASSWORD_FLOWS: Final = (
    *_without("no_admin_password_flow", "ALLOW_ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"),
    *_without("no_password_flow", "ALLOW_USER_PASSWORD_AUTH", "USER_PASSWORD_AUTH"),
)
EXISTENCE_HIDDEN: Final = _must_be("user_existence_hidden", "ENABLED")
NO_LOCALHOST: Final = Bar(
    "no_localhost",
    "must be https",
    lambda url: not url.startswith("http://"),
    "https://app.example.com/callback",
    each=True,
)
