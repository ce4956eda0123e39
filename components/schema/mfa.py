"""Second factors, and devices that stand in for one."""

from collections.abc import Iterator
from typing import Final

from components.checking.keys import (
    FLAG,
    entry,
    table,
)
from components.checking.problems import UNKNOWN, Problem
from components.checking.view import Known, block, is_known
from components.schema.tiers import not_on_lite

EMAIL_MFA_SUBJECT: Final = "Your authentication code"
"""Said for a configuration that says nothing, because providers take an empty one for none."""

SOFTWARE_TOKEN_MFA: Final = table(
    "SoftwareTokenMfaConfigurationArgs",
    "One-time codes from an authenticator app (TOTP) as a second factor.",
    entry("enabled", FLAG, "Whether users can enrol an authenticator app.", required=True),
)

EMAIL_MFA: Final = table(
    "EmailMfaConfigurationArgs",
    "One-time codes by e-mail as a second factor; needs your own SES identity and a plan above LITE.",
    entry("message", "EmailMfaMessageType", "The message, with `{####}` where the code goes.", words="Cognito's"),
    entry("subject", "EmailMfaSubjectType", "The message's subject.", words="Cognito's"),
)

DEVICE_CONFIGURATION: Final = table(
    "DeviceConfigurationArgs",
    "Whether the pool remembers users' devices.",
    entry(
        "challenge_required_on_new_device",
        FLAG,
        "Whether a remembered device replaces the second factor.",
        otherwise=False,
    ),
    entry(
        "device_only_remembered_on_user_prompt",
        FLAG,
        "Whether a device is remembered only if its user agrees.",
        otherwise=False,
    ),
)


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
    if email is not UNKNOWN and email.get("email_sending_account", "COGNITO_DEFAULT") == "COGNITO_DEFAULT":
        yield Problem(
            "email_configuration.email_sending_account",
            "must be DEVELOPER (your SES) for email_mfa_configuration",
            email.get("email_sending_account", UNKNOWN),
            "DEVELOPER",
        )
    yield from not_on_lite(auth, "email_mfa_configuration")


RULES = (mfa_needs_a_factor, factors_need_mfa, email_mfa_needs_ses_and_a_tier)
