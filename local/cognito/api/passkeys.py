"""Passkeys that users register."""

from collections.abc import Mapping
from typing import Any, Final

from local.cognito.api import paging
from local.cognito.authentication import passkeys
from local.cognito.call import Call, Handler
from local.cognito.errors import not_found
from local.cognito.json_types import JsonObject
from local.cognito.messages.texts import shown_username
from local.cognito.tokens.access import signed_in

MAX_COUNT: Final = 20
"""Passkeys a page."""


def start_web_authn_registration(call: Call) -> JsonObject:
    """StartWebAuthnRegistration."""
    caller = signed_in(call)
    passkeys.check_enabled(caller.pool)
    shown = shown_username(caller.pool, caller.user)
    options = passkeys.creation_options(call, caller.pool, caller.user, caller.client, shown)
    return {"CredentialCreationOptions": options}


def complete_web_authn_registration(call: Call) -> JsonObject:
    """CompleteWebAuthnRegistration."""
    caller = signed_in(call)
    passkeys.check_enabled(caller.pool)
    passkeys.register(call, caller.pool, caller.user, caller.client, call["Credential"])
    return {}


def list_web_authn_credentials(call: Call) -> JsonObject:
    """ListWebAuthnCredentials."""
    user = signed_in(call).user
    size = call.get("MaxResults") or MAX_COUNT
    shown, following = paging.page(user.passkeys, call.get("NextToken"), size, "passkeys")
    return {"Credentials": [_shown(one) for one in shown], **({"NextToken": following} if following else {})}


def delete_web_authn_credential(call: Call) -> JsonObject:
    """DeleteWebAuthnCredential."""
    user, identifier = signed_in(call).user, call["CredentialId"]
    left = [one for one in user.passkeys if one["id"] != identifier]
    if len(left) == len(user.passkeys):
        raise not_found("The passkey does not exist.")
    user.passkeys = left
    call.save(user)
    return {}


def _shown(passkey: Mapping[str, Any]) -> JsonObject:
    attachment = passkey["attachment"]
    return {
        "CredentialId": passkey["id"],
        "FriendlyCredentialName": "Passkey",
        "RelyingPartyId": passkey["relying_party"],
        **({"AuthenticatorAttachment": attachment} if attachment else {}),
        "AuthenticatorTransports": list(passkey["transports"]),
        "CreatedAt": passkey["created"],
    }


OPERATIONS: Final[Mapping[str, Handler]] = {
    "StartWebAuthnRegistration": start_web_authn_registration,
    "CompleteWebAuthnRegistration": complete_web_authn_registration,
    "ListWebAuthnCredentials": list_web_authn_credentials,
    "DeleteWebAuthnCredential": delete_web_authn_credential,
}
