"""The production profile of a configuration, said once: which checks it asks for, and by which names it is excepted.

What a check looks at and where its limit is stand in its module, which `components` asks too. What a configuration
doesn't say, no profile can ask for.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from auditing.audit import Accepted
from auditing.check import Severity
from auditing.checks.passwords import MIN_LENGTH

LEVEL: Final = Severity.MEDIUM
"""Every check of this severity or above is asked for, and a few below."""


@dataclass(frozen=True, slots=True)
class Demand:
    """One thing that the profile asks for."""

    asks: str
    """As a sentence."""
    checks: tuple[str, ...]
    """The ids of the checks that it stands for."""


DEMANDS: Final[Mapping[str, Demand]] = MappingProxyType(
    {
        "mfa": Demand("Users have a second factor, or can have one.", ("mfa",)),
        "mfa_by_sms_alone": Demand("There is a second factor other than SMS.", ("mfa-by-sms-alone",)),
        "strong_passwords": Demand(
            f"Passwords have at least {MIN_LENGTH} characters, of all four kinds.",
            ("password-length", "password-classes"),
        ),
        "own_mail": Demand(
            "E-mail is sent by your own SES identity: Cognito's sender stops at 50 messages a day.", ("email-sender",)
        ),
        "recovery_by_sms": Demand("Passwords aren't recovered by SMS first.", ("recovery-by-sms",)),
        "unverified_address_changes": Demand(
            "A new address is only used once it is verified.", ("unverified-address-changes",)
        ),
        "deletion_protection": Demand("The pool and its users can't be deleted by accident.", ("deletion-protection",)),
        "self_registration": Demand("People can't sign up themselves.", ("self-registration",)),
        "open_registration": Demand("Strangers can't register app clients.", ("open-client-registration",)),
        "client_metadata_wildcards": Demand(
            "A client known by its metadata document is on a host that a policy names.", ("client-metadata-wildcards",)
        ),
        "threat_protection": Demand(
            "Threat protection is enforced (AWS Security Hub, control Cognito.1).", ("threat-protection",)
        ),
        "custom_sign_in_protection": Demand(
            "If users sign in with a custom flow, threat protection is enforced there too (Cognito.4).",
            ("threat-protection-of-custom-sign-in",),
        ),
        "high_risk_sign_ins": Demand("High-risk sign-ins are blocked.", ("high-risk-sign-ins",)),
        "compromised_credentials": Demand("Leaked passwords are blocked.", ("compromised-credentials",)),
        "short_tokens": Demand(
            "Access and ID tokens are valid for at most an hour, refresh tokens for at most 30 days.",
            ("access-token-lifetime", "refresh-token-lifetime"),
        ),
        "token_revocation": Demand("Refresh tokens can be revoked.", ("token-revocation",)),
        "no_implicit_grant": Demand(
            "Tokens aren't sent in URLs (OAuth 2.0 Security Best Current Practice, RFC 9700 section 2.1.2).",
            ("implicit-grant",),
        ),
        "no_admin_password_flow": Demand("No server sees users' passwords.", ("admin-password-flow",)),
        "no_password_flow": Demand("Passwords aren't sent themselves; SRP proves them.", ("password-flow",)),
        "user_existence_hidden": Demand("Errors don't reveal who has an account.", ("user-existence",)),
        "writable_attributes": Demand("Users can't write attributes that a back end trusts.", ("writable-attributes",)),
        "admin_scope": Demand("Tokens of web clients can't change accounts.", ("admin-scope",)),
        "no_localhost": Demand("Codes aren't sent to the user's own machine.", ("callback-localhost",)),
        "shared_hosts": Demand("Codes aren't sent to hosts whose names anybody can get.", ("callback-shared-hosts",)),
        "custom_schemes": Demand("Apps with their own URL scheme rely on PKCE alone.", ("callback-schemes",)),
        "group_roles": Demand("Groups don't have administrator roles.", ("group-roles",)),
        "guests": Demand("Nobody gets AWS credentials without signing in.", ("guests",)),
        "classic_flow": Demand("Callers don't choose their role.", ("classic-flow",)),
    }
)
"""By the name that an exception gives."""
UNSAID: Final[Mapping[str, str]] = MappingProxyType(
    {
        "web-acl": "A web ACL is associated with a pool from outside.",
    }
)
"""Checks of that severity that a configuration has no words for, and why; the deployed pool's audit has them."""


def accepted_by(exceptions: Mapping[str, str]) -> Iterator[Accepted]:
    """What a configuration's exceptions, a name and a reason each, are for an audit of what it makes."""
    for name, reason in exceptions.items():
        for check in DEMANDS[name].checks if name in DEMANDS else ():
            yield Accepted(check, reason)
