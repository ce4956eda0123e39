"""E-mail addresses and phone numbers that users prove to be theirs.

"Verifying contact information at sign-up", "Verifying updates to email addresses and phone numbers".
"""

from collections.abc import Mapping
from typing import Any, Final

from local.former import state
from local.former.errors import CognitoError
from local.former.operations.authentication import codes, messages, ministack, requests
from local.former.operations.types import Amendment, Handler, Parameters, Result
from local.former.state import Pool, User

VERIFIABLE: Final = ("email", "phone_number")


def get_verification_code(parameters: Parameters) -> Result:
    """GetUserAttributeVerificationCode."""
    pool, user = ministack.user_of_token(parameters["AccessToken"])
    name = _verifiable(parameters)
    pending = (codes.issued(user, codes.verifying(name)) or {}).get("value", "")
    if not pending and not ministack.attributes(user).get(name):
        raise CognitoError("InvalidParameterException", f"User has no {name} to verify.")
    codes.count_attempt(user, "GetUserAttributeVerificationCode")
    return {"CodeDeliveryDetails": _send(pool, user, name, pending, "CustomMessage_VerifyUserAttribute", parameters)}


def verify(parameters: Parameters) -> Result:
    """VerifyUserAttribute: the code that was sent; an update that waited for it takes place."""
    pool, user = ministack.user_of_token(parameters["AccessToken"])
    name = _verifiable(parameters)
    codes.count_attempt(user, "VerifyUserAttribute")
    issued = codes.redeem(user, codes.verifying(name), parameters.get("Code"))
    value = issued.get("value") or ministack.attributes(user)[name]
    check_alias(pool, user, name, value)
    ministack.set_attributes(user, {name: value, f"{name}_verified": "true"})
    return {}


def update(parameters: Parameters, ministack_handler: Handler) -> Result:
    """UpdateUserAttributes: a changed address or number is sent a code, and may have to wait for its answer."""
    pool, user = ministack.user_of_token(parameters["AccessToken"])
    given = _given(parameters)
    client = state.client(pool, ministack.token_claims(parameters["AccessToken"]).get("client_id"))
    writable = (client or {}).get("WriteAttributes") or list(given)
    if any(name not in writable for name in given):
        raise CognitoError("NotAuthorizedException", "A client attempted to write unauthorized attribute")
    return {"CodeDeliveryDetailsList": _update(pool, user, given, parameters, ministack_handler)}


def admin_update(parameters: Parameters, ministack_handler: Handler) -> Result:
    """AdminUpdateUserAttributes: as UpdateUserAttributes, and it may say that a value is verified."""
    pool, user = requests.pool_and_user(parameters)
    _update(pool, user, _given(parameters), parameters, ministack_handler)
    return {}


def check_alias(pool: Pool, user: User, name: str, value: str) -> None:
    """Raise CognitoError where somebody else signs in with this verified value."""
    if name not in {*(pool.get("AliasAttributes") or []), *(pool.get("UsernameAttributes") or [])}:
        return
    for other in pool["_users"].values():
        found = ministack.attributes(other)
        if other is not user and found.get(name) == value and found.get(f"{name}_verified") == "true":
            raise CognitoError("AliasExistsException", f"An account with the {name} already exists.")


def _update(
    pool: Pool, user: User, given: Mapping[str, str], parameters: Parameters, ministack_handler: Handler
) -> list[dict[str, str]]:
    before = ministack.attributes(user)
    changed = [
        name
        for name in VERIFIABLE
        if given.get(name) and given[name] != before.get(name) and given.get(f"{name}_verified") != "true"
    ]
    settings = pool.get("UserAttributeUpdateSettings") or {}
    first_verified = settings.get("AttributesRequireVerificationBeforeUpdate") or []
    waiting = [name for name in changed if name in first_verified]
    at_once = {name: value for name, value in given.items() if name not in waiting}
    ministack_handler({**parameters, "UserAttributes": [{"Name": n, "Value": v} for n, v in at_once.items()]})
    for name in changed:
        if name not in waiting:
            ministack.set_attributes(user, {f"{name}_verified": "false"})
    trigger = "CustomMessage_UpdateUserAttribute"
    verified = pool.get("AutoVerifiedAttributes") or []
    return [_send(pool, user, name, given[name], trigger, parameters) for name in changed if name in verified]


def _send(  # noqa: PLR0913, PLR0917 - what makes a message
    pool: Pool, user: User, name: str, value: str, trigger: str, parameters: Parameters
) -> dict[str, str]:
    code = codes.issue(user, codes.verifying(name), **({"value": value} if value else {}))
    medium, metadata = messages.MEDIA[name], parameters.get("ClientMetadata")
    return messages.send(pool, user, trigger, code, medium, destination=value, metadata=metadata)


def _given(parameters: Parameters) -> dict[str, str]:
    given: list[dict[str, Any]] = parameters.get("UserAttributes") or []
    return {one["Name"]: one.get("Value") or "" for one in given}


def _verifiable(parameters: Parameters) -> str:
    name = str(parameters.get("AttributeName"))
    if name not in VERIFIABLE:
        raise CognitoError("InvalidParameterException", f"{name} can't be verified.")
    return name


ADDED: dict[str, Handler] = {
    "GetUserAttributeVerificationCode": get_verification_code,
    "VerifyUserAttribute": verify,
}
AMENDED: dict[str, Amendment] = {"UpdateUserAttributes": update, "AdminUpdateUserAttributes": admin_update}
