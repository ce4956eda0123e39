"""Second factors of a user pool."""

from typing import Final

from local.former import state
from local.former.errors import CognitoError
from local.former.strictness.rules.rule import Parameters, Table, invalid, part

ASKED_FOR: Final = frozenset({"ON", "OPTIONAL"})


def new_pools_have_sms(parameters: Parameters) -> None:
    """At creation the only factor that can be configured is SMS; the others go through SetUserPoolMfaConfig."""
    if parameters.get("MfaConfiguration") in ASKED_FOR and not parameters.get("SmsConfiguration"):
        raise invalid(
            "SMS configuration and Auto verification for phone_number are required when MFA is required/optional"
        )


def updated_pools_have_a_factor(parameters: Parameters) -> None:
    """An update can ask for a factor where SetUserPoolMfaConfig has configured one."""
    pool = state.pool(parameters["UserPoolId"]) or {}
    configured = part(pool, "SoftwareTokenMfaConfiguration").get("Enabled") or pool.get("EmailMfaConfiguration")
    if not configured and not pool.get("SmsMfaConfiguration"):
        new_pools_have_sms(parameters)


def factors_fit(parameters: Parameters) -> None:
    """ON and OPTIONAL name their factors, all of them each time; OFF names none (SetUserPoolMfaConfig)."""
    factors = (
        part(parameters, "SoftwareTokenMfaConfiguration").get("Enabled"),
        parameters.get("SmsMfaConfiguration"),
        parameters.get("EmailMfaConfiguration"),
    )
    asked_for = parameters.get("MfaConfiguration") in ASKED_FOR
    if asked_for and not any(factors):
        raise invalid(
            "Invalid MFA configuration given, can't disable all MFAs with a required or optional configuration."
        )
    if any(factors) and not asked_for:
        raise invalid("Invalid MFA configuration given, can't turn off MFA and configure an MFA together.")


def sms_has_a_role(parameters: Parameters) -> None:
    """A factor by SMS has the role to send it with, in the request or in the pool (SmsMfaConfigType)."""
    pool = state.pool(parameters["UserPoolId"])
    if pool and parameters.get("SmsMfaConfiguration") and not pool.get("SmsConfiguration"):
        new_pools_have_sms({**parameters, **parameters["SmsMfaConfiguration"]})


def email_needs_ses_and_a_tier(parameters: Parameters) -> None:
    """Codes by e-mail come from the account's own SES, and not on LITE (EmailMfaConfigType)."""
    pool = state.pool(parameters["UserPoolId"])
    if not pool or not parameters.get("EmailMfaConfiguration"):
        return
    if state.tier(pool) == "LITE":
        raise CognitoError(
            "FeatureUnavailableInTierException",
            "The following feature is not available for the LITE pricing tier configured: Email MFA",
        )
    if part(pool, "EmailConfiguration").get("EmailSendingAccount") != "DEVELOPER":
        raise invalid(
            "Cannot set EmailMfaConfiguration when user pool EmailConfiguration contains an EmailSendingAccount of "
            "COGNITO_DEFAULT."
        )


def passkeys_belong_to_the_custom_domain(parameters: Parameters) -> None:
    """The relying party of passkeys is the custom domain where there is one (WebAuthnConfigurationType)."""
    pool = state.pool(parameters["UserPoolId"])
    party = part(parameters, "WebAuthnConfiguration").get("RelyingPartyId")
    domain = (pool or {}).get("CustomDomain")
    if party and domain and party != domain:
        raise invalid(f"Relying party ID must be the custom domain of the user pool: {domain}")


RULES: Final[Table] = {
    "CreateUserPool": (new_pools_have_sms,),
    "UpdateUserPool": (updated_pools_have_a_factor,),
    "SetUserPoolMfaConfig": (
        factors_fit,
        sms_has_a_role,
        email_needs_ses_and_a_tier,
        passkeys_belong_to_the_custom_domain,
    ),
}
