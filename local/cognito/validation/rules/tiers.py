"""What a user pool's feature plan lacks."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from cognito_model.tiers import ABOVE_LITE, ESSENTIALS, LITE, PLUS, THREAT_PROTECTION
from local.cognito.call import Call
from local.cognito.errors import CognitoError
from local.cognito.validation.rules.rule import Table, part, pool_of

UNAVAILABLE: Final = "FeatureUnavailableInTierException"


def features_beyond(tier: str, settings: Mapping[str, Any], mfa: Mapping[str, Any]) -> Iterator[str]:
    """What of a pool's settings its plan doesn't have."""
    if tier != PLUS and part(settings, "UserPoolAddOns").get("AdvancedSecurityMode", "OFF") != "OFF":
        yield "Threat Protection"
    if tier != LITE:
        return
    if part(settings, "Policies", "PasswordPolicy").get("PasswordHistorySize"):
        yield "Password History"
    if set(part(settings, "Policies", "SignInPolicy").get("AllowedFirstAuthFactors") or ()) - {"PASSWORD"}:
        yield "Passwordless Sign-In"
    version = part(settings, "LambdaConfig", "PreTokenGenerationConfig").get("LambdaVersion", "V1_0")
    if version != "V1_0":
        yield f"Token Customization with Pre-Token Generation Lambda {version}"
    if "EmailMfaConfiguration" in mfa:
        yield "Email MFA"
    if part(mfa, "WebAuthnConfiguration").get("FactorConfiguration") == "MULTI_FACTOR_WITH_USER_VERIFICATION":
        yield "Passkey MFA"
    registration = settings.get("DcrConfiguration")
    if registration is not None and registration.get("EnableStatus") != "Disabled":
        yield "Dynamic Client Registration"
    if settings.get("AcrConfiguration"):
        yield "Custom ACR Values"


def pool_features(call: Call) -> None:
    """A new pool has no feature that its plan lacks."""
    _refuse(call.get("UserPoolTier", ESSENTIALS), call.parameters, {}, UNAVAILABLE)


def updated_pool_features(call: Call) -> None:
    """Nor has an updated one, whether the feature comes or the plan goes. What an update doesn't name may stay."""
    pool = pool_of(call)
    if pool is None:
        return
    tier = call.get("UserPoolTier", pool.tier)
    kept = {
        "DcrConfiguration": pool.settings.get("DcrConfiguration"),
        **call.parameters,
        "Policies": {**part(pool.settings, "Policies"), **part(call.parameters, "Policies")},
    }
    _refuse(tier, kept, pool.mfa, UNAVAILABLE if tier == pool.tier else "TierChangeNotAllowedException")


def choice_based_sign_in(call: Call) -> None:
    """An app client of a pool on LITE can't allow USER_AUTH."""
    if "ALLOW_USER_AUTH" in call.get("ExplicitAuthFlows", ()):
        _needs(call, ABOVE_LITE, "Choice-Based Sign-In")


def managed_login(call: Call) -> None:
    """A domain's managed login has its second version above LITE only."""
    if call.get("ManagedLoginVersion") == 2:  # noqa: PLR2004 - Cognito numbers them
        _needs(call, ABOVE_LITE, "Managed Login Version 2")


def passkeys_as_two_factors(call: Call) -> None:
    """A passkey is two factors above LITE only (WebAuthnConfigurationType)."""
    factors = part(call.parameters, "WebAuthnConfiguration").get("FactorConfiguration")
    if factors == "MULTI_FACTOR_WITH_USER_VERIFICATION":
        _needs(call, ABOVE_LITE, "Passkey MFA")


def log_streaming(call: Call) -> None:
    """Logs of users' sign-ins are threat protection's (SetLogDeliveryConfiguration)."""
    if any(log["EventSource"] == "userAuthEvents" for log in call["LogConfigurations"]):
        _needs(call, THREAT_PROTECTION, "Log Streaming")


def client_metadata_documents(call: Call) -> None:
    """Clients that are documents are known above LITE only (CreateCIMDPolicy)."""
    _needs(call, ABOVE_LITE, "Client ID Metadata Documents")


def _refuse(tier: str, settings: Mapping[str, Any], mfa: Mapping[str, Any], code: str) -> None:
    for feature in features_beyond(tier, settings, mfa):
        raise CognitoError(
            code, f"The following features need to be disabled for the {tier} pricing tier configured: {feature}"
        )


def _needs(call: Call, tiers: frozenset[str], feature: str) -> None:
    pool = pool_of(call)
    if pool and pool.tier not in tiers:
        raise CognitoError(
            UNAVAILABLE,
            f"The following feature is not available for the {pool.tier} pricing tier configured: {feature}",
        )


RULES: Final[Table] = {
    "CreateUserPool": (pool_features,),
    "UpdateUserPool": (updated_pool_features,),
    "CreateUserPoolClient": (choice_based_sign_in,),
    "UpdateUserPoolClient": (choice_based_sign_in,),
    "CreateUserPoolDomain": (managed_login,),
    "UpdateUserPoolDomain": (managed_login,),
    "SetUserPoolMfaConfig": (passkeys_as_two_factors,),
    "SetLogDeliveryConfiguration": (log_streaming,),
    "CreateCIMDPolicy": (client_metadata_documents,),
    "UpdateCIMDPolicy": (client_metadata_documents,),
}
