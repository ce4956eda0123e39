"""A user pool's settings: every member is kept, and an update resets what it leaves out."""

import copy
from collections.abc import Mapping
from typing import Any, Final

from local.former import state
from local.former.operations.lookup import pool_of
from local.former.operations.paging import with_checked_token
from local.former.operations.types import Amendment, Handler, Parameters, Result

DAYS: Final = "TemporaryPasswordValidityDays"
PASSWORD_POLICY: Final[Mapping[str, Any]] = {
    "MinimumLength": 8,
    "RequireUppercase": True,
    "RequireLowercase": True,
    "RequireNumbers": True,
    "RequireSymbols": True,
    DAYS: 7,
}
RESET: Final[Mapping[str, Any]] = {
    "DeletionProtection": "INACTIVE",
    "LambdaConfig": {},
    "AutoVerifiedAttributes": [],
    "SmsVerificationMessage": "",
    "EmailVerificationMessage": "",
    "EmailVerificationSubject": "",
    "VerificationMessageTemplate": None,
    "SmsAuthenticationMessage": "",
    "DeviceConfiguration": None,
    "EmailConfiguration": {"EmailSendingAccount": "COGNITO_DEFAULT"},
    "SmsConfiguration": {},
    "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": False, "UnusedAccountValidityDays": 7},
    "UserPoolAddOns": None,
    "AccountRecoverySetting": {},
}
"""What UpdateUserPool makes of a member that it isn't given; None takes it away.

The other members stay: the name, UserPoolTier (by the documentation), MfaConfiguration and Policies, each policy for
itself (measured on AWS by users), UserAttributeUpdateSettings, and the keys and the issuer of the pool's tokens.
UserPoolTags stay here because the embedded provider changes them by TagResource alone; AWS resets them as well.
"""
DROPPED_BY_MINISTACK: Final = ("KeyConfiguration", "IssuerConfiguration")


def create_user_pool(parameters: Parameters, ministack: Handler) -> Result:
    """CreateUserPool."""
    policies = {"PasswordPolicy": dict(PASSWORD_POLICY), **_spelt_out(parameters)}
    made = ministack({**parameters, "Policies": policies})
    pool = pool_of({"UserPoolId": made["UserPool"]["Id"]})
    for name in DROPPED_BY_MINISTACK:
        if name in parameters:
            pool[name] = parameters[name]
    return {"UserPool": _described(pool)}


def update_user_pool(parameters: Parameters, ministack: Handler) -> Result:
    """UpdateUserPool: "If you don't provide a value for an attribute, Amazon Cognito sets it to its default value"."""
    pool = pool_of(parameters)
    given = dict(parameters)
    if "Policies" in given:
        given["Policies"] = {**pool.get("Policies", {}), **_spelt_out(given)}
    ministack({**copy.deepcopy(dict(RESET)), **given})
    for name, default in RESET.items():
        if default is None and name not in given:
            pool.pop(name, None)
    for name in DROPPED_BY_MINISTACK:
        if name in given:
            pool[name] = given[name]
    pool["Name"] = given.get("PoolName", pool["Name"])
    return {}


def _spelt_out(parameters: Parameters) -> dict[str, Any]:
    """What a given password policy doesn't ask for isn't required; ministack would require it.

    The official provider leaves `false` out, and AWS takes it for that. No days, or 0 of them, are the default
    (PasswordPolicyType), unless the setting that they have superseded says otherwise.
    """
    policies = parameters.get("Policies") or {}
    if "PasswordPolicy" not in policies:
        return dict(policies)
    given = policies["PasswordPolicy"]
    unasked = {name: False for name in PASSWORD_POLICY if name.startswith("Require")}
    former = (parameters.get("AdminCreateUserConfig") or {}).get("UnusedAccountValidityDays")
    days = given.get(DAYS) or former or PASSWORD_POLICY[DAYS]
    return {**policies, "PasswordPolicy": {**unasked, **given, DAYS: days}}


def describe_user_pool(parameters: Parameters, _ministack: Handler) -> Result:
    """DescribeUserPool."""
    return {"UserPool": _described(pool_of(parameters))}


def list_user_pools(parameters: Parameters, ministack: Handler) -> Result:
    """ListUserPools: with each pool's triggers (UserPoolDescriptionType)."""
    listed = with_checked_token(parameters, ministack)
    for description in listed["UserPools"]:
        description["LambdaConfig"] = (state.pool(description["Id"]) or {}).get("LambdaConfig", {})
    return listed


def _described(pool: state.Pool) -> dict[str, Any]:
    described = {name: value for name, value in state.described_pool(pool).items() if value is not None}
    return {**described, "EstimatedNumberOfUsers": len(pool["_users"])}


AMENDED: Final[Mapping[str, Amendment]] = {
    "CreateUserPool": create_user_pool,
    "UpdateUserPool": update_user_pool,
    "DescribeUserPool": describe_user_pool,
    "ListUserPools": list_user_pools,
}
