"""Rules between the arguments of the user pool: who signs in, and with what."""

from collections.abc import Iterator

from cognito_model.shapes import most
from cognito_model.tiers import LITE
from components.rules.problems import LATER, Problem
from components.rules.view import Known, block, blocks, is_known, items


def alias_or_username(auth: Known) -> Iterator[Problem]:
    """Sign-in names are either attributes alone, or user names with aliases (CreateUserPool)."""
    if auth.get("alias_attributes") and auth.get("username_attributes"):
        yield Problem("alias_attributes", "can't be combined with username_attributes; keep one of them")


def mfa_needs_a_factor(auth: Known) -> Iterator[Problem]:
    """`mfa_configuration` ON or OPTIONAL without any second factor is an InvalidParameterException."""
    if auth.get("mfa_configuration") not in {"ON", "OPTIONAL"}:
        return
    factors = ("software_token_mfa_configuration", "sms_configuration", "email_mfa_configuration")
    if not is_known(auth, *factors) or "sms_configuration" in auth or "email_mfa_configuration" in auth:
        return
    if block(auth, "software_token_mfa_configuration").get("enabled", False) is False:
        yield Problem(
            "mfa_configuration",
            "needs a second factor; set software_token_mfa_configuration.enabled to true,"
            " or sms_configuration, or email_mfa_configuration",
            auth["mfa_configuration"],
            "OFF",
        )


def factors_need_mfa(auth: Known) -> Iterator[Problem]:
    """A second factor that is never asked for is a mistake; Cognito ignores it (SetUserPoolMfaConfig)."""
    if auth.get("mfa_configuration", "OFF") != "OFF":
        return
    if block(auth, "software_token_mfa_configuration").get("enabled") is True:
        path = "software_token_mfa_configuration.enabled"
        yield Problem(
            path, "has no effect with mfa_configuration OFF; set that to OPTIONAL or ON", value=True, suggestion=False
        )


def email_mfa_needs_ses_and_a_tier(auth: Known) -> Iterator[Problem]:
    """Codes by e-mail come from the account's own SES, and not on LITE (EmailMfaConfigType)."""
    if "email_mfa_configuration" not in auth:
        return
    email = auth.get("email_configuration", {})
    if email is not LATER and email.get("email_sending_account", "COGNITO_DEFAULT") == "COGNITO_DEFAULT":
        yield Problem(
            "email_configuration.email_sending_account",
            "must be DEVELOPER (your SES) for email_mfa_configuration",
            email.get("email_sending_account", LATER),
            "DEVELOPER",
        )
    yield from not_on_lite(auth, "email_mfa_configuration")


def not_on_lite(auth: Known, path: str) -> Iterator[Problem]:
    """A problem for a feature that the LITE plan lacks."""
    if auth.get("user_pool_tier") == LITE:
        yield Problem(path, "needs user_pool_tier ESSENTIALS or PLUS; it is LITE")


def features_need_a_tier(auth: Known) -> Iterator[Problem]:
    """What else the LITE plan lacks (CreateUserPool, AWS's price list)."""
    if block(auth, "password_policy").get("password_history_size", LATER) not in {0, LATER}:
        yield from not_on_lite(auth, "password_policy.password_history_size")
    if "sign_in_policy" in auth:
        yield from not_on_lite(auth, "sign_in_policy")
    tokens = block(block(auth, "lambda_config"), "pre_token_generation_config")
    if tokens.get("lambda_version", LATER) not in {"V1_0", LATER}:
        yield from not_on_lite(auth, "lambda_config.pre_token_generation_config.lambda_version")
    for path, client in blocks(auth, "clients"):
        for where, flow in items(client, "explicit_auth_flows", path):
            if flow == "ALLOW_USER_AUTH":
                yield from not_on_lite(auth, where)


def password_stays_a_first_factor(auth: Known) -> Iterator[Problem]:
    """Sign-in can begin without a password, but not only so; and never with an authenticator app."""
    policy, key = block(auth, "sign_in_policy"), "allowed_first_auth_factors"
    factors = policy.get(key, LATER)
    if factors is LATER:
        return
    if is_known(policy, key) and "PASSWORD" not in factors:
        yield Problem(f"sign_in_policy.{key}", "must contain PASSWORD", factors, ["PASSWORD", *factors][:5])
    for where, factor in items(policy, key, "sign_in_policy"):
        if factor == "SOFTWARE_TOKEN":
            yield Problem(where, "can't be a first factor, Cognito doesn't support it there", factor, "WEB_AUTHN")
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
    domain = block(auth, "domain").get("custom_domain", LATER)
    party = block(auth, "web_authn_configuration").get("relying_party_id", LATER)
    if LATER not in {domain, party} and domain != party:
        rule = f"must be the custom domain {domain}"
        yield Problem("web_authn_configuration.relying_party_id", rule, party, domain)


def phones_are_verified_by_sms(auth: Known) -> Iterator[Problem]:
    """A phone number is verified by SMS, and SMS needs its own configuration (CreateUserPool)."""
    for where, name in items(auth, "auto_verified_attributes", ""):
        if name == "phone_number" and "sms_configuration" not in auth:
            yield Problem(where, "is verified by SMS, which needs sms_configuration", name, "email")


def recovery_mechanisms_differ(auth: Known) -> Iterator[Problem]:
    """`admin_only` means that users can't help themselves, so it stands alone."""
    setting, key = block(auth, "account_recovery_setting"), "recovery_mechanisms"
    names = [mechanism.get("name") for _, mechanism in blocks(setting, key)]
    if "admin_only" in names and len(names) > 1:
        where = f"account_recovery_setting.{key}[{names.index('admin_only')}].name"
        other = "verified_phone_number" if "verified_email" in names else "verified_email"
        yield Problem(where, "must be the only mechanism", "admin_only", other)


def recovery_mechanisms_exist(auth: Known) -> Iterator[Problem]:
    """At least one way, and at most two (RecoveryMechanismsType)."""
    mechanisms = block(auth, "account_recovery_setting").get("recovery_mechanisms")
    if isinstance(mechanisms, list) and not 1 <= len(mechanisms) <= most("RecoveryMechanismsType"):
        path = "account_recovery_setting.recovery_mechanisms"
        yield Problem(path, f"must have 1 or 2 mechanisms, not {len(mechanisms)}")


def tags_are_ones_own(auth: Known) -> Iterator[Problem]:
    """Tags that begin with `aws:` are Amazon's."""
    for key in block(auth, "tags"):
        if key.lower().startswith("aws:"):
            yield Problem(f"tags[{key!r}]", "must not begin with aws:, that prefix is Amazon's")


RULES = (
    alias_or_username,
    mfa_needs_a_factor,
    factors_need_mfa,
    email_mfa_needs_ses_and_a_tier,
    features_need_a_tier,
    password_stays_a_first_factor,
    first_factors_fit_required_mfa,
    passkeys_belong_to_the_custom_domain,
    phones_are_verified_by_sms,
    recovery_mechanisms_differ,
    recovery_mechanisms_exist,
    tags_are_ones_own,
)
