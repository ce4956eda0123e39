"""How users sign in: with which names, passwords and passkeys."""

from collections.abc import Iterator
from typing import Final

from components.checking.keys import (
    FLAG,
    POOL_SETTINGS,
    entry,
    table,
)
from components.checking.problems import UNKNOWN, Problem
from components.checking.view import Known, block, is_known, items
from components.schema import requirements

USER_VERIFICATION: Final = "preferred"
"""Cognito's own choice for passkeys."""

USERNAME_CONFIGURATION: Final = table(
    "UsernameConfigurationArgs",
    "How user names are compared.",
    entry(
        "case_sensitive",
        FLAG,
        "Whether `Jane@example.com` and `jane@example.com` are two users. Can't change later.",
        required=True,
    ),
)

PASSWORD_POLICY: Final = table(
    "PasswordPolicyArgs",
    "What a password must contain.",
    entry(
        "minimum_length",
        "PasswordPolicyMinLengthType",
        "The minimum number of characters, 6 to 99.",
        default=8,
        production=requirements.PASSWORD_LENGTH,
    ),
    entry(
        "password_history_size",
        "PasswordHistorySizeType",
        "How many of a user's last passwords can't be used again, up to 24; not on LITE.",
        otherwise=0,
    ),
    entry(
        "require_lowercase",
        FLAG,
        "Whether a lower-case letter is required.",
        default=True,
        production=requirements.PASSWORD_CLASS,
    ),
    entry(
        "require_numbers", FLAG, "Whether a digit is required.", default=True, production=requirements.PASSWORD_CLASS
    ),
    entry(
        "require_symbols", FLAG, "Whether a symbol is required.", default=True, production=requirements.PASSWORD_CLASS
    ),
    entry(
        "require_uppercase",
        FLAG,
        "Whether an upper-case letter is required.",
        default=True,
        production=requirements.PASSWORD_CLASS,
    ),
    entry(
        "temporary_password_validity_days",
        "TemporaryPasswordValidityDaysType",
        "How many days a temporary password set by an administrator is valid.",
        default=7,
    ),
)


SIGN_IN_POLICY: Final = table(
    "SignInPolicyArgs",
    "The first factors of choice-based sign-in (ALLOW_USER_AUTH); needs a plan above LITE.",
    entry(
        "allowed_first_auth_factors",
        "AllowedFirstAuthFactorsListType",
        "PASSWORD, and optionally EMAIL_OTP, SMS_OTP and WEB_AUTHN (passkeys).",
        required=True,
    ),
)

WEB_AUTHN_CONFIGURATION: Final = table(
    "WebAuthnConfigurationArgs",
    "Passkeys.",
    entry(
        "factor_configuration",
        "WebAuthnFactorConfigurationType",
        "MULTI_FACTOR_WITH_USER_VERIFICATION lets a passkey satisfy MFA; not on LITE.",
        otherwise="SINGLE_FACTOR",
        place=f"{POOL_SETTINGS}.web_authn_configuration.factor_configuration",
    ),
    entry(
        "relying_party_id",
        "RelyingPartyIdType",
        "The domain that passkeys belong to; a custom domain's full name, if there is one.",
        words="the pool's domain",
    ),
    entry(
        "user_verification",
        "UserVerificationType",
        "Whether the authenticator must verify its user: required or preferred.",
        otherwise=USER_VERIFICATION,
    ),
)


def alias_or_username(auth: Known) -> Iterator[Problem]:
    """Sign-in names are either attributes alone, or user names with aliases (CreateUserPool)."""
    if auth.get("alias_attributes") and auth.get("username_attributes"):
        yield Problem("alias_attributes", "can't be combined with username_attributes; keep one of them")


def password_stays_a_first_factor(auth: Known) -> Iterator[Problem]:
    """Sign-in can begin without a password, but not only so; and never with an authenticator app."""
    policy, key = block(auth, "sign_in_policy"), "allowed_first_auth_factors"
    factors = policy.get(key, UNKNOWN)
    if factors is UNKNOWN:
        return
    if is_known(policy, key) and "PASSWORD" not in factors:
        yield Problem(f"sign_in_policy.{key}", "must contain PASSWORD", factors, ["PASSWORD", *factors][:5])
    for where, factor in items(policy, key, "sign_in_policy"):
        if factor == "SOFTWARE_TOKEN":
            yield Problem(where, "can't be a first factor; Cognito doesn't support that", factor, "WEB_AUTHN")
        if factor == "SMS_OTP" and "sms_configuration" not in auth:
            yield Problem(where, "needs sms_configuration", factor, "PASSWORD")


def first_factors_fit_required_mfa(auth: Known) -> Iterator[Problem]:
    """With MFA required nobody signs in by one code or one passkey alone (UpdateUserPool, measured by users)."""
    if auth.get("mfa_configuration") != "ON":
        return
    for where, factor in items(block(auth, "sign_in_policy"), "allowed_first_auth_factors", "sign_in_policy"):
        if factor in {"EMAIL_OTP", "SMS_OTP", "WEB_AUTHN"}:
            rule = "can't be a first factor while mfa_configuration is ON; make that OPTIONAL, or leave the factor out"
            yield Problem(where, rule, factor, "PASSWORD")


def passkeys_belong_to_the_custom_domain(auth: Known) -> Iterator[Problem]:
    """The relying party of passkeys is the custom domain where there is one (WebAuthnConfigurationType)."""
    domain = block(auth, "domain").get("custom_domain", UNKNOWN)
    party = block(auth, "web_authn_configuration").get("relying_party_id", UNKNOWN)
    if UNKNOWN not in {domain, party} and domain != party:
        rule = f"must be the custom domain {domain}"
        yield Problem("web_authn_configuration.relying_party_id", rule, party, domain)


RULES = (
    alias_or_username,
    password_stays_a_first_factor,
    first_factors_fit_required_mfa,
    passkeys_belong_to_the_custom_domain,
)
