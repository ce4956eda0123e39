"""Second factors of a user pool, and what they have to do with the first."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from cognito_model.tiers import LITE
from local.cognito.call import Call
from local.cognito.errors import CognitoError, invalid
from local.cognito.validation.rules.rule import Table, part, pool_of

ASKED_FOR: Final = frozenset({"ON", "OPTIONAL"})
NEEDS_SMS: Final = "SMS configuration and Auto verification for phone_number are required when MFA is required/optional"


def new_pools_have_sms(call: Call) -> None:
    """At creation the only factor that can be configured is SMS; the others go through SetUserPoolMfaConfig."""
    if call.get("MfaConfiguration") in ASKED_FOR and not call.get("SmsConfiguration"):
        raise invalid(NEEDS_SMS)


def updated_pools_have_a_factor(call: Call) -> None:
    """An update can ask for a factor where SetUserPoolMfaConfig has configured one."""
    pool = pool_of(call)
    configured = pool.mfa if pool else {}
    totp = part(configured, "SoftwareTokenMfaConfiguration").get("Enabled")
    if not totp and not {"EmailMfaConfiguration", "SmsMfaConfiguration"} & set(configured):
        new_pools_have_sms(call)


def factors_fit(call: Call) -> None:
    """ON and OPTIONAL name their factors, all of them each time; OFF names none (SetUserPoolMfaConfig)."""
    factors = (
        part(call.parameters, "SoftwareTokenMfaConfiguration").get("Enabled"),
        call.get("SmsMfaConfiguration"),
        call.get("EmailMfaConfiguration") is not None,
    )
    asked_for = call.get("MfaConfiguration") in ASKED_FOR
    if asked_for and not any(factors):
        raise invalid(
            "Invalid MFA configuration given, can't disable all MFAs with a required or optional configuration."
        )
    if any(factors) and not asked_for:
        raise invalid("Invalid MFA configuration given, can't turn off MFA and configure an MFA together.")


def sms_has_a_role(call: Call) -> None:
    """A factor by SMS has the role to send it with, in the request or in the pool (SmsMfaConfigType)."""
    pool, factor = pool_of(call), call.get("SmsMfaConfiguration")
    if pool and factor and not (factor.get("SmsConfiguration") or pool.settings.get("SmsConfiguration")):
        raise invalid(NEEDS_SMS)


def email_needs_ses_and_a_tier(call: Call) -> None:
    """Codes by e-mail come from the account's own SES, and not on LITE (EmailMfaConfigType)."""
    pool = pool_of(call)
    if not pool or call.get("EmailMfaConfiguration") is None:
        return
    if pool.tier == LITE:
        raise CognitoError(
            "FeatureUnavailableInTierException",
            "The following feature is not available for the LITE pricing tier configured: Email MFA",
        )
    if part(pool.settings, "EmailConfiguration").get("EmailSendingAccount") != "DEVELOPER":
        raise invalid(
            "Cannot set EmailMfaConfiguration when user pool EmailConfiguration contains an EmailSendingAccount of "
            "COGNITO_DEFAULT."
        )


def passkeys_belong_to_the_custom_domain(call: Call) -> None:
    """The relying party of passkeys is the custom domain where there is one (WebAuthnConfigurationType)."""
    pool = pool_of(call)
    party = part(call.parameters, "WebAuthnConfiguration").get("RelyingPartyId")
    domain = next((one.name for one in pool.domains if one.custom), None) if pool else None
    if party and domain and party != domain:
        raise invalid(f"Relying party ID must be the custom domain of the user pool: {domain}")


def first_factors_of_a_new_pool(call: Call) -> None:
    """A new pool that requires MFA: it has no passkeys yet."""
    _first_factors_fit(call.get("MfaConfiguration", "OFF"), _first_factors(call.parameters), {})


def first_factors_of_an_updated_pool(call: Call) -> None:
    """An updated pool, whichever of the two the update changes."""
    pool = pool_of(call)
    if pool:
        given = part(call.parameters, "Policies").get("SignInPolicy")
        factors = _first_factors(call.parameters if given else pool.settings)
        _first_factors_fit(call.get("MfaConfiguration", pool.mfa_configuration), factors, pool.mfa)


def first_factors_with_new_factors(call: Call) -> None:
    """A pool whose second factors change."""
    pool = pool_of(call)
    if pool:
        _first_factors_fit(call.get("MfaConfiguration", "OFF"), _first_factors(pool.settings), call.parameters)


def _first_factors(settings: Mapping[str, Any]) -> Iterable[str]:
    return part(settings, "Policies", "SignInPolicy").get("AllowedFirstAuthFactors") or ()


def _first_factors_fit(mfa: str, factors: Iterable[str], configured: Mapping[str, Any]) -> None:
    """With MFA required, a first factor is a password, or a passkey that is two factors by itself."""
    passkeys = part(configured, "WebAuthnConfiguration").get("FactorConfiguration")
    possible = {"PASSWORD"} | ({"WEB_AUTHN"} if passkeys == "MULTI_FACTOR_WITH_USER_VERIFICATION" else set())
    if mfa == "ON" and not set(factors) <= possible:
        raise invalid("Only PASSWORD and WEB_AUTHN (if configured) can be enabled as an auth factor if MFA is enabled")


RULES: Final[Table] = {
    "CreateUserPool": (new_pools_have_sms, first_factors_of_a_new_pool),
    "UpdateUserPool": (updated_pools_have_a_factor, first_factors_of_an_updated_pool),
    "SetUserPoolMfaConfig": (
        factors_fit,
        sms_has_a_role,
        email_needs_ses_and_a_tier,
        passkeys_belong_to_the_custom_domain,
        first_factors_with_new_factors,
    ),
}
