"""Managed login's branding styles, one per app client, as stored configuration."""

import uuid
from collections.abc import Mapping
from typing import Any, Final

from local.cognito.call import Call, Handler
from local.cognito.errors import CognitoError, invalid, not_found
from local.cognito.json_types import JsonObject, copied
from local.cognito.store.pools import AppClient

DEFAULT_SETTINGS: Final[Mapping[str, Any]] = {
    "categories": {
        "auth": {
            "authMethodOrder": [
                [{"display": "BUTTON", "type": "FEDERATED"}, {"display": "INPUT", "type": "USERNAME_PASSWORD"}]
            ],
            "federation": {"interfaceStyle": "BUTTON_LIST", "order": []},
        },
        "form": {
            "displayGraphics": True,
            "instructions": {"enabled": False},
            "languageSelector": {"enabled": False},
            "location": {"horizontal": "CENTER", "vertical": "CENTER"},
            "sessionTimerDisplay": "NONE",
        },
        "global": {
            "colorSchemeMode": "LIGHT",
            "pageFooter": {"enabled": False},
            "pageHeader": {"enabled": False},
            "spacingDensity": "REGULAR",
        },
        "signUp": {"acceptanceElements": [{"enforcement": "NONE", "textKey": "en"}]},
    }
}
"""What the default style is arranged like (CreateManagedLoginBranding's example); its colours are left out."""
ONE_SOURCE: Final = "useCognitoProvidedValues or settings should be specified (but not both)"


def create_managed_login_branding(call: Call) -> JsonObject:
    """CreateManagedLoginBranding: a client has one style, of its own settings or of Cognito's."""
    client, now = call.client, call.moment
    if client.branding is not None:
        raise CognitoError(
            "ManagedLoginBrandingExistsException", f"Managed login branding already exists for client {client.id}."
        )
    if (call.get("Settings") is not None) == bool(call.get("UseCognitoProvidedValues")):
        raise invalid(ONE_SOURCE)
    client.branding = _applied(
        {
            "ManagedLoginBrandingId": str(uuid.uuid4()),
            "UserPoolId": client.pool_id,
            "UseCognitoProvidedValues": False,
            "Assets": [],
            "CreationDate": now,
        },
        call,
    )
    call.save(client)
    return _described(client.branding)


def update_managed_login_branding(call: Call) -> JsonObject:
    """UpdateManagedLoginBranding: what isn't given stays; an asset replaces the one of its category and colour mode."""
    client, branding = _found(call)
    if call.get("Settings") is not None and call.get("UseCognitoProvidedValues"):
        raise invalid(ONE_SOURCE)
    client.branding = _applied(branding, call)
    call.save(client)
    return _described(client.branding)


def describe_managed_login_branding(call: Call) -> JsonObject:
    """DescribeManagedLoginBranding."""
    return _described(_found(call)[1], merged=bool(call.get("ReturnMergedResources")))


def describe_managed_login_branding_by_client(call: Call) -> JsonObject:
    """DescribeManagedLoginBrandingByClient."""
    client = call.client
    if client.branding is None:
        raise not_found(f"Managed login branding does not exist for client {client.id}.")
    return _described(client.branding, merged=bool(call.get("ReturnMergedResources")))


def delete_managed_login_branding(call: Call) -> JsonObject:
    """DeleteManagedLoginBranding."""
    client, _ = _found(call)
    client.branding = None
    call.save(client)
    return {}


def _applied(branding: JsonObject, call: Call) -> JsonObject:
    changed = {**branding, "LastModifiedDate": call.moment}
    if call.get("UseCognitoProvidedValues"):
        changed |= {"UseCognitoProvidedValues": True, "Assets": []}
        changed.pop("Settings", None)
    if call.get("Settings") is not None:
        changed |= {"UseCognitoProvidedValues": False, "Settings": copied(call["Settings"])}
    assets = {(asset["Category"], asset["ColorMode"]): asset for asset in changed["Assets"]}
    assets |= {(asset["Category"], asset["ColorMode"]): dict(asset) for asset in call.get("Assets", [])}
    changed["Assets"] = list(assets.values())
    return changed


def _found(call: Call) -> tuple[AppClient, JsonObject]:
    branding_id = call.required("ManagedLoginBrandingId")
    for client in call.pool.clients.values():
        if client.branding is not None and client.branding["ManagedLoginBrandingId"] == branding_id:
            return client, client.branding
    raise not_found(f"Managed login branding {branding_id} does not exist.")


def _described(branding: JsonObject, *, merged: bool = False) -> JsonObject:
    described = copied(branding)
    if merged:
        described["Settings"] = _merged(copied(dict(DEFAULT_SETTINGS)), described.get("Settings") or {})
    return {"ManagedLoginBranding": described}


def _merged(default: Any, own: Any) -> Any:
    """Own settings over default ones, object by object."""
    if not (isinstance(default, Mapping) and isinstance(own, Mapping)):
        return own
    return {**default, **{key: _merged(default[key], value) if key in default else value for key, value in own.items()}}


OPERATIONS: Final[Mapping[str, Handler]] = {
    "CreateManagedLoginBranding": create_managed_login_branding,
    "UpdateManagedLoginBranding": update_managed_login_branding,
    "DescribeManagedLoginBranding": describe_managed_login_branding,
    "DescribeManagedLoginBrandingByClient": describe_managed_login_branding_by_client,
    "DeleteManagedLoginBranding": delete_managed_login_branding,
}
