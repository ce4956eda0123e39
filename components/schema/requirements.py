"""What the production profile requires, as the table's keys refer to it. What is asked is the audit's (`auditing`)."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from operator import eq, ne
from types import MappingProxyType
from typing import Any, Final

from auditing.checks.attributes import is_trusted
from auditing.checks.callbacks import is_loopback, is_shared
from auditing.checks.federation import is_powerful
from auditing.checks.passwords import MIN_LENGTH
from auditing.checks.registration import is_of_any_host
from auditing.checks.token_lifetimes import MAX_ACCESS_S, MAX_REFRESH_S
from auditing.production import DEMANDS
from cognito_model.scopes import ADMIN_SCOPE as API_SCOPE
from cognito_model.token_validity import UNIT_S
from components.checking.duration import Duration
from components.checking.examples import example_for
from components.checking.problems import UNKNOWN
from components.checking.requirements import Requirement

EXAMPLE_IDENTITY: Final = example_for("source_arn")
_EXAMPLE_CALLBACK: Final = "https://app.example.com/callback"
REQUIREMENTS: Final[Mapping[str, str]] = MappingProxyType({name: demand.asks for name, demand in DEMANDS.items()})
"""What the production profile asks for, by the name that an exception gives."""


def _must_be(name: str, value: Any, rule: str = "") -> Requirement:
    shown = str(value).lower() if isinstance(value, bool) else value
    return Requirement(name, rule or f"must be {shown}", partial(eq, value), value)


def _must_not_be_any(name: str, rule: str, is_one: Callable[[Any], bool], instead: str) -> Requirement:
    """Of a list of texts."""
    return Requirement(name, rule, lambda value: not is_one(value), instead, each=True)


def _at_most(longest: Duration) -> Requirement:
    return Requirement(
        "short_tokens", f"must be at most {longest}", lambda life: life.seconds <= longest.seconds, str(longest)
    )


def _without(name: str, *flows: str) -> tuple[Requirement, ...]:
    return tuple(
        Requirement(name, f"must not be {flow}", partial(ne, flow), "ALLOW_USER_SRP_AUTH", each=True) for flow in flows
    )


def _without_implicit(flows: Sequence[Any]) -> list[Any]:
    return [flow for flow in flows if flow not in {"implicit", UNKNOWN}] or ["code"]


MFA: Final = Requirement("mfa", "must be ON or OPTIONAL", {"ON", "OPTIONAL"}.__contains__, "OPTIONAL")
PASSWORD_LENGTH: Final = Requirement(
    "strong_passwords",
    f"must be at least {MIN_LENGTH}",
    lambda length: length >= MIN_LENGTH,
    MIN_LENGTH,
)
PASSWORD_CLASS: Final = _must_be("strong_passwords", value=True)
OWN_MAIL: Final = _must_be(
    "own_mail",
    "DEVELOPER",
    f"must be DEVELOPER, with the SES identity in source_arn (such as {EXAMPLE_IDENTITY})",
)
DELETION_PROTECTION: Final = _must_be("deletion_protection", "ACTIVE")
THREAT_PROTECTION: Final = _must_be("threat_protection", "ENFORCED", "must be ENFORCED, with user_pool_tier PLUS")
SHORT_ACCESS: Final = _at_most(Duration(MAX_ACCESS_S // UNIT_S["hours"], "hours"))
SHORT_REFRESH: Final = _at_most(Duration(MAX_REFRESH_S // UNIT_S["days"], "days"))
REVOCATION: Final = _must_be("token_revocation", value=True)
NO_IMPLICIT_GRANT: Final = Requirement(
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
CALLBACKS: Final = (
    _must_not_be_any("no_localhost", "must not be on the user's own machine", is_loopback, _EXAMPLE_CALLBACK),
    _must_not_be_any("shared_hosts", "must not be on a host whose name anybody can get", is_shared, _EXAMPLE_CALLBACK),
)
WRITABLE: Final = _must_not_be_any(
    "writable_attributes", "must not be an attribute that a back end trusts", is_trusted, "email"
)
METADATA_HOSTS: Final = _must_not_be_any(
    "client_metadata_wildcards", "must not have * in its host", is_of_any_host, "https://agent.example.com/*"
)
ADMIN_SCOPE: Final = _must_not_be_any("admin_scope", f"must not be {API_SCOPE}", partial(eq, API_SCOPE), "openid")
SELF_REGISTRATION: Final = _must_be("self_registration", value=True)
GROUP_ROLE: Final = Requirement(
    "group_roles",
    "must not be an administrator's role",
    lambda role: not role or not is_powerful(role),
    "arn:aws:iam::123456789012:role/members",
)
GUESTS: Final = _must_be("guests", value=False)
CLASSIC_FLOW: Final = _must_be("classic_flow", value=False)
