"""What a user pool's feature plan lacks. Threat protection and password history are asked for by ministack itself."""

from collections.abc import Iterator
from typing import Final

from local.former import state
from local.former.errors import CognitoError
from local.former.strictness.rules.rule import Parameters, Table, part


def features_beyond_lite(parameters: Parameters) -> Iterator[str]:
    """What of a pool's settings the LITE plan doesn't have."""
    if set(part(parameters, "Policies", "SignInPolicy").get("AllowedFirstAuthFactors") or ()) - {"PASSWORD"}:
        yield "Passwordless Sign-In"
    version = part(parameters, "LambdaConfig", "PreTokenGenerationConfig").get("LambdaVersion", "V1_0")
    if version != "V1_0":
        yield f"Token Customization with Pre-Token Generation Lambda {version}"
    if parameters.get("EmailMfaConfiguration"):
        yield "Email MFA"


def pool_features(parameters: Parameters) -> None:
    """A new pool on LITE has no feature of the other plans."""
    if state.tier(parameters) == "LITE":
        refuse_on_lite(parameters, "FeatureUnavailableInTierException")


def updated_pool_features(parameters: Parameters) -> None:
    """Nor does an updated one, whether the feature comes or the plan goes. What an update doesn't name may stay."""
    pool = state.pool(parameters["UserPoolId"]) or {}
    current = state.tier(pool)
    if parameters.get("UserPoolTier", current) == "LITE":
        stays = current == "LITE"
        kept = {
            "Policies": {**part(pool, "Policies"), **part(parameters, "Policies")},
            "EmailMfaConfiguration": pool.get("EmailMfaConfiguration"),
        }
        code = "FeatureUnavailableInTierException" if stays else "TierChangeNotAllowedException"
        refuse_on_lite({**parameters, **kept}, code)


def refuse_on_lite(parameters: Parameters, code: str) -> None:
    """Raise CognitoError for the first feature that LITE lacks."""
    for feature in features_beyond_lite(parameters):
        raise CognitoError(
            code, f"The following features need to be disabled for the LITE pricing tier configured: {feature}"
        )


def choice_based_sign_in(parameters: Parameters) -> None:
    """An app client of a pool on LITE can't allow USER_AUTH."""
    if "ALLOW_USER_AUTH" in (parameters.get("ExplicitAuthFlows") or ()):
        needs(parameters, frozenset({"ESSENTIALS", "PLUS"}), "Choice-Based Sign-In")


def managed_login(parameters: Parameters) -> None:
    """A domain's managed login has its second version above LITE only."""
    if parameters.get("ManagedLoginVersion") == 2:  # noqa: PLR2004 - Cognito numbers them
        needs(parameters, frozenset({"ESSENTIALS", "PLUS"}), "Managed Login Version 2")


def log_streaming(parameters: Parameters) -> None:
    """Logs of users' sign-ins are threat protection's (SetLogDeliveryConfiguration)."""
    if any(log["EventSource"] == "userAuthEvents" for log in parameters["LogConfigurations"]):
        needs(parameters, frozenset({"PLUS"}), "Log Streaming")


def needs(parameters: Parameters, tiers: frozenset[str], feature: str) -> None:
    """Raise CognitoError where the pool's plan isn't one of those."""
    pool = state.pool(parameters["UserPoolId"])
    if pool and state.tier(pool) not in tiers:
        raise CognitoError(
            "FeatureUnavailableInTierException",
            f"The following feature is not available for the {state.tier(pool)} pricing tier configured: {feature}",
        )


RULES: Final[Table] = {
    "CreateUserPool": (pool_features,),
    "UpdateUserPool": (updated_pool_features,),
    "CreateUserPoolClient": (choice_based_sign_in,),
    "UpdateUserPoolClient": (choice_based_sign_in,),
    "CreateUserPoolDomain": (managed_login,),
    "UpdateUserPoolDomain": (managed_login,),
    "SetLogDeliveryConfiguration": (log_streaming,),
}
