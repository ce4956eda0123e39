"""A user pool's settings (UserPoolType): defaults, what Cognito completes, and what an update resets."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from cognito_model.model import USER_POOLS, service_model
from cognito_model.tiers import DEFAULT
from local.cognito.json_types import JsonObject, copied

if TYPE_CHECKING:
    from local.cognito.store.pools import UserPool

APART: Final = frozenset({"UserPoolId", "PoolName", "Schema", "UserPoolTags"})
"""Members of a request that aren't among a pool's settings: a pool has them in fields of their own."""
PASSWORD_POLICY: Final[Mapping[str, Any]] = {
    "MinimumLength": 8,
    "RequireUppercase": True,
    "RequireLowercase": True,
    "RequireNumbers": True,
    "RequireSymbols": True,
    "TemporaryPasswordValidityDays": 7,
}
SIGN_IN_POLICY: Final[Mapping[str, Any]] = {"AllowedFirstAuthFactors": ["PASSWORD"]}
RECOVERY: Final[Mapping[str, Any]] = {
    "RecoveryMechanisms": [
        {"Priority": 1, "Name": "verified_email"},
        {"Priority": 2, "Name": "verified_phone_number"},
    ]
}
DEFAULTS: Final[Mapping[str, Any]] = {
    "Policies": {},
    "DeletionProtection": "INACTIVE",
    "LambdaConfig": {},
    "VerificationMessageTemplate": {},
    "MfaConfiguration": "OFF",
    "EmailConfiguration": {},
    "AdminCreateUserConfig": {},
    "AccountRecoverySetting": RECOVERY,
    "UserPoolTier": DEFAULT,
}
"""Of a new pool; `completed` fills in what is inside."""
REGISTRATION: Final[Mapping[str, Any]] = {"EnableStatus": "Enabled", "OpenDcrEnabled": False}
"""What DcrConfiguration means where it is given: it "turns dynamic client registration on" (DcrConfigurationType)."""
SETTINGS_ALTHOUGH_EMPTY: Final = frozenset({"DcrConfiguration"})
KEPT_BY_UPDATES: Final = frozenset(
    {
        "AliasAttributes",
        "UsernameAttributes",
        "UsernameConfiguration",
        "Policies",
        "MfaConfiguration",
        "UserPoolTier",
        "UserAttributeUpdateSettings",
        "DcrConfiguration",
        "KeyConfiguration",
        "IssuerConfiguration",
    }
)
"""What UpdateUserPool leaves as it is where it isn't given. Everything else gets its default value, or goes.

Policies stay each for itself, and so does MfaConfiguration: measured on AWS by users. The tier stays by its
documentation.
"""
MIRRORED: Final[Mapping[str, str]] = {
    "SmsVerificationMessage": "SmsMessage",
    "EmailVerificationMessage": "EmailMessage",
    "EmailVerificationSubject": "EmailSubject",
}
"""Members of a pool, and those of its VerificationMessageTemplate that are the same setting."""


def new_settings(given: JsonObject, region: str) -> JsonObject:
    """The settings of a pool that is created with these parameters."""
    return completed({**DEFAULTS, **_settings_in(given)}, region)


def updated_settings(current: JsonObject, given: JsonObject, region: str) -> JsonObject:
    """The settings of a pool after an update with these parameters.

    "If you don't provide a value for an attribute, Amazon Cognito sets it to its default value" (UpdateUserPool).
    """
    kept = {name: value for name, value in current.items() if name in KEPT_BY_UPDATES}
    settings = {**DEFAULTS, **kept, **_settings_in(given)}
    settings["Policies"] = {**current.get("Policies", {}), **(given.get("Policies") or {})}
    return completed(settings, region)


def completed(settings: JsonObject, region: str) -> JsonObject:
    """A deep copy in which the defaults inside are spelt out, as Cognito answers them; what is empty is left out."""
    found: JsonObject = {name: copied(value) for name, value in settings.items() if not _is_empty(name, value)}
    days = _temporary_password_days(found)
    found["Policies"] = {
        "PasswordPolicy": {**_password_policy(found["Policies"]), "TemporaryPasswordValidityDays": days},
        "SignInPolicy": found["Policies"].get("SignInPolicy") or copied(dict(SIGN_IN_POLICY)),
    }
    found["AdminCreateUserConfig"] = {
        "AllowAdminCreateUserOnly": False,
        **found["AdminCreateUserConfig"],
        "UnusedAccountValidityDays": days,
    }
    found["EmailConfiguration"] = {"EmailSendingAccount": "COGNITO_DEFAULT", **found["EmailConfiguration"]}
    found["AccountRecoverySetting"] = found["AccountRecoverySetting"] or copied(dict(RECOVERY))
    if "DcrConfiguration" in found:
        found["DcrConfiguration"] = {**REGISTRATION, **found["DcrConfiguration"]}
    if "SmsConfiguration" in found:
        found["SmsConfiguration"] = completed_sms(found["SmsConfiguration"], region)
    _mirror_messages(found)
    _mirror_token_trigger(found["LambdaConfig"])
    return found


def completed_sms(configuration: JsonObject, region: str) -> JsonObject:
    """How SMS are sent (SmsConfigurationType): from the pool's region where none is named."""
    found = copied(configuration)
    return {**found, "SnsRegion": found.get("SnsRegion") or region} if found.get("SnsCallerArn") else found


def factors(pool: "UserPool", current: JsonObject) -> JsonObject:
    """A pool's second factors (GetUserPoolMfaConfig) after CreateUserPool or UpdateUserPool: SMS, where it has none.

    With MFA off there are none; passkeys stay.
    """
    settings = pool.settings
    if pool.mfa_configuration == "OFF":
        return {name: value for name, value in current.items() if name == "WebAuthnConfiguration"}
    others = current.get("SoftwareTokenMfaConfiguration", {}).get("Enabled") or "EmailMfaConfiguration" in current
    if (others and "SmsMfaConfiguration" not in current) or not settings.get("SmsConfiguration"):
        return current
    shared = ("SmsAuthenticationMessage", "SmsConfiguration")
    return {**current, "SmsMfaConfiguration": {name: copied(settings[name]) for name in shared if name in settings}}


def kept_members() -> frozenset[str]:
    """The members of a request that are kept and answered: those that the model knows, whatever its version."""
    model = service_model(USER_POOLS)
    requests = {*model.members_of("CreateUserPoolRequest"), *model.members_of("UpdateUserPoolRequest")}
    return frozenset(requests & set(model.members_of("UserPoolType"))) - APART


def _settings_in(given: JsonObject) -> JsonObject:
    known = kept_members()
    return {name: value for name, value in given.items() if name in known and value is not None}


def _is_empty(name: str, value: Any) -> bool:
    return value in ("", [], {}) and name not in DEFAULTS and name not in SETTINGS_ALTHOUGH_EMPTY


def _password_policy(policies: JsonObject) -> JsonObject:
    """A given policy doesn't require what it doesn't name; without one everything is required."""
    given = policies.get("PasswordPolicy")
    if not given:
        return dict(PASSWORD_POLICY)
    unasked = {name: False for name in PASSWORD_POLICY if name.startswith("Require")}
    return {"MinimumLength": PASSWORD_POLICY["MinimumLength"], **unasked, **given}


def _temporary_password_days(settings: JsonObject) -> int:
    """No days, or 0 of them, are the default (PasswordPolicyType), unless the member that was superseded says more."""
    policy = settings["Policies"].get("PasswordPolicy") or {}
    former = settings["AdminCreateUserConfig"].get("UnusedAccountValidityDays")
    name = "TemporaryPasswordValidityDays"
    return int(policy.get(name) or former or PASSWORD_POLICY[name])


def _mirror_token_trigger(triggers: JsonObject) -> None:
    """PreTokenGeneration and PreTokenGenerationConfig "have the same value" (PreTokenGenerationVersionConfigType)."""
    configured = triggers.get("PreTokenGenerationConfig")
    if configured:
        triggers["PreTokenGeneration"] = configured["LambdaArn"]
    elif triggers.get("PreTokenGeneration"):
        triggers["PreTokenGenerationConfig"] = {"LambdaVersion": "V1_0", "LambdaArn": triggers["PreTokenGeneration"]}


def _mirror_messages(settings: JsonObject) -> None:
    template = settings["VerificationMessageTemplate"] = {
        "DefaultEmailOption": "CONFIRM_WITH_CODE",
        **settings["VerificationMessageTemplate"],
    }
    for member, inside in MIRRORED.items():
        text = template.get(inside) or settings.get(member)
        if text:
            template[inside] = settings[member] = text
