"""The bar of the production profile. What is below it needs an exception by name, with a reason."""

from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from components.checking.duration import Duration
from components.checking.problems import UNKNOWN, Problem
from components.checking.view import Known, block, blocks, items
from components.schema.messages import EXAMPLE_IDENTITY
from components.schema.oauth import oauth_flows
from components.schema.token_lifetimes import DEFAULT_LIFETIMES

PRODUCTION: Final = "production"
_SHORTEST_PASSWORD: Final = 12
_LONGEST_ACCESS: Final = Duration(1, "hours")
_LONGEST_REFRESH: Final = Duration(30, "days")
_ADMIN_PASSWORD_FLOWS: Final = frozenset({"ALLOW_ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"})
_PASSWORD_FLOWS: Final = frozenset({"ALLOW_USER_PASSWORD_AUTH", "USER_PASSWORD_AUTH"})

_Bar: TypeAlias = Callable[[Known], Iterator[Problem]]


def mfa(auth: Known) -> Iterator[Problem]:
    """Users have a second factor, or can have one."""
    mode = auth.get("mfa_configuration", "OFF")
    if mode == "OFF":
        yield Problem("mfa_configuration", "must be ON or OPTIONAL", _given(auth, "mfa_configuration"), "OPTIONAL")


def strong_passwords(auth: Known) -> Iterator[Problem]:
    """Passwords have at least 12 characters of all four classes."""
    policy = block(auth, "password_policy")
    if auth.get("password_policy") is UNKNOWN:
        return
    length = policy.get("minimum_length", 0)
    path = "password_policy.minimum_length"
    if length is not UNKNOWN and length < _SHORTEST_PASSWORD:
        shown = _given(policy, "minimum_length")
        yield Problem(path, f"must be at least {_SHORTEST_PASSWORD}", shown, _SHORTEST_PASSWORD)
    for key in ("require_lowercase", "require_numbers", "require_symbols", "require_uppercase"):
        if policy.get(key) is False:
            yield Problem(f"password_policy.{key}", "must be true", value=False, suggestion=True)


def own_mail(auth: Known) -> Iterator[Problem]:
    """E-mail goes through the account's own SES: Cognito's sender stops at 50 a day."""
    email = auth.get("email_configuration", {})
    if email is not UNKNOWN and email.get("email_sending_account", "COGNITO_DEFAULT") == "COGNITO_DEFAULT":
        path = "email_configuration.email_sending_account"
        rule = f"must be DEVELOPER, with the SES identity in source_arn (such as {EXAMPLE_IDENTITY})"
        yield Problem(path, rule, _given(email, "email_sending_account"), "DEVELOPER")


def deletion_protection(auth: Known) -> Iterator[Problem]:
    """The pool with its users can't be deleted by accident."""
    if auth.get("deletion_protection", "INACTIVE") == "INACTIVE":
        shown = _given(auth, "deletion_protection")
        yield Problem("deletion_protection", "must be ACTIVE", shown, "ACTIVE")


def threat_protection(auth: Known) -> Iterator[Problem]:
    """Threat protection acts (AWS Security Hub, control Cognito.1)."""
    add_ons = auth.get("user_pool_add_ons", {})
    if add_ons is not UNKNOWN and add_ons.get("advanced_security_mode", "OFF") not in {"ENFORCED", UNKNOWN}:
        path = "user_pool_add_ons.advanced_security_mode"
        rule = "must be ENFORCED, with user_pool_tier PLUS"
        yield Problem(path, rule, _given(add_ons, "advanced_security_mode"), "ENFORCED")


def short_tokens(auth: Known) -> Iterator[Problem]:
    """Access and ID tokens live an hour at most, refresh tokens 30 days; and refresh tokens can be revoked."""
    for path, client in blocks(auth, "clients"):
        for key, longest in (
            ("access_token_validity", _LONGEST_ACCESS),
            ("id_token_validity", _LONGEST_ACCESS),
            ("refresh_token_validity", _LONGEST_REFRESH),
        ):
            life = client.get(key, DEFAULT_LIFETIMES[key])
            if isinstance(life, Duration) and life.seconds > longest.seconds:
                yield Problem(f"{path}.{key}", f"must be at most {longest}", str(life), str(longest))


def token_revocation(auth: Known) -> Iterator[Problem]:
    """Refresh tokens can be revoked."""
    for path, client in blocks(auth, "clients"):
        if client.get("enable_token_revocation") is False:
            yield Problem(f"{path}.enable_token_revocation", "must be true", value=False, suggestion=True)


def no_implicit_grant(auth: Known) -> Iterator[Problem]:
    """Tokens don't travel in URLs (OAuth 2.0 Security Best Current Practice, RFC 9700 section 2.1.2)."""
    for path, client in blocks(auth, "clients"):
        if "implicit" in oauth_flows(client):
            flows = client["allowed_oauth_flows"]
            rest = [flow for flow in flows if flow not in {"implicit", UNKNOWN}] or ["code"]
            yield Problem(f"{path}.allowed_oauth_flows", "must not contain implicit", flows, rest)


def no_admin_password_flow(auth: Known) -> Iterator[Problem]:
    """No server sees users' passwords."""
    yield from _without_flows(auth, _ADMIN_PASSWORD_FLOWS)


def no_password_flow(auth: Known) -> Iterator[Problem]:
    """Passwords aren't sent as they are; SRP proves them."""
    yield from _without_flows(auth, _PASSWORD_FLOWS)


def _without_flows(auth: Known, refused: frozenset[str]) -> Iterator[Problem]:
    for path, client in blocks(auth, "clients"):
        for where, flow in items(client, "explicit_auth_flows", path):
            if flow in refused:
                yield Problem(where, f"must not be {flow}", flow, "ALLOW_USER_SRP_AUTH")


def user_existence_hidden(auth: Known) -> Iterator[Problem]:
    """Nobody can find out who has an account."""
    for path, client in blocks(auth, "clients"):
        if client.get("prevent_user_existence_errors") == "LEGACY":
            yield Problem(f"{path}.prevent_user_existence_errors", "must be ENABLED", "LEGACY", "ENABLED")


def no_localhost(auth: Known) -> Iterator[Problem]:
    """Nobody's own machine gets the users' codes."""
    for path, client in blocks(auth, "clients"):
        for key in ("callback_urls", "logout_urls"):
            for where, url in items(client, key, path):
                if url.startswith("http://"):
                    yield Problem(where, "must be https", url, "https://app.example.com/callback")


BARS: Final[Mapping[str, _Bar]] = MappingProxyType(
    {
        bar.__name__: bar
        for bar in (
            mfa,
            strong_passwords,
            own_mail,
            deletion_protection,
            threat_protection,
            short_tokens,
            token_revocation,
            no_implicit_grant,
            no_admin_password_flow,
            no_password_flow,
            user_existence_hidden,
            no_localhost,
        )
    },
)
"""What the production profile asks for, by the name that an exception gives."""


def production_bar(auth: Known) -> Iterator[Problem]:
    """Every bar that isn't met and isn't excepted."""
    exceptions = auth.get("exceptions", {})
    if auth.get("profile") != PRODUCTION or exceptions is UNKNOWN:
        return
    for name, bar in BARS.items():
        if name not in exceptions:
            for problem in bar(auth):
                rule = f"{problem.rule} in production, unless exceptions.{name} says why not"
                yield Problem(problem.path, rule, problem.value, problem.suggestion)


def exceptions_have_names(auth: Known) -> Iterator[Problem]:
    """An exception is one from the bar, in the profile that has one."""
    for name in block(auth, "exceptions"):
        path = f"exceptions.{name}"
        if name not in BARS:
            near = get_close_matches(str(name), BARS, n=1)
            rule = "is not a known exception" if near else f"is not a known exception; they are {', '.join(BARS)}"
            yield Problem(path, rule, suggestion=near[0] if near else UNKNOWN)
        elif auth.get("profile", "development") == "development":
            yield Problem(path, "has no effect without profile production; leave it out")


def _given(parent: Known, key: str) -> Any:
    """The value that was given; UNKNOWN, which isn't shown, where it's a default that isn't good enough."""
    return parent.get(key, UNKNOWN)


RULES = (production_bar, exceptions_have_names)
